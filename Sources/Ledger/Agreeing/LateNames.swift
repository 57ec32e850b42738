// Holders and spellings that came after the ticket list's search index was built. The index itself
// never changes, so a table beside it says whose entry there no longer counts, and has the words of
// those who came later: some thousands an evening, looked through one by one.

import CheckinCore
import GRDB

enum LateNames {
    static let tables = """
        -- Tickets whose holder is not, or no longer, the one in the index. Without words: nobody.
        CREATE TABLE late_holder (
            ticket INTEGER PRIMARY KEY,
            event INTEGER NOT NULL,
            words TEXT NOT NULL
        ) STRICT;
        CREATE INDEX late_holder_by_name ON late_holder (event, words) WHERE words != '';
        """

    /// - Parameter isIndexed: the holder is the one the ticket had before.
    static func put(
        _ line: Int64, of event: Int64, holder: String?, isIndexed: Bool, isNew: Bool,
        in db: Database
    ) throws {
        // A line may be used again, so the index may know it for somebody who is gone.
        guard isNew || !isIndexed else { return }
        try write(line, of: event, words: holder.map(HolderName.indexed) ?? "", in: db)
    }

    /// Nobody is found by this ticket any more.
    static func hide(_ line: Int64, of event: Int64, in db: Database) throws {
        try write(line, of: event, words: "", in: db)
        try db.execute(
            sql: "DELETE FROM other_spelling WHERE event = ? AND ticket = ?",
            arguments: [event, line])
    }

    private static func write(
        _ line: Int64, of event: Int64, words: String, in db: Database
    ) throws {
        let statement = try db.cachedStatement(
            sql: "REPLACE INTO late_holder (ticket, event, words) VALUES (?, ?, ?)")
        try statement.run([line, event, words])
    }

    /// Makes a number and an id findable that are not spelled as they are looked up.
    static func spell(
        _ line: Int64, of event: Int64, number: String, id: String, in db: Database
    ) throws {
        try db.execute(
            sql: "DELETE FROM other_spelling WHERE event = ? AND ticket = ?",
            arguments: [event, line])
        let keys = Set([number, id].map(PrintedNumber.key)).subtracting([number])
        for key in keys {
            try db.execute(
                sql: "INSERT OR IGNORE INTO other_spelling (event, key, ticket) VALUES (?, ?, ?)",
                arguments: [event, key, line])
        }
    }
}
