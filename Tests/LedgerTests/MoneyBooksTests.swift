// The books of a door: what the schema refuses, what the verifier finds, what a shift adds up to,
// and that no list loses the reservations of another.

import CheckinCore
import CheckinTesting
import GRDB
import Testing

@testable import Ledger

@Suite struct MoneyBooksTests {
    private func paidDoor() async throws -> (door: Doorstep, payment: AttemptNumber) {
        var list = TicketList(tickets: [
            Fixtures.ticket(), Fixtures.ticket("t-v", tier: Fixtures.tier("vip", name: "VIP")),
        ])
        list.put(Fixtures.reservation())
        let door = try await LedgerKind.sqlite.doorstep(list)
        let due = try await door.show("R4MZ7Q")
        let paid = try await door.order(.pay(due.attempt.number, .cash, received: nil))
        return (door, paid[0].attempt.number)
    }

    private func books(_ door: Doorstep) throws -> DatabaseQueue {
        try DatabaseQueue(path: try #require(door.box).state.journal)
    }

    @Test(arguments: [
        "INSERT INTO payment SELECT number + 1, reservation, method, amount, currency, 2, NULL "
            + "FROM payment",
        "INSERT INTO payment SELECT 1, 'another', method, amount, currency, 2, NULL FROM payment",
        "UPDATE payment SET amount = 0", "UPDATE payment SET receipt = 2",
        "UPDATE payment SET undone = 1", "UPDATE payment SET undone = 5",
        "DELETE FROM payment", "REPLACE INTO payment SELECT * FROM payment",
        "UPDATE payment SET method = 'barter'",
    ])
    func theSchemaKeepsTheBooks(_ sql: String) async throws {
        let (door, _) = try await paidDoor()
        let queue = try books(door)
        await #expect(throws: DatabaseError.self) {
            try await queue.write { try $0.execute(sql: sql) }
        }
        try await door.expectSound()
    }

    @Test(arguments: [
        ("DROP TRIGGER payments_are_never_deleted; DELETE FROM payment", PaymentProblem.missing),
        ("DROP TRIGGER payments_never_change; UPDATE payment SET undone = 4", .undone),
        (
            "DROP TRIGGER attempts_never_change; "
                + "UPDATE attempt SET act = 'group' WHERE number = 5", .sales
        ),
    ])
    func theVerifierFindsWhatIsWrong(_ sql: String, _ problem: PaymentProblem) async throws {
        let (door, payment) = try await paidDoor()
        try await books(door).write { try $0.execute(sql: sql) }
        let state = try #require(door.box).state
        let found = try JournalVerifier.verify(state).differences
        #expect(found.contains(.payment(payment, problem)))
    }

    @Test func theVerifierFindsAReceiptThatIsMissing() async throws {
        let (door, _) = try await paidDoor()
        try await books(door).write { db in
            try db.execute(
                sql: "DROP TRIGGER payments_never_change; UPDATE payment SET receipt = 2")
        }
        let state = try #require(door.box).state
        #expect(try JournalVerifier.verify(state).differences == [.receipt(2)])
    }

    @Test func aShiftAddsUp() async throws {
        var list = TicketList(tickets: [
            Fixtures.ticket(), Fixtures.ticket("t-v", tier: Fixtures.tier("vip", name: "VIP")),
        ])
        list.put(Fixtures.reservation())
        list.put(Fixtures.reservation("AAAAAA", id: "6f1c1a52-0f7e-4a0b-9a57-2f1f3b8f0d12"))
        let door = try await LedgerKind.sqlite.doorstep(list)
        try await door.present()
        var shifts: [Staff] = []
        for (id, span) in [("22", 1), ("44", 30)] as [(StaffID, Int64)] {
            let staff = Staff(id: id, role: .supervisor)
            let open = try await door.order(.openShift, by: staff, after: .minutes(span))
            let shift = try #require(open.first?.attempt.number)
            shifts.append(Staff(id: id, role: .supervisor, shift: shift))
        }
        let (first, second) = (shifts[0], shifts[1])
        let due = try await door.show("R4MZ7Q", after: .minutes(31))
        let paid = try await door.order(
            .pay(due.attempt.number, .cash, received: nil), by: first, after: .minutes(31))
        let free = try await door.show("AAAAAA", after: .minutes(32))
        try await door.order(
            .pay(free.attempt.number, .comp, received: nil), by: first, after: .minutes(32))
        try await door.order(.walkUp(2), by: first, after: .minutes(33))
        try await door.order(.closeShift, by: first, after: .minutes(34))
        try await door.order(.undo(paid[0].attempt.number), by: second, after: .minutes(35))
        let report = try ShiftReport.read(try #require(door.box).state)
        #expect(report.shifts.map(\.shift) == [first.shift, second.shift, nil])
        let cash = Till(method: .cash, currency: "INR")
        let one = report.shifts[0]
        #expect(one.staff == "22" && one.until == Fixtures.now + .minutes(34))
        #expect(one.entries == 8)
        #expect(one.tills[cash]?.net == 450_000)
        #expect(one.tills[Till(method: .comp, currency: "INR")]?.payments == 1)
        #expect(one.firstReceipt == 1 && one.lastReceipt == 2)
        let two = report.shifts[1]
        #expect(two.until == nil && two.tills[cash]?.net == -450_000)
        #expect(two.tills[cash]?.paidBack == 1)
        #expect(two.undos == 4)
        #expect(report.shifts[2].entries == 1)
        #expect(report.total.tills[cash]?.net == 0)
        #expect(report.total.entries == 9)
        try await door.expectSound()
    }

    @Test func anExportSaysWhatWasPaid() async throws {
        let (door, _) = try await paidDoor()
        var lines: [String] = []
        _ = try AttemptExport(format: .ndjson).run(try #require(door.box).state) {
            lines.append($0)
        }
        let paid = lines.filter { $0.contains(#""receipt":1"#) }
        #expect(paid.count == 1)
        #expect(paid.first?.contains(#""method":"cash","amount":450000,"currency":"INR""#) == true)
    }

    @Test func noImportLosesWhatTheOtherBrought() async throws {
        let box = try TemporaryBox()
        let reservation = Array(TemporaryBox.row(Fixtures.reservation()).utf8)
        // Reservations first: they wait for the tickets.
        try box.importReservations(reservation)
        try box.importText(TemporaryBox.row(Fixtures.ticket()))
        let door = Doorstep(ledger: try await box.open(), box: box)
        let shown = try await door.show("R4MZ7Q")
        #expect(shown.reservation?.lines.map(\.quantity) == [2, 1])
        #expect(shown.attempt.answer.reason == "reservation_due")
        let paid = Fixtures.reservation(status: .paid)
        let report = try box.importReservations(Array(TemporaryBox.row(paid).utf8))
        #expect(report.imported == 1 && report.kept == [])
        let ticket = try await door.present(after: .seconds(5))
        #expect(ticket.ticket?.id == "t-1")
        let waits = try await door.show("R4MZ7Q", after: .seconds(9))
        #expect(waits.attempt.answer.reason == "group_waits")
    }

    @Test func aWipeTakesReservationsToo() throws {
        let box = try TemporaryBox()
        try box.importReservations(Array(TemporaryBox.row(Fixtures.reservation()).utf8))
        let report = try Wipe(.events([Fixtures.eventID]), at: Fixtures.now)
            .run(in: box.state, device: box.device)
        #expect(report.events == [Fixtures.eventID])
        let number = try #require(report.snapshot)
        let snapshot = try Snapshot.open(number, in: box.state)
        let code = try #require(ReservationCode("R4MZ7Q".utf8))
        #expect(try snapshot.reservation(code, of: Fixtures.eventID) == nil)
        let again = try Wipe(.all, at: Fixtures.now).run(in: box.state, device: box.device)
        #expect(again.events == [])
    }

    @Test func anOlderFileOfReservationsIsRefused() throws {
        let box = try TemporaryBox()
        var newer = Fixtures.reservation(status: .paid)
        newer.asOf = Fixtures.now - .minutes(1)
        try box.importReservations(Array(TemporaryBox.row(newer).utf8))
        let older = Array(TemporaryBox.row(Fixtures.reservation()).utf8)
        #expect(throws: LedgerFault.self) { try box.importReservations(older) }
        try box.importReservations(older, allowOlder: true)
    }
}
