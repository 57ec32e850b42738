// Tickets of a list by number, id or holder. Takes keys and words that CheckinCore has made of what
// was typed, never the typed text itself.

import CheckinCore
import GRDB

extension Snapshot {
    /// One more than can be shown, to tell whether there are more.
    private static let limit = FoundTickets.maximumRows + 1

    /// - Parameter key: of `PrintedNumber`.
    func tickets(numbered key: String, of event: ListedEvent) throws -> [Ticket] {
        let isASCII = key.utf8.allSatisfy { $0 < 0x80 }
        return try tickets(
            of: event.event.id,
            """
            SELECT \(Self.columns), id FROM ticket WHERE line IN ( \
            SELECT line FROM ticket WHERE event = ? AND number = ? \
            UNION ALL SELECT line FROM ticket WHERE event = ? AND id = ? \
            UNION ALL SELECT ticket FROM other_spelling WHERE event = ? AND key = ? \
            ) LIMIT \(Self.limit)
            """, [event.key, key, event.key, isASCII ? key.lowercased() : key, event.key, key])
    }

    /// Sorted by name.
    /// - Parameter words: of `HolderName.typed`.
    func tickets(heldBy words: [String], of event: ListedEvent) throws -> [Ticket] {
        let all = words.map { "\"\($0)\"*" }.joined(separator: " AND ")
        let first = event.key << SearchIndex.placeBits
        let found = try tickets(
            of: event.event.id,
            """
            SELECT \(Self.columns), id FROM ( \
            SELECT place, holder.ticket FROM holder_word \
            JOIN holder ON holder.place = holder_word.rowid \
            WHERE holder_word MATCH ? AND holder_word.rowid BETWEEN ? AND ? \
            AND NOT EXISTS (SELECT 1 FROM late_holder l WHERE l.ticket = holder.ticket) \
            ORDER BY holder_word.rowid LIMIT \(Self.limit) \
            ) AS found JOIN ticket ON ticket.line = found.ticket ORDER BY place
            """, [all, first, first + (1 << SearchIndex.placeBits) - 1])
        let isTrue = found.allSatisfy { ticket in
            HolderName.matches(words, HolderName.indexed(ticket.holder ?? ""))
        }
        // An index that leads to somebody else is damaged.
        guard isTrue else { throw LedgerFault.snapshotCorrupt }
        let late = try lateTickets(heldBy: words, of: event)
        guard !late.isEmpty else { return found }
        let sorted = (found + late).sorted {
            HolderName.indexed($0.holder ?? "") < HolderName.indexed($1.holder ?? "")
        }
        return Array(sorted.prefix(Self.limit))
    }

    /// Those whose holders came after the index was built.
    private func lateTickets(heldBy words: [String], of event: ListedEvent) throws -> [Ticket] {
        let lines = try look { db in
            let rows = try Row.fetchCursor(
                db.cachedStatement(
                    sql: """
                        SELECT ticket, words FROM late_holder WHERE event = ? AND words != '' \
                        ORDER BY words
                        """), arguments: [event.key])
            var lines: [Int64] = []
            while lines.count < Self.limit, let row = try rows.next() {
                if try HolderName.matches(words, row.text(1)) { lines.append(try row.integer(0)) }
            }
            return lines
        }
        guard !lines.isEmpty else { return [] }
        let list = lines.map(String.init).joined(separator: ", ")
        return try tickets(
            of: event.event.id, "SELECT \(Self.columns), id FROM ticket WHERE line IN (\(list))", []
        )
    }
}
