// What a box sends and what it hears: batches of one life of the journal, pages that are taken in
// whole or asked for again, and what damage took coming back from elsewhere.

import CheckinCore
import CheckinTesting
import GRDB
import Testing

@testable import Ledger

@Suite struct AgreeingTests {
    private let box: TemporaryBox

    init() throws {
        box = try TemporaryBox()
        try box.importList(
            TicketList(
                tickets: (1...80).map { Fixtures.ticket(TicketID(stringLiteral: "t-\($0)")) })
        )
    }

    private func open() async throws -> (ledger: SQLiteLedger, door: Doorstep) {
        let ledger = try await box.open()
        return (ledger, Doorstep(ledger: ledger, box: box))
    }

    /// An evening of another box, as it would send it.
    private func elsewhere(
        _ tickets: ClosedRange<Int>, device: DeviceID = "box-2"
    ) async throws -> [ForeignAttempt] {
        let name = JournalName(device: device, incarnation: "life-2")
        let list = TicketList(
            tickets: tickets.map { Fixtures.ticket(TicketID(stringLiteral: "t-\($0)")) })
        let door = Doorstep(
            ledger: MemoryLedger(list: list, journal: MemoryJournal(name: name)), box: nil)
        for number in tickets {
            try await door.present(Fixtures.claims(TicketID(stringLiteral: "t-\(number)")))
        }
        return try await door.attempts().map { ForeignAttempt(journal: name, attempt: $0) }
    }

    private func page(_ attempts: [ForeignAttempt], position: Int64 = 9) -> FeedPage {
        FeedPage(
            event: Fixtures.eventID, generation: "g-1", position: position, head: position,
            asOf: nil, changes: attempts.map(FeedChange.attempt))
    }

    private func foreignRows() throws -> Int? {
        try JournalFile.openForReading(box.state).inDatabase {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM foreign_attempt")
        }
    }

    /// Takes attempts out of the journal, as a damaged page does, and recovers it.
    private func lose(_ numbers: [Int64]) async throws -> RecoveryReport.Losses {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: box.state.journal, configuration: configuration)
        try await queue.write { db in
            try db.execute(sql: "DROP TRIGGER attempts_are_never_deleted")
            for number in numbers {
                try db.execute(sql: "DELETE FROM attempt WHERE number = ?", arguments: [number])
            }
        }
        try queue.close()
        return try JournalRecovery.run(box.state, device: box.device).losses
    }

    @Test func whoIsInsideElsewhereIsInside() async throws {
        let (ledger, door) = try await open()
        try await ledger.apply(page(try await elsewhere(1...1)), at: Fixtures.now)
        let answer = try await door.present(Fixtures.claims("t-1"), after: .minutes(1))
        #expect(answer.attempt.answer.reason == "already_inside")
        #expect(answer.occupancy.event == 1)
        try await door.expectSound()
    }

    @Test func whatIsOurOwnIsNotTakenTwice() async throws {
        let (ledger, door) = try await open()
        try await door.present(Fixtures.claims("t-1"))
        let batch = try await ledger.batch(after: AttemptNumber(0), limit: 10)
        let own = batch.entries.map { ForeignAttempt(journal: batch.journal, attempt: $0.attempt) }
        try await ledger.apply(page(own), at: Fixtures.now)
        #expect(try foreignRows() == 0)
        try await door.expectSound()
    }

    @Test func aPageIsTakenInWholeOrAskedForAgain() async throws {
        let (ledger, door) = try await open()
        let page = page(try await elsewhere(1...80))
        let saboteur = try DatabaseQueue(path: box.state.journal)
        try await saboteur.write { db in
            try db.execute(
                sql: """
                    CREATE TRIGGER sabotage BEFORE INSERT ON foreign_attempt WHEN NEW.number = 70
                    BEGIN SELECT RAISE(ABORT, 'sabotage'); END
                    """)
        }
        await #expect(throws: LedgerFault.self) {
            try await ledger.apply(page, at: Fixtures.now)
        }
        #expect(try await ledger.cursor(of: Fixtures.eventID) == FeedCursor())
        #expect(try foreignRows() == FeedIntake.attemptsAtOnce)
        try await door.expectSound()
        try await saboteur.write { try $0.execute(sql: "DROP TRIGGER sabotage") }
        try await ledger.apply(page, at: Fixtures.now)
        #expect(
            try await ledger.cursor(of: Fixtures.eventID)
                == FeedCursor(generation: "g-1", position: 9))
        #expect(try foreignRows() == 80)
        try await door.expectSound()
    }

    /// An evening at our door until damage is found; the ledger is closed when it is over.
    private func evening(
        _ tickets: ClosedRange<Int>, hearing foreign: [ForeignAttempt] = []
    ) async throws -> JournalBatch {
        let (ledger, door) = try await open()
        for number in tickets {
            try await door.present(Fixtures.claims(TicketID(stringLiteral: "t-\(number)")))
        }
        let batch = try await ledger.batch(after: AttemptNumber(0), limit: 100)
        try await ledger.apply(page(foreign + Self.heard(batch)), at: Fixtures.now)
        return batch
    }

    /// What comes back of a batch.
    private static func heard(_ batch: JournalBatch) -> [ForeignAttempt] {
        batch.entries.map { ForeignAttempt(journal: batch.journal, attempt: $0.attempt) }
    }

    @Test func aBatchIsOfOneLifeAndNamesWhatIsLost() async throws {
        let first = try await evening(1...6)
        #expect(first.entries.map(\.attempt.number.value) == [1, 2, 3, 4, 5, 6])
        #expect(first.base.value == 0 && first.previous == nil && first.lost == [])
        #expect(try await lose([3]).missing == [3...3])
        let old = try await evening(7...8)
        #expect(old.journal == first.journal && old.lost == [3...3])
        #expect(old.entries.map(\.attempt.number.value) == [1, 2, 4, 5, 6])
        let (ledger, _) = try await open()
        let some = try await ledger.batch(after: AttemptNumber(0), limit: 2)
        #expect(some.entries.map(\.attempt.number.value) == [1, 2] && some.lost == [])
        let new = try await ledger.batch(after: AttemptNumber(6), limit: 100)
        #expect(new.journal.device == first.journal.device && new.journal != first.journal)
        #expect(new.base.value == 6 && new.previous == first.journal.incarnation)
        #expect(new.entries.map(\.attempt.number.value) == [7, 8])
        #expect(try await ledger.batch(after: AttemptNumber(8), limit: 100).entries == [])
    }

    @Test func aLifeWhoseEndIsLostHoldsUpNoLaterOne() async throws {
        _ = try await evening(1...6)
        _ = try await lose([3])
        _ = try await evening(7...8)
        _ = try await lose([5, 6])
        let (ledger, _) = try await open()
        let batch = try await ledger.batch(after: AttemptNumber(4), limit: 100)
        #expect(batch.entries.map(\.attempt.number.value) == [7, 8])
        #expect(batch.base.value == 6)
    }

    @Test func whatDamageTookComesBackFromElsewhere() async throws {
        let own = Self.heard(try await evening(1...2))
        _ = try await lose([1])
        let (ledger, door) = try await open()
        #expect(try await ledger.cursor(of: Fixtures.eventID) == FeedCursor())
        try await ledger.apply(page(own), at: Fixtures.now)
        #expect(try foreignRows() == 1)
        let answer = try await door.present(Fixtures.claims("t-1"), after: .minutes(1))
        #expect(answer.attempt.answer.reason == "already_inside")
        try await door.expectSound()
    }

    @Test func whatOthersDidSurvivesARecovery() async throws {
        _ = try await evening(5...6, hearing: try await elsewhere(1...3))
        _ = try await lose([1])
        let (ledger, door) = try await open()
        let standing = try await ledger.standing(of: Fixtures.eventID, at: Fixtures.now)
        #expect(standing?.inside == 4)
        try await door.expectSound()
    }

    @Test func aClockThatNobodyBelievesMovesNoOther() async throws {
        let (ledger, door) = try await open()
        let heard = try await elsewhere(1...1)
        let long: Duration = .minutes(-11)
        try await ledger.apply(page(heard), at: Fixtures.now + long)
        let attempt = try await door.present(Fixtures.claims("t-2"), after: long).attempt
        #expect(attempt.clock.milliseconds == (Fixtures.now + long).milliseconds)
        // What comes before it in the order of all is still refused after it.
        let again = try await door.present(Fixtures.claims("t-1"), after: long).attempt
        #expect(again.answer.reason == "already_inside")
        try await door.expectSound()
        try await ledger.apply(page(heard), at: Fixtures.now)
        let later = try await door.present(Fixtures.claims("t-3"), after: .minutes(-5)).attempt
        #expect(later.clock > heard[0].attempt.clock)
    }
}
