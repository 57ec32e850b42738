// Makes a table anew with some of its rows: what SQLite has split or emptied still holds what was
// deleted, and only a dropped table's pages are all overwritten. With names in it, that matters. It
// must leave the schema as it was.

import GRDB

enum Remaking {
    /// Overwrites what goes. To be said outside of a transaction.
    static func prepare(_ db: Database) throws {
        try db.execute(sql: "PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY")
    }

    /// Inside the caller's transaction. `keeping` says what becomes of a row; nil: it goes.
    static func run(
        _ table: String, in db: Database, keeping: (Row) throws -> [DatabaseValue]?
    ) throws {
        let rows = try Row.fetchAll(db, sql: "SELECT * FROM \(table)")
        let schema = try String.fetchAll(
            db,
            sql: """
                SELECT sql FROM sqlite_schema WHERE tbl_name = ? AND sql NOT NULL \
                ORDER BY type = 'table' DESC
                """, arguments: [table])
        try db.execute(sql: "DROP TABLE \(table)")
        for statement in schema { try db.execute(sql: statement) }
        for values in try rows.compactMap(keeping) {
            let places = Array(repeating: "?", count: values.count).joined(separator: ", ")
            try db.execute(
                sql: "INSERT INTO \(table) VALUES (\(places))",
                arguments: StatementArguments(values))
        }
    }
}
