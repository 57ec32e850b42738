// Where every ticket stands by its attempts, ours and those of others, one ticket after the other
// in the order of their names, so that memory does not grow with the journal. Whoever proves
// presence and whoever rebuilds it fold here, so that both mean the same.

import CheckinCore
import GRDB
import Validation

struct PresenceFold {
    /// A ticket and where its attempts left it; a row like a new one when nothing of them counts.
    struct Standing {
        let key: Key
        let row: PresenceRow
    }

    struct Key: Hashable, Comparable {
        let event: EventID
        let ticket: TicketID

        static func < (left: Self, right: Self) -> Bool {
            left.event == right.event ? left.ticket < right.ticket : left.event < right.event
        }
    }

    private let db: Database
    private var own: Source
    private var foreign: Source
    /// Of the event of the ticket that comes next.
    private var clearOuts: (event: EventID, attempts: [PlacedAttempt])?

    init(_ db: Database, standIns: StandIns) throws {
        self.db = db
        let lives = try Lives.read(db)
        own = try Source(
            rows: Row.fetchCursor(
                db,
                sql: """
                    SELECT \(AttemptColumns.list) FROM attempt WHERE ticket IS NOT NULL \
                    ORDER BY ticket_event, ticket
                    """)
        ) { standIns.counting(lives.placing(try AttemptColumns.read($0))) }
        foreign = try Source(rows: ForeignTable.cursorByTicket(db), read: ForeignTable.read)
    }

    /// nil after the last ticket.
    mutating func next() throws -> Standing? {
        guard let key = [own.key, foreign.key].compactMap(\.self).min() else { return nil }
        let attempts = try own.take(key) + foreign.take(key)
        let row = PresenceRow(folding: attempts, clearOuts: try clearOuts(of: key.event))
        return Standing(key: key, row: row)
    }

    private mutating func clearOuts(of event: EventID) throws -> [PlacedAttempt] {
        if let clearOuts, clearOuts.event == event { return clearOuts.attempts }
        // Those that cannot be read were reported already.
        let found = (try? Refold.clearOuts(db, of: event)) ?? []
        clearOuts = (event, found)
        return found
    }
}

extension PresenceFold {
    /// One table's attempts, ticket after ticket. Skips what cannot be read: it was reported
    /// already.
    private struct Source {
        private let rows: RowCursor
        private let read: (Row) throws -> PlacedAttempt
        private var ahead: (key: Key, placed: PlacedAttempt)?

        init(rows: RowCursor, read: @escaping (Row) throws -> PlacedAttempt) throws {
            self.rows = rows
            self.read = read
            try advance()
        }

        /// The ticket that comes next.
        var key: Key? { ahead?.key }

        /// Everything about `key`, when that is what comes next.
        mutating func take(_ key: Key) throws -> [PlacedAttempt] {
            var taken: [PlacedAttempt] = []
            while let next = ahead, next.key == key {
                taken.append(next.placed)
                try advance()
            }
            return taken
        }

        private mutating func advance() throws {
            ahead = nil
            while let row = try rows.next() {
                guard let placed = try? read(row), let claims = placed.attempt.claims else {
                    continue
                }
                ahead = (Key(event: claims.event, ticket: claims.ticket), placed)
                return
            }
        }
    }
}
