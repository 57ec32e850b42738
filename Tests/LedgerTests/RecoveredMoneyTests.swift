// What a recovery makes of the money when a part of it is lost: nobody pays twice for a fault of
// ours, no receipt is given out twice, and the new journal agrees with itself.

import CheckinCore
import CheckinTesting
import GRDB
import Testing

@testable import Ledger

@Suite struct RecoveredMoneyTests {
    /// Codes of three reservations of three tickets each.
    private static let (undone, paid, open) = ("AAAAAA", "R4MZ7Q", "BBBBBB")
    /// The numbers of their evening: a scan, the payment, its sales, and what took it back.
    private static let undonePayment: Int64 = 2
    private static let paidPayment: Int64 = 7
    private static let undo: Int64 = 11
    private static let newest: Int64 = 15

    /// One reservation paid and taken back, one paid, one not, and a forged code at the end.
    private func evening() async throws -> TemporaryBox {
        let box = try TemporaryBox()
        var list = TicketList(tickets: [
            Fixtures.ticket(), Fixtures.ticket("t-v", tier: Fixtures.tier("vip", name: "VIP")),
        ])
        for (code, id) in [(Self.undone, "0d12"), (Self.paid, "0d13"), (Self.open, "0d14")] {
            let id = ReservationID(stringLiteral: "6f1c1a52-0f7e-4a0b-9a57-2f1f3b8f\(id)")
            list.put(Fixtures.reservation(code, id: id))
        }
        try box.importList(list)
        let door = Doorstep(ledger: try await box.open(), box: box)
        #expect(try await pay(Self.undone, at: door)?.payment.receipt == 1)
        #expect(try await pay(Self.paid, at: door)?.payment.receipt == 2)
        let back = try await door.order(.undo(AttemptNumber(Self.undonePayment)))
        #expect(back.first?.attempt.number.value == Self.undo)
        let last = try await door.present(CodeReading.forged)
        #expect(last.recorded.attempt.number.value == Self.newest)
        return box
    }

    private func pay(_ code: String, at door: Doorstep) async throws -> Receipt? {
        let due = try await door.show(code)
        return try await door.order(.pay(due.attempt.number, .cash, received: nil))[0].receipt
    }

    /// Takes rows out of the journal, as a damaged page does.
    private func lose(_ table: String, _ numbers: [Int64], of box: TemporaryBox) async throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: box.state.journal, configuration: configuration)
        try await queue.write { db in
            try db.execute(
                sql: """
                    DROP TRIGGER attempts_are_never_deleted; DROP TRIGGER payments_are_never_deleted
                    """)
            for number in numbers {
                try db.execute(sql: "DELETE FROM \(table) WHERE number = ?", arguments: [number])
            }
        }
        try queue.close()
    }

    private func recover(_ box: TemporaryBox) throws -> RecoveryReport.Losses {
        let report = try JournalRecovery.run(box.state, device: box.device)
        #expect(report.differences == [])
        #expect(try JournalVerifier.verify(box.state).isSound)
        return report.losses
    }

    private func due(_ code: String, at door: Doorstep) async throws -> Bool {
        try await door.show(code).attempt.answer.reason == "reservation_due"
    }

    /// Every attempt in turn, and the sales of a payment together.
    @Test(arguments: (1..<newest).map { [$0] } + [[8, 9, 10], [7, 8, 9, 10], [11, 12, 13, 14]])
    func nobodyPaysTwiceForALostAttempt(_ lost: [Int64]) async throws {
        let box = try await evening()
        try await lose("attempt", lost, of: box)
        let losses = try recover(box)
        #expect(losses.missing.flatMap(Array.init) == lost && losses.receipts == [])
        let door = Doorstep(ledger: try await box.open(), box: box)
        #expect(try await !due(Self.paid, at: door))
        #expect(try await due(Self.undone, at: door))
        #expect(try await pay(Self.open, at: door)?.payment.receipt == 3)
        try await door.expectSound()
    }

    @Test func whatIsLostOfAPaymentIsNamed() async throws {
        let box = try await evening()
        try await lose("attempt", [9], of: box)
        #expect(try recover(box).money == [Self.paidPayment])
    }

    /// The end of the journal: what took the money back is lost, and its number comes again.
    @Test func whatTookMoneyBackIsForgottenWhole() async throws {
        let box = try await evening()
        try await lose("attempt", Array(Self.undo...Self.newest), of: box)
        _ = try recover(box)
        let door = Doorstep(ledger: try await box.open(), box: box)
        #expect(try await !due(Self.undone, at: door))
        let again = try await door.order(.undo(AttemptNumber(Self.undonePayment)))
        #expect(again.first?.attempt.number.value == Self.undo + 1)
        #expect(try await due(Self.undone, at: door))
        try await door.expectSound()
    }

    /// The end of the journal: a payment's number comes again, its receipt does not.
    @Test func theReceiptOfALostPaymentStaysUsed() async throws {
        let box = try await evening()
        try await lose("attempt", Array(6...Self.newest), of: box)
        #expect(try recover(box).receipts == [2...2])
        let door = Doorstep(ledger: try await box.open(), box: box)
        #expect(try await pay(Self.open, at: door)?.payment.receipt == 3)
        try await door.expectSound()
    }

    @Test func aPaymentWithoutItsRowStaysPaid() async throws {
        let box = try await evening()
        try await lose("payment", [Self.paidPayment], of: box)
        let losses = try recover(box)
        #expect(losses.money.contains(Self.paidPayment) && losses.receipts == [2...1_000])
        let door = Doorstep(ledger: try await box.open(), box: box)
        #expect(try await !due(Self.paid, at: door))
        #expect(try await pay(Self.open, at: door)?.payment.receipt == 1_001)
        try await door.expectSound()
    }
}
