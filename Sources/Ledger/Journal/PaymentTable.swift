// The rows of money beside the attempts. Only orders write here, in the transaction that appends
// the payment's attempt.

import CheckinCore
import GRDB
import Validation

enum PaymentTable {
    static let columns = "number, reservation, method, amount, currency, receipt, undone"

    struct Listed: Hashable {
        let number: AttemptNumber
        let payment: Payment
        let undone: AttemptNumber?
    }

    /// Here or at another box; also where a recovery found the attempt alone: nobody pays twice
    /// for a fault of ours.
    static func isPaid(_ reservation: ReservationID, _ db: Database) throws -> Bool {
        let statement = try db.cachedStatement(
            sql: """
                SELECT EXISTS \
                (SELECT 1 FROM payment WHERE reservation = ?1 AND undone IS NULL) \
                OR EXISTS (SELECT 1 FROM lost_money l JOIN attempt a ON a.number = l.number \
                WHERE a.act = 'payment' AND a.ticket = ?1 AND a.scheme = 'reservation' \
                AND a.number NOT IN (SELECT number FROM payment) AND NOT EXISTS \
                (SELECT 1 FROM attempt u WHERE u.target = a.number AND u.act = 'undo'))
                """)
        let isPaidHere = try statement.first([reservation.text]) { try $0.flag(0) }
        return try isPaidHere == true || ForeignTable.isPaid(reservation, db)
    }

    /// Our own attempts by which a reservation was paid for, also those that were taken back.
    static func attempts(of reservation: ReservationID, _ db: Database) throws -> [PlacedAttempt] {
        try OwnAttempts.read(
            db, "WHERE number IN (SELECT number FROM payment WHERE reservation = ?)",
            [reservation.text])
    }

    /// The highest receipt that was given out, or that a recovery found lost; 0 before the first.
    static func newestReceipt(_ db: Database) throws -> Int64 {
        try Int64.fetchOne(
            db,
            sql: """
                SELECT max(ifnull(max(receipt), 0), \
                (SELECT ifnull(max(last), 0) FROM lost_receipt)) FROM payment
                """) ?? 0
    }

    /// Writes a payment under the next receipt.
    static func append(
        of reservation: ReservationID, _ method: PaymentMethod, _ amount: Money,
        at number: AttemptNumber, in db: Database
    ) throws -> Payment {
        let payment = Payment(
            reservation: reservation, method: method, amount: amount,
            receipt: try newestReceipt(db) + 1)
        try db.execute(
            sql: """
                INSERT INTO payment (number, reservation, method, amount, currency, receipt) \
                VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                number.value, reservation.text, method.rawValue, amount.minorUnits,
                amount.currency, payment.receipt,
            ])
        return payment
    }

    static func takeBack(
        _ payment: AttemptNumber, by undo: AttemptNumber, in db: Database
    ) throws {
        try db.execute(
            sql: "UPDATE payment SET undone = ? WHERE number = ?",
            arguments: [undo.value, payment.value])
    }

    /// Payments after `number` and up to `last`, in order.
    static func read(
        _ db: Database, after number: AttemptNumber = AttemptNumber(0),
        through last: AttemptNumber = AttemptNumber(.max)
    ) throws -> [Listed] {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT \(columns) FROM payment WHERE number > ? AND number <= ? ORDER BY number
                """, arguments: [number.value, last.value])
        var found: [Listed] = []
        while let row = try rows.next() { found.append(try read(row)) }
        return found
    }

    private static func read(_ row: Row) throws -> Listed {
        let amount = Money(minorUnits: try row.integer(3), currency: try row.text(4))
        return Listed(
            number: AttemptNumber(try row.integer(0)),
            payment: Payment(
                reservation: try row.identifier(1), method: try row.word(2), amount: amount,
                receipt: try row.integer(5)),
            undone: row.optionalInteger(6).map(AttemptNumber.init))
    }
}
