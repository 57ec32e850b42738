// Doors whose clocks are hours apart: whoever is known to have passed somewhere passed before
// whoever passes now, whatever the clocks say. Else one fast clock would open every other door.

import CheckinCore
import CheckinTesting
import Testing
import Validation

@testable import Ledger

@Suite struct WrongClocksContract {
    private static let list = TicketList(
        tickets: ["t-1", "t-2", "t-3"].map { Fixtures.ticket(TicketID(stringLiteral: $0)) })

    /// A door elsewhere, of which ours hears.
    private func elsewhere() -> (door: Doorstep, ledger: MemoryLedger) {
        let name = JournalName(device: "box-2", incarnation: "life-2")
        let ledger = MemoryLedger(list: Self.list, journal: MemoryJournal(name: name))
        return (Doorstep(ledger: ledger, box: nil), ledger)
    }

    private func tell(_ ledger: MemoryLedger, to door: Doorstep) async throws {
        let batch = try await ledger.batch(after: AttemptNumber(0), limit: 500)
        let store = try #require(door.ledger as? any FeedStore)
        let attempts = batch.entries.map { entry in
            FeedChange.attempt(ForeignAttempt(journal: batch.journal, attempt: entry.attempt))
        }
        try await store.apply(
            FeedPage(
                event: Fixtures.eventID, generation: "g", position: 9, head: 9, asOf: nil,
                changes: attempts), at: Fixtures.now)
    }

    @Test(arguments: LedgerKind.allCases)
    func aWayOutByAFastClockLetsATicketInOnce(_ kind: LedgerKind) async throws {
        let (other, ledger) = elsewhere()
        try await other.present(
            Fixtures.claims(), after: .hours(2), door: Fixtures.door("door-b", direction: .exit))
        let door = try await kind.doorstep(Self.list)
        try await tell(ledger, to: door)
        let first = try await door.present(Fixtures.claims())
        #expect(first.attempt.answer.kind == .admitted)
        let second = try await door.present(Fixtures.claims(), after: .minutes(2))
        #expect(second.attempt.answer.reason == "already_inside")
        #expect(second.occupancy.event == 1)
        try await door.expectSound()
    }

    /// Whoever stole a box's token may say anything, but not make our attempts such that nobody
    /// takes them any more.
    @Test(arguments: LedgerKind.allCases)
    func aClockAtTheEndOfTimePullsNobodyThere(_ kind: LedgerKind) async throws {
        let door = try await kind.doorstep(Self.list)
        let store = try #require(door.ledger as? any FeedStore)
        let end = HybridTime(milliseconds: 999_999_999_999_999, counter: .max)
        func foreign(_ number: Int64, _ act: Act, _ claims: Claims?, _ answer: Answer) -> FeedChange
        {
            .attempt(
                ForeignAttempt(
                    journal: JournalName(device: "stolen", incarnation: "life"),
                    attempt: Attempt(
                        number: AttemptNumber(number), at: Fixtures.now, clock: end,
                        timeTrusted: true, door: "door-9", direction: .entry, source: .camera,
                        fingerprint: nil, claims: claims, tier: nil, event: Fixtures.eventID,
                        answer: answer, act: act)))
        }
        try await store.apply(
            FeedPage(
                event: Fixtures.eventID, generation: "g", position: 9, head: 9, asOf: nil,
                changes: [
                    foreign(1, .scan, Fixtures.claims(), .verdict(Verdict(.admitted))),
                    foreign(2, Act(.clearOut), nil, .done),
                ]), at: Fixtures.now)
        try await door.present(Fixtures.claims("t-2"), after: .minutes(1))
        try await door.order(.clearOut, by: Doorstep.manager, after: .minutes(2))
        try await door.order(.headcount(2), by: Doorstep.manager, after: .minutes(3))
        try await door.present(Fixtures.claims("t-3"), after: .minutes(4))
        let clocks = try await door.attempts().map(\.clock.milliseconds)
        #expect(clocks.allSatisfy { $0 < 2 * HybridClock.furthestPull })
        try await door.expectSound()
    }

    /// A box without a battery, beside boxes that know the time.
    @Test(arguments: LedgerKind.allCases)
    func aDoorInThePastLetsATicketInOnce(_ kind: LedgerKind) async throws {
        let (other, ledger) = elsewhere()
        try await other.present(Fixtures.claims())
        try await other.present(
            Fixtures.claims(), after: .minutes(1), door: Fixtures.door(direction: .exit))
        let door = try await kind.doorstep(Self.list)
        let past = Duration.zero - .minutes(50)
        try await tell(ledger, to: door)
        let first = try await door.present(Fixtures.claims(), after: past)
        #expect(first.attempt.answer.kind == .readmitted)
        let second = try await door.present(Fixtures.claims(), after: past + .minutes(2))
        #expect(second.attempt.answer.reason == "already_inside")
        try await door.expectSound()
    }

    @Test(arguments: LedgerKind.allCases)
    func everybodyGoesOutWhateverClocksSay(_ kind: LedgerKind) async throws {
        let (other, ledger) = elsewhere()
        try await other.present(Fixtures.claims("t-1"), after: .hours(2))
        let door = try await kind.doorstep(Self.list)
        try await door.present(Fixtures.claims("t-2"))
        try await tell(ledger, to: door)
        let cleared = try await door.order(.clearOut, by: Doorstep.manager, after: .minutes(1))
        #expect(cleared.first?.occupancy.event == 0)
        let counted = try await door.order(.headcount(2), after: .minutes(2))
        #expect(counted.first?.occupancy.event == 2)
        let again = try await door.present(Fixtures.claims("t-1"), after: .minutes(3))
        #expect(again.attempt.answer.kind == .readmitted)
        #expect(again.occupancy.event == 3)
        try await door.expectSound()
    }

    /// What is about another ticket does not move our clock.
    @Test(arguments: LedgerKind.allCases)
    func aFastClockMovesOnlyWhatItIsAbout(_ kind: LedgerKind) async throws {
        let (other, ledger) = elsewhere()
        try await other.present(Fixtures.claims("t-1"), after: .hours(2))
        let door = try await kind.doorstep(Self.list)
        try await tell(ledger, to: door)
        for ticket: TicketID in ["t-1", "t-2"] {
            let attempt = try await door.present(Fixtures.claims(ticket)).attempt
            #expect(attempt.clock < HybridTime(milliseconds: attempt.at.milliseconds, counter: 9))
        }
    }
}
