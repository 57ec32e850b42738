// What doors did that contradicts itself, as far as this box has heard. Looked for where another
// box let somebody in or took money: nothing else can contradict us.

package import CheckinCore
import GRDB
package import Validation

extension LedgerViews {
    /// In the order of the later attempt of each. Looks through all that others did: for a command,
    /// never for a scan.
    package func conflicts(of event: EventID) throws -> [Conflict] {
        try read { db, _ in
            let found = try Self.admissions(db, event) + Self.payments(db, event)
            return found.sorted { $0.second < $1.second }
        }
    }

    private static func admissions(_ db: Database, _ event: EventID) throws -> [Conflict] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT DISTINCT ticket FROM foreign_attempt WHERE ticket_event = ? \
                AND direction = 'entry' AND outcome IN (\(OutcomeKind.entryWords))
                """, arguments: [event.text])
        guard !rows.isEmpty else { return [] }
        let clearOuts = try Refold.clearOuts(db, of: event)
        return try rows.flatMap { row in
            let ticket: TicketID = try row.identifier(0)
            let attempts = try Refold.attempts(db, event: event, ticket: ticket)
            return Conflict.admissions(attempts, clearOuts: clearOuts)
        }
    }

    private static func payments(_ db: Database, _ event: EventID) throws -> [Conflict] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT DISTINCT reservation FROM foreign_attempt \
                WHERE reservation IS NOT NULL AND event = ?
                """, arguments: [event.text])
        return try rows.flatMap { row in
            let reservation: ReservationID = try row.identifier(0)
            return Conflict.payments(
                try ForeignTable.payments(of: reservation, db)
                    + PaymentTable.attempts(of: reservation, db))
        }
    }
}
