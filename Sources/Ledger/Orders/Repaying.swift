// Money goes back: the payment is taken back, and with it every entry that it paid for, each by an
// attempt of its own, so that presence and counts are what they would be without any of them. The
// receipt's number stays used.

import CheckinCore
import GRDB

struct Repaying {
    let performing: Performing
    let payment: Attempt

    func run(_ db: Database) throws -> [Recorded] {
        let undo = try performing.append(performing.attempt(payment.claims), db)
        try PaymentTable.takeBack(payment.number, by: undo.number, in: db)
        var head = performing.head.after(undo)
        for entry in try entries(db) {
            guard let claims = entry.claims else { continue }
            let act = performing.instruction.act
            let attempt = try performing.append(
                performing.attempt(
                    claims, tier: entry.tier,
                    act: Act(
                        .undo, staff: act.staff, shift: act.shift, target: entry.number,
                        cause: act.cause), after: head), db)
            try performing.refold(claims, without: entry, db)
            head = head.after(attempt)
        }
        return [performing.recorded(undo, try performing.occupancy(db))]
    }

    /// Every entry since of a ticket that was sold for this payment and not taken back, whether it
    /// was the sale or a way back in.
    private func entries(_ db: Database) throws -> [Attempt] {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT \(AttemptColumns.list) FROM attempt a \
                WHERE ticket IS NOT NULL AND (ticket, ticket_event) IN \
                (SELECT ticket, ticket_event FROM attempt WHERE target = ?1 AND act = 'sale') \
                AND number > ?1 AND direction = 'entry' AND repeats IS NULL \
                AND outcome IN (\(OutcomeKind.entryWords)) AND NOT EXISTS \
                (SELECT 1 FROM attempt u WHERE u.target = a.number AND u.act = 'undo') \
                ORDER BY number
                """, arguments: [payment.number.value])
        var entries: [Attempt] = []
        while let row = try rows.next() { entries.append(try AttemptColumns.read(row)) }
        return entries
    }
}
