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
            SELECT rowid AS place FROM holder_word \
            WHERE holder_word MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid LIMIT \(Self.limit) \
            ) AS found JOIN holder USING (place) JOIN ticket ON ticket.line = holder.ticket \
            ORDER BY place
            """, [all, first, first + (1 << SearchIndex.placeBits) - 1])
        let isTrue = found.allSatisfy { ticket in
            HolderName.matches(words, HolderName.indexed(ticket.holder ?? ""))
        }
        // An index that leads to somebody else is damaged.
        guard isTrue else { throw LedgerFault.snapshotCorrupt }
        return found
    }
}
