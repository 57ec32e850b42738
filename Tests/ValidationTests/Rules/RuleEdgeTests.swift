// The exact moment or number at which each rule turns.

import CheckinCore
import CheckinTesting
import Testing

@testable import Validation

@Suite struct RuleEdgeTests {
    private let now = Fixtures.now
    private let moment: Duration = .milliseconds(1)

    private func answer(
        _ claims: Claims = Fixtures.claims(), ticket: Ticket? = Fixtures.ticket(),
        history: History = Fixtures.history(), event: Event = Fixtures.event(),
        door: Door = Fixtures.door()
    ) -> String {
        decide(
            Presentation(reading: .claims(claims)), ticket: ticket, history: history,
            policy: Fixtures.policy(event: event, door: door), at: Fixtures.now
        ).answerName
    }

    @Test func codeIsFreshUntilItsLastMillisecond() {
        func code(_ age: Duration) -> Claims { Fixtures.claims(scheme: .ns1, issuedAt: now - age) }
        #expect(answer(code(.hours(24))) == "admitted")
        #expect(answer(code(.hours(24) + moment)) == "code_expired")
    }

    @Test func codeMayBeAheadByTheClockTolerance() {
        func code(_ lead: Duration) -> Claims { Fixtures.claims(issuedAt: now + lead) }
        #expect(answer(code(.minutes(10))) == "admitted")
        #expect(answer(code(.minutes(10) + moment)) == "not_yet_issued")
    }

    @Test func printedCodeNeverExpires() {
        let old = now - .hours(24 * 365)
        #expect(answer(Fixtures.claims(scheme: .ns2HMAC, issuedAt: old)) == "admitted")
        var event = Fixtures.event()
        event.codeMaxAge = nil
        #expect(answer(Fixtures.claims(scheme: .ns1, issuedAt: old), event: event) == "admitted")
    }

    @Test func saleTakesTenMinutesToReachTheList() {
        let door = Fixtures.door(admitsUnlisted: true)
        let claims = Fixtures.claims()
        var history = History(snapshotAsOf: claims.issuedAt + .minutes(10))
        #expect(answer(claims, ticket: nil, history: history, door: door) == "not_found")
        history.snapshotAsOf = claims.issuedAt + .minutes(10) - moment
        #expect(answer(claims, ticket: nil, history: history, door: door) == "admitted_unlisted")
    }

    @Test func listWithoutAMomentAdmitsNobodyItDoesNotKnow() {
        let door = Fixtures.door(admitsUnlisted: true)
        #expect(answer(ticket: nil, history: History(), door: door) == "not_found")
    }

    @Test func windowIsOpenFromItsFirstMomentAndClosedAtItsLast() {
        var event = Fixtures.event()
        event.window = EntryWindow(opens: now, closes: now + moment)
        #expect(answer(event: event) == "admitted")
        event.window = EntryWindow(opens: now + moment, closes: nil)
        #expect(answer(event: event) == "not_yet_open")
        event.window = EntryWindow(opens: nil, closes: now)
        #expect(answer(event: event) == "closed")
    }

    @Test func ns1CodeOfAnotherHolderIsOlderUnlessMadeAfterTheRow() {
        var ticket = Fixtures.ticket(user: "asha")
        let claims = Fixtures.claims(scheme: .ns1, user: "ben")
        ticket.asOf = claims.issuedAt
        #expect(answer(claims, ticket: ticket) == "transferred")
        ticket.asOf = claims.issuedAt - moment
        #expect(answer(claims, ticket: ticket) == "not_found")
        #expect(answer(Fixtures.claims(scheme: .ns1), ticket: ticket) == "not_found")
        ticket.user = nil
        #expect(answer(claims, ticket: ticket) == "admitted")
    }

    @Test func newerCodeMakesTheListedOneWorthless() {
        var history = Fixtures.history()
        history.highestGeneration = 1
        #expect(answer(Fixtures.claims(generation: 0), history: history) == "transferred")
        #expect(answer(Fixtures.claims(generation: 1), history: history) == "not_found")
    }

    @Test func unseenAdmissionIsSaidAgainForThirtySecondsEitherWay() {
        func answer(after gap: Duration) -> String {
            let entry = Passage(door: Fixtures.doorID, at: now - gap)
            var history = Fixtures.history(
                presence: Presence(isInside: true, entries: 1, firstEntry: entry, lastEntry: entry))
            history.unseen = UnseenAdmission(
                number: AttemptNumber(1), at: entry.at, outcome: .admitted)
            return self.answer(history: history)
        }
        #expect(answer(after: .seconds(30)) == "again")
        #expect(answer(after: .seconds(30) + moment) == "already_inside")
        #expect(answer(after: .seconds(-30)) == "again")
        #expect(answer(after: .seconds(-30) - moment) == "already_inside")
    }

    @Test func unseenAdmissionIsForgottenAfterAnotherDoor() {
        var history = Fixtures.history(presence: Presences.inside)
        history.unseen = Presences.unseen
        #expect(answer(history: history) == "again")
        history.presence.lastEntry = Passage(door: "door-b", at: now - .seconds(5))
        #expect(answer(history: history) == "already_inside")
    }

    @Test func answerSaidAgainNamesTheFirstOneAndItsOutcome() {
        var history = Fixtures.history(presence: Presences.inside)
        history.unseen = UnseenAdmission(
            number: AttemptNumber(7), at: Presences.entry.at, outcome: .readmitted)
        history.recentPresentations = 9
        let verdict = decide(
            Presentation(reading: .claims(Fixtures.claims())), ticket: Fixtures.ticket(),
            history: history, policy: Fixtures.policy(), at: now)
        #expect(verdict == Verdict(.readmitted, repeats: AttemptNumber(7)))
    }

    @Test func platformsMarkIsOnlyBelievedWhereNobodyPassed() {
        let used = Fixtures.ticket(status: .used)
        #expect(answer(ticket: used) == "already_inside")
        for presence in [Presences.out, Presences.left] {
            let history = Fixtures.history(presence: presence)
            #expect(answer(ticket: used, history: history) == "readmitted")
        }
    }

    @Test func platformsMarkCountsAsOneEntry() {
        let used = Fixtures.ticket(status: .used)
        let left = Fixtures.history(presence: Presences.left)
        var event = Fixtures.event()
        event.entryLimit = 1
        #expect(answer(ticket: used, history: left, event: event) == "entry_limit")
        event.entryLimit = 2
        #expect(answer(ticket: used, history: left, event: event) == "readmitted")
        event.reentryAllowed = false
        #expect(answer(ticket: used, history: left, event: event) == "reentry_not_allowed")
        // Without the mark an exit proves nothing: somebody forgot to turn the door.
        #expect(answer(history: left, event: event) == "admitted")
    }

    @Test(arguments: [(0, "full"), (1, "admitted")])
    func lastPlaceIsGiven(limit: Int, expected: String) {
        let event = Fixtures.event(capacity: Capacity(limit: limit, isHard: true))
        #expect(answer(event: event) == expected)
    }

    @Test(arguments: [
        (Duration.minutes(15) - .milliseconds(1), Staleness.fresh),
        (.minutes(15), .ageing),
        (.hours(12), .ageing),
        (.hours(12) + .milliseconds(1), .stale),
        (.hours(-1), .fresh),
    ])
    func listAgesInThreeSteps(age: Duration, expected: Staleness) {
        #expect(staleness(of: Fixtures.event(), asOf: now - age, at: now) == expected)
    }

    @Test func listOfUnknownAgeIsStale() {
        #expect(staleness(of: Fixtures.event(), asOf: nil, at: now) == .stale)
    }
}
