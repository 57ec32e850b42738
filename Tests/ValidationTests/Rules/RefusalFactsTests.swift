// A refusal carries what proves it: staff must be able to say why, with times and places.

import CheckinCore
import CheckinTesting
import Testing

@testable import Validation

@Suite struct RefusalFactsTests {
    private let now = Fixtures.now

    private func verdict(
        _ claims: Claims = Fixtures.claims(), ticket: Ticket? = Fixtures.ticket(),
        history: History = Fixtures.history(), policy: Policy = Fixtures.policy()
    ) -> Verdict {
        decide(
            Presentation(reading: .claims(claims)), ticket: ticket, history: history,
            policy: policy, at: Fixtures.now)
    }

    @Test func namesTheRightEventToWhoeverIsAtTheWrongOne() {
        let matinee = EventSummary(title: "Matinee", startsAt: now + .hours(20))
        let verdict = decide(
            Presentation(
                reading: .claims(Fixtures.claims(event: Fixtures.otherEventID)),
                otherEvent: matinee),
            ticket: nil, history: Fixtures.history(), policy: Fixtures.policy(), at: now)
        #expect(verdict.refusal == .wrongEvent(matinee))
    }

    @Test func saysHowOldACodeIs() {
        let claims = Fixtures.claims(scheme: .ns1, issuedAt: now - .hours(30))
        #expect(verdict(claims).refusal == .codeExpired(age: .hours(30)))
    }

    @Test func saysHowFarInTheFutureACodeWasMade() {
        let claims = Fixtures.claims(issuedAt: now + .minutes(11))
        #expect(verdict(claims).refusal == .notYetIssued(ahead: .minutes(11)))
    }

    @Test func saysHowOldTheListIsThatATicketIsMissingFrom() {
        #expect(verdict(ticket: nil).refusal == .notFound(snapshotAge: .minutes(5)))
    }

    @Test func neverSaysThatAListIsOfTheFuture() {
        let history = History(snapshotAsOf: now + .hours(1))
        #expect(verdict(ticket: nil, history: history).refusal == .notFound(snapshotAge: .zero))
    }

    @Test func saysSinceWhenATicketIsBad() {
        let since = now - .hours(2)
        let refusals: [TicketStatus: Refusal] = [
            .cancelled: .cancelled(since: since), .refunded: .refunded(since: since),
            .blocked: .blocked(since: since), .transferred: .transferred(since: since),
            .unpaid: .unpaid(due: Money(minorUnits: 150_000, currency: "INR")),
            .used: .alreadyInside(first: nil, last: nil, platformSince: since),
        ]
        for (status, refusal) in refusals {
            #expect(verdict(ticket: Fixtures.ticket(status: status)).refusal == refusal)
        }
    }

    @Test func namesTheLastWindowToOpenAndTheFirstToClose() {
        var event = Fixtures.event()
        var ticket = Fixtures.ticket()
        event.window = EntryWindow(opens: now + .minutes(5), closes: now + .hours(9))
        ticket.window = EntryWindow(opens: now + .minutes(20), closes: now + .hours(8))
        ticket.tier.window = EntryWindow(opens: now - .minutes(5))
        #expect(
            verdict(ticket: ticket, policy: Fixtures.policy(event: event)).refusal
                == .notYetOpen(opens: now + .minutes(20)))
        ticket.tier.window.closes = now - .minutes(1)
        #expect(
            verdict(ticket: ticket, policy: Fixtures.policy(event: event)).refusal
                == .closed(since: now - .minutes(1)))
    }

    @Test func listsTheDoorsATierMayUseInOrder() {
        let tier = Fixtures.tier(doors: ["door-c", "door-b"])
        #expect(
            verdict(ticket: Fixtures.ticket(tier: tier)).refusal
                == .wrongDoor(allowed: ["door-b", "door-c"]))
    }

    @Test func provesAnEarlierEntryByDoorAndTime() {
        let first = Passage(door: "door-b", at: now - .hours(1))
        let last = Passage(door: "door-c", at: now - .minutes(3))
        let presence = Presence(isInside: true, entries: 2, firstEntry: first, lastEntry: last)
        #expect(
            verdict(history: Fixtures.history(presence: presence)).refusal
                == .alreadyInside(first: first, last: last, platformSince: nil))
    }

    @Test func provesAnExitWhereNobodyMayComeBack() {
        var event = Fixtures.event()
        event.reentryAllowed = false
        #expect(
            verdict(
                history: Fixtures.history(presence: Presences.out),
                policy: Fixtures.policy(event: event)
            ).refusal == .reentryNotAllowed(lastExit: Presences.exit))
    }

    @Test func countsEntriesWhereTheyAreLimited() {
        var event = Fixtures.event()
        event.entryLimit = 1
        #expect(
            verdict(
                history: Fixtures.history(presence: Presences.out),
                policy: Fixtures.policy(event: event)
            ).refusal
                == .entryLimit(limit: 1, first: Presences.entry, last: Presences.entry))
    }

    @Test func saysWhichRoomIsFull() {
        let hard = Capacity(limit: 10, isHard: true)
        var history = Fixtures.history()
        history.occupancy = Occupancy(event: 11, tier: 10)
        #expect(
            verdict(
                history: history, policy: Fixtures.policy(event: Fixtures.event(capacity: hard))
            ).refusal == .full(count: 11, limit: 10, tier: nil))
        let balcony = Fixtures.tier("balcony", capacity: hard)
        #expect(
            verdict(ticket: Fixtures.ticket(tier: balcony), history: history).refusal
                == .full(count: 10, limit: 10, tier: "balcony"))
    }

    @Test func countsThePresentationThatWasOneTooMany() {
        var history = Fixtures.history()
        history.recentPresentations = 3
        #expect(verdict(history: history).refusal == .rapidScanning(count: 4))
    }
}
