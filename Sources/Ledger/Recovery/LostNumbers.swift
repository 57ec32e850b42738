// The numbers of attempts that damage took, as a recovery wrote them down: gaps that everybody
// knows of. It must never name a number that an attempt has.

import GRDB

enum LostNumbers {
    /// In order.
    static func read(_ db: Database) throws -> [ClosedRange<Int64>] {
        let rows = try Row.fetchCursor(db, sql: "SELECT first, last FROM lost ORDER BY first")
        var lost: [ClosedRange<Int64>] = []
        while let row = try rows.next() {
            let (first, last) = (try row.integer(0), try row.integer(1))
            guard first <= last else { throw ImpossibleValue() }
            lost.append(first...last)
        }
        return lost
    }

    static func add(_ range: ClosedRange<Int64>, to db: Database) throws {
        // A wider gap takes the place of what was known of it.
        try db.execute(
            sql: "DELETE FROM lost WHERE first BETWEEN ? AND ?",
            arguments: [range.lowerBound, range.upperBound])
        try db.execute(
            sql: "INSERT INTO lost (first, last) VALUES (?, ?)",
            arguments: [range.lowerBound, range.upperBound])
    }
}
