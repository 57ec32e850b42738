// A journal that another program holds: one guest waits for it, the queue behind does not.

import CheckinCore
import CheckinTesting
import GRDB
import Testing

@testable import Ledger

@Suite struct PatienceTests {
    @Test func onlyTheFirstOfAQueueWaits() {
        var patience = Patience()
        #expect(patience.mayWait(at: Fixtures.now))
        patience.lose(waited: true, at: Fixtures.now)
        #expect(!patience.mayWait(at: Fixtures.now))
        #expect(!patience.mayWait(at: Fixtures.now + .milliseconds(999)))
        #expect(!patience.mayWait(at: Fixtures.now - .milliseconds(999)))
        #expect(!patience.mayWait(at: nil))
        patience.lose(waited: false, at: Fixtures.now + .milliseconds(999))
        #expect(patience.mayWait(at: Fixtures.now + .seconds(1)))
        #expect(patience.mayWait(at: Fixtures.now - .hours(1)))
        patience.restore()
        #expect(patience.mayWait(at: Fixtures.now) && patience.mayWait(at: nil))
    }

    @Test func aWriteWithoutAClockLosesItTooUntilAScanSaysWhen() {
        var patience = Patience()
        patience.lose(waited: true, at: nil)
        #expect(!patience.mayWait(at: Fixtures.now))
        patience.lose(waited: false, at: Fixtures.now)
        #expect(!patience.mayWait(at: Fixtures.now))
        #expect(patience.mayWait(at: Fixtures.now + .seconds(1)))
    }

    /// One wait for each would take ten minutes.
    @Test(.timeLimit(.minutes(5)))
    func aQueueBeforeAHeldJournalWaitsOnce() async throws {
        let box = try TemporaryBox()
        try box.importList(TicketList())
        let door = Doorstep(ledger: try await box.open(), box: box)
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: box.state.journal, configuration: configuration)
        try other.inDatabase { try $0.execute(sql: "BEGIN IMMEDIATE") }
        for guest in 0..<300 {
            await #expect(throws: LedgerFault.journalBusy) {
                try await door.present(after: .milliseconds(guest))
            }
            await #expect(throws: LedgerFault.journalBusy) {
                try await door.ledger.acknowledge(AttemptNumber(1))
            }
        }
        try other.inDatabase { try $0.execute(sql: "ROLLBACK") }
        #expect(try await door.present(after: .seconds(1)).attempt.number.value == 1)
        #expect(try await door.attempts().count == 1)
    }
}
