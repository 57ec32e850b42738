// A ticket's standing made anew from all its attempts, when one of them was taken back: presence is
// a fold, so what was undone is left out and everything else falls into place.

import CheckinCore
import GRDB

enum Refold {
    /// Where the ticket stands by every attempt that was not taken back. The highest generation
    /// stays what it was: whoever showed it exists, whatever became of the answer.
    static func row(_ db: Database, event: EventID, ticket: TicketID) throws -> PresenceRow {
        let statement = try db.cachedStatement(
            sql: """
                SELECT \(AttemptColumns.list) FROM attempt a \
                WHERE ((ticket = ? AND ticket_event = ?) OR (act = 'clear_out' AND event = ?)) \
                ORDER BY number
                """)
        let undone = try undone(db, event: event, ticket: ticket)
        let standIns = try StandIns(db, event: event, ticket: ticket)
        let rows = try Row.fetchCursor(
            statement, arguments: [ticket.text, event.text, event.text])
        var row = PresenceRow()
        while let next = try rows.next() {
            row.fold(standIns.counting(try AttemptColumns.read(next)), unless: undone)
        }
        return row
    }

    private static func undone(
        _ db: Database, event: EventID, ticket: TicketID
    ) throws -> Set<AttemptNumber> {
        let numbers = try Int64.fetchAll(
            db,
            sql: """
                SELECT target FROM attempt WHERE ticket = ? AND ticket_event = ? AND act = 'undo'
                """, arguments: [ticket.text, event.text])
        return Set(numbers.map(AttemptNumber.init))
    }
}

extension PresenceRow {
    /// Takes in an attempt, but leaves its passage out when it was taken back.
    mutating func fold(_ attempt: Attempt, unless undone: Set<AttemptNumber>) {
        if undone.contains(attempt.number) {
            if let claimed = attempt.claims?.generation {
                generation = max(claimed, generation ?? 0)
            }
        } else {
            _ = fold(attempt)
        }
    }
}
