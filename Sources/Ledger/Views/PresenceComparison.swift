// Folds every ticket's attempts anew and holds the result against the presence that is stored. Both
// are read in the order of the tickets, side by side, so that memory does not grow with the
// journal.

import CheckinCore
import GRDB

struct PresenceComparison {
    private let attempts: RowCursor
    private let stored: RowCursor
    private let undone: Set<AttemptNumber>
    /// By event, in the order of their numbers: a few an evening.
    private let clearOuts: [EventID: [Attempt]]

    /// `undone`: the attempts that were taken back.
    init(_ db: Database, undone: Set<AttemptNumber>) throws {
        self.undone = undone
        clearOuts = try Self.clearOuts(db)
        attempts = try Row.fetchCursor(
            db,
            sql: """
                SELECT \(AttemptColumns.list) FROM attempt WHERE ticket IS NOT NULL \
                ORDER BY ticket_event, ticket, number
                """)
        stored = try Row.fetchCursor(
            db,
            sql: """
                SELECT event, ticket, \(PresenceRow.columns) FROM presence ORDER BY event, ticket
                """)
    }

    private struct Key: Comparable {
        let event: EventID
        let ticket: TicketID

        static func < (left: Self, right: Self) -> Bool {
            left.event == right.event ? left.ticket < right.ticket : left.event < right.event
        }
    }

    func run(_ recount: inout Recount, _ verification: inout Verification) throws {
        var found = try nextStored()
        var attempt = try nextAttempt()
        while let first = attempt {
            var row = PresenceRow()
            var clearing = clearOuts[first.key.event, default: []][...]
            while let next = attempt, next.key == first.key {
                while let clearOut = clearing.first, clearOut.number < next.attempt.number {
                    _ = row.fold(clearOut)
                    clearing.removeFirst()
                }
                row.fold(next.attempt, unless: undone)
                attempt = try nextAttempt()
            }
            for clearOut in clearing { _ = row.fold(clearOut) }
            recount.apply(OccupancyChange(from: PresenceRow(), to: row), to: first.key.event)
            while let extra = found, extra.key < first.key {
                verification.add(.presence(event: extra.key.event, ticket: extra.key.ticket))
                found = try nextStored()
            }
            // A ticket that never passed and showed no generation has no presence, or an empty one.
            var kept = PresenceRow()
            if let match = found, match.key == first.key {
                kept = match.row
                found = try nextStored()
            }
            if kept != row {
                verification.add(.presence(event: first.key.event, ticket: first.key.ticket))
            }
        }
        while let extra = found {
            verification.add(.presence(event: extra.key.event, ticket: extra.key.ticket))
            found = try nextStored()
        }
    }

    private static func clearOuts(_ db: Database) throws -> [EventID: [Attempt]] {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT \(AttemptColumns.list) FROM attempt WHERE act = 'clear_out' ORDER BY number
                """)
        var found: [EventID: [Attempt]] = [:]
        while let row = try rows.next() {
            guard let attempt = try? AttemptColumns.read(row), let event = attempt.event else {
                continue
            }
            found[event, default: []].append(attempt)
        }
        return found
    }

    private func nextStored() throws -> (key: Key, row: PresenceRow)? {
        guard let row = try stored.next() else { return nil }
        let key = Key(event: try row.identifier(0), ticket: try row.identifier(1))
        return (key, try PresenceRow(row, at: 2))
    }

    /// Skips attempts that cannot be read: they were reported already.
    private func nextAttempt() throws -> (key: Key, attempt: Attempt)? {
        while let row = try attempts.next() {
            guard let attempt = try? AttemptColumns.read(row), let claims = attempt.claims else {
                continue
            }
            return (Key(event: claims.event, ticket: claims.ticket), attempt)
        }
        return nil
    }
}
