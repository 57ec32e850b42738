// What lies in a journal beside its attempts: staff, remarks, what was seen. Saved row by row, as
// far as SQLite can read the old table; the names of tables that lost something are told.

import CheckinCore
import GRDB

extension Rebuilding {
    /// Copies every table that is neither attempts nor computed from them nor full of words
    /// already. Returns those that could not be read to their end.
    func copyOtherTables(from old: DatabaseQueue?) throws -> [String] {
        let names = try String.fetchAll(
            db,
            sql: """
                SELECT name FROM sqlite_schema \
                WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name
                """)
        let others = names.filter { !Self.notCopied.contains($0) }
        let broken = try others.filter { table in
            let isEmpty = try Bool.fetchOne(db, sql: "SELECT NOT EXISTS (SELECT 1 FROM \(table))")
            return try isEmpty == true && !copyRows(of: table, from: old)
        }
        try takeAdmissionsAsSeen()
        return broken
    }

    /// Which answers were seen may be among what is lost, and one that counts as unseen is said
    /// again to whoever shows that code next: rather that a guest has to ask.
    private func takeAdmissionsAsSeen() throws {
        try db.execute(
            sql: """
                INSERT OR IGNORE INTO seen SELECT number FROM attempt \
                WHERE repeats IS NULL AND outcome IN (\(OutcomeKind.entryWords))
                """)
    }

    private static let notCopied: Set<String> = [
        "attempt", "box", "life", "presence", "occupancy", "arrival", "refusal",
    ]

    /// False when the old table could not be read to its end.
    private func copyRows(of table: String, from old: DatabaseQueue?) throws -> Bool {
        guard let old else { return false }
        let columns = try db.columns(in: table).map(\.name)
        let isWhole: Bool
        do {
            isWhole = try old.inDatabase { damaged in
                let known = Set(try damaged.columns(in: table).map(\.name))
                let names = columns.filter(known.contains).joined(separator: ", ")
                let rows = try Row.fetchCursor(damaged, sql: "SELECT \(names) FROM \(table)")
                while let row = try rows.next() { try insert(row, names, into: table) }
                return true
            }
        } catch is DatabaseError {
            isWhole = false
        }
        try removeOrphans(of: table)
        return isWhole
    }

    private func insert(_ row: Row, _ names: String, into table: String) throws {
        let values = Array(row.databaseValues)
        let places = Array(repeating: "?", count: values.count).joined(separator: ", ")
        do {
            try db.execute(
                sql: "INSERT OR IGNORE INTO \(table) (\(names)) VALUES (\(places))",
                arguments: StatementArguments(values))
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            // Values of kinds that the table does not take: the row was damaged.
        }
    }

    /// What belonged to an attempt that is lost says nothing any more, but for money that was
    /// taken.
    private func removeOrphans(of table: String) throws {
        let orphans = try Row.fetchAll(db, sql: "PRAGMA foreign_key_check(\(table))")
        for orphan in orphans {
            if table == "payment", orphan.optionalText(2) == "attempt" { continue }
            guard let id = orphan.optionalInteger(1) else { continue }
            try db.execute(sql: "DELETE FROM \(table) WHERE rowid = ?", arguments: [id])
        }
    }

    /// The latch of the box follows from the attempts. True when one held whose beginning is lost:
    /// nobody could end it any more.
    func restoreEmergency(from old: DatabaseQueue?) throws -> Bool {
        try Alarms(db: db).latch()
        let held = try? old?.inDatabase { damaged in
            try Int64.fetchOne(damaged, sql: "SELECT emergency FROM box")
        }
        guard let held else { return false }
        let isThere = try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM attempt WHERE number = ?)", arguments: [held])
        return isThere == false
    }
}
