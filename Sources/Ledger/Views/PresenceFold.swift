// Where every ticket stands by its attempts, one ticket after the other in the order of their
// names, so that memory does not grow with the journal. Whoever proves presence and whoever
// rebuilds it fold here, so that both mean the same.

import CheckinCore
import GRDB

struct PresenceFold {
    /// A ticket and where its attempts left it; a row like a new one when nothing of them counts.
    struct Standing {
        let key: Key
        let row: PresenceRow
    }

    struct Key: Comparable {
        let event: EventID
        let ticket: TicketID

        static func < (left: Self, right: Self) -> Bool {
            left.event == right.event ? left.ticket < right.ticket : left.event < right.event
        }
    }

    private let attempts: RowCursor
    private let undone: Set<AttemptNumber>
    private let standIns: StandIns
    /// By event, in the order of their numbers: a few an evening.
    private let clearOuts: [EventID: [Attempt]]
    private var ahead: (key: Key, attempt: Attempt)?

    /// `undone`: the attempts that were taken back.
    init(_ db: Database, undone: Set<AttemptNumber>, standIns: StandIns) throws {
        self.undone = undone
        self.standIns = standIns
        clearOuts = try Self.clearOuts(db)
        attempts = try Row.fetchCursor(
            db,
            sql: """
                SELECT \(AttemptColumns.list) FROM attempt WHERE ticket IS NOT NULL \
                ORDER BY ticket_event, ticket, number
                """)
        ahead = try nextAttempt()
    }

    /// nil after the last ticket.
    mutating func next() throws -> Standing? {
        guard let key = ahead?.key else { return nil }
        var row = PresenceRow()
        var clearing = clearOuts[key.event, default: []][...]
        while let next = ahead, next.key == key {
            while let clearOut = clearing.first, clearOut.number < next.attempt.number {
                _ = row.fold(clearOut)
                clearing.removeFirst()
            }
            row.fold(next.attempt, unless: undone)
            ahead = try nextAttempt()
        }
        for clearOut in clearing { _ = row.fold(clearOut) }
        return Standing(key: key, row: row)
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

    /// Skips attempts that cannot be read: they were reported already.
    private func nextAttempt() throws -> (key: Key, attempt: Attempt)? {
        while let row = try attempts.next() {
            guard let attempt = try? AttemptColumns.read(row), let claims = attempt.claims else {
                continue
            }
            let key = Key(event: claims.event, ticket: claims.ticket)
            return (key, standIns.counting(attempt))
        }
        return nil
    }
}
