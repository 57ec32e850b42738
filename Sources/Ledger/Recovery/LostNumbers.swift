// Numbers that damage took, as a recovery wrote them down: gaps that everybody knows of. It must
// never name a number that is there.

import GRDB

enum LostNumbers: String {
    case attempts = "lost"
    case receipts = "lost_receipt"

    /// In order.
    func read(_ db: Database) throws -> [ClosedRange<Int64>] {
        let rows = try Row.fetchCursor(
            db, sql: "SELECT first, last FROM \(rawValue) ORDER BY first")
        var lost: [ClosedRange<Int64>] = []
        while let row = try rows.next() {
            let (first, last) = (try row.integer(0), try row.integer(1))
            guard first <= last else { throw ImpossibleValue() }
            lost.append(first...last)
        }
        return lost
    }

    /// Writes down the gaps that an earlier recovery did not know, and returns them.
    func add(_ gaps: [ClosedRange<Int64>], to db: Database) throws -> [ClosedRange<Int64>] {
        let known = try read(db)
        let new = gaps.filter { gap in !known.contains { $0.contains(gap) } }
        for gap in new { try add(gap, to: db) }
        return new
    }

    private func add(_ range: ClosedRange<Int64>, to db: Database) throws {
        // A wider gap takes the place of what was known of it.
        try db.execute(
            sql: "DELETE FROM \(rawValue) WHERE first BETWEEN ? AND ?",
            arguments: [range.lowerBound, range.upperBound])
        try db.execute(
            sql: "INSERT INTO \(rawValue) (first, last) VALUES (?, ?)",
            arguments: [range.lowerBound, range.upperBound])
    }
}

extension [ClosedRange<Int64>] {
    /// Whether `next` follows `last`, or all the numbers between them are among these.
    func explain(_ last: Int64, to next: Int64) -> Bool {
        guard next > last + 1 else { return next == last + 1 }
        return contains { $0.contains(last + 1...next - 1) }
    }
}

/// Finds what is missing from numbers that begin with 1 and come in their order.
struct Gaps {
    private(set) var found: [ClosedRange<Int64>] = []
    private var next: Int64 = 1

    mutating func pass(_ number: Int64) {
        if number > next { found.append(next...(number - 1)) }
        next = number + 1
    }
}
