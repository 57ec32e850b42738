// Attempts from the raw rows of a damaged journal, into the table of a new one. What the schema or
// the words of the door do not allow is no attempt: it was damaged, or of another table.

import CheckinCore
import GRDB

struct AttemptSalvage {
    /// A door of ten guests a second reaches it after thirty years: a higher number is damage.
    private static let highestNumber: Int64 = 10_000_000_000
    /// No other table has so many columns.
    private static let fewestColumns = 20

    private let columns: [String]
    private let key: Int
    private let db: Database

    /// `db` is a new journal, without triggers and foreign keys.
    init(into db: Database) throws {
        self.db = db
        let columns = try db.columns(in: "attempt")
        self.columns = columns.map(\.name)
        key = columns.firstIndex { $0.primaryKeyIndex > 0 } ?? 0
    }

    /// Takes the row in when it is an attempt that is not there yet.
    func take(_ row: RawRow) throws {
        // A column that was added later is not in older rows, and has its default then.
        guard (Self.fewestColumns...columns.count).contains(row.values.count),
            row.values[key].isNull, (1...Self.highestNumber).contains(row.id)
        else { return }
        var values = row.values
        values[key] = row.id.databaseValue
        let names = columns.prefix(values.count).joined(separator: ", ")
        let places = Array(repeating: "?", count: values.count).joined(separator: ", ")
        let statement = try db.cachedStatement(
            sql: "INSERT OR IGNORE INTO attempt (\(names)) VALUES (\(places))")
        do {
            try statement.execute(arguments: StatementArguments(values))
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            // Values of kinds that the table does not take.
        }
    }

    /// Removes what cannot be read as an attempt after all.
    func removeUnreadable() throws {
        let rows = try Row.fetchCursor(
            db, sql: "SELECT \(AttemptColumns.list) FROM attempt ORDER BY number")
        var bad: [Int64] = []
        while let row = try rows.next() {
            if (try? AttemptColumns.read(row)) == nil { bad.append(try row.integer(0)) }
        }
        for number in bad {
            try db.execute(sql: "DELETE FROM attempt WHERE number = ?", arguments: [number])
        }
    }

    /// The numbers that are not there, below the highest that is.
    func gaps() throws -> [ClosedRange<Int64>] {
        let numbers = try Int64.fetchCursor(db, sql: "SELECT number FROM attempt ORDER BY number")
        var gaps = Gaps()
        while let number = try numbers.next() { gaps.pass(number) }
        return gaps.found
    }
}
