// What staff wrote beside attempts, on its way out: nothing of a deleted text may stay in the file,
// in its log, or in what SQLite keeps aside.

import CheckinCore
import GRDB

enum Remarks {
    /// Whether a remark goes: by the event of its attempt, and by the attempt's own clock.
    typealias Selection = @Sendable (EventID?, Timestamp) -> Bool

    /// How often a reader may be in the way of emptying the log, and how long it is waited for each
    /// time, in milliseconds: a scan may have to wait through all of them, a tenth of a second.
    private static let patience = 5
    private static let wait = 20

    static func count(_ db: Database, _ goes: Selection) throws -> Int {
        try numbers(db, goes).count
    }

    /// Deletes them for good, with what is left of them in pages that SQLite has split or emptied:
    /// the table is made anew, since only a dropped table's pages are all overwritten. What stays
    /// is put back in the same transaction. The only place that changes a journal's schema
    /// outside of
    /// its migrations, and it leaves it as it was.
    static func remove(_ goes: Selection, from journal: DatabaseQueue) throws -> Int {
        try journal.inDatabase { db in
            try db.execute(sql: "PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY")
            guard try count(db, goes) > 0 else { return 0 }
            var removed = 0
            try db.inTransaction(.immediate) {
                let gone = try numbers(db, goes)
                let rows = try Row.fetchAll(db, sql: "SELECT number, text FROM remark")
                let schema = try String.fetchAll(
                    db,
                    sql: """
                        SELECT sql FROM sqlite_schema WHERE tbl_name = 'remark' AND sql NOT NULL \
                        ORDER BY type = 'table' DESC
                        """)
                try db.execute(sql: "DROP TABLE remark")
                for statement in schema { try db.execute(sql: statement) }
                for row in rows where !gone.contains(try row.integer(0)) {
                    try db.execute(
                        sql: "INSERT INTO remark (number, text) VALUES (?, ?)",
                        arguments: [try row.integer(0), try row.text(1)])
                }
                removed = gone.count
                return .commit
            }
            return removed
        }
    }

    private static func numbers(_ db: Database, _ goes: Selection) throws -> Set<Int64> {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT remark.number, attempt.event, attempt.at FROM remark \
                JOIN attempt ON attempt.number = remark.number
                """)
        var numbers: Set<Int64> = []
        while let row = try rows.next() {
            let event: EventID? = try row.optionalIdentifier(1)
            if goes(event, try row.moment(2)) { numbers.insert(try row.integer(0)) }
        }
        return numbers
    }

    /// Brings the log into the file and cuts it to nothing: the log holds pages as they were
    /// before. A few milliseconds between two scans; no VACUUM of a journal of gigabytes is needed.
    static func settle(_ journal: DatabaseQueue) throws {
        let usual = Int(JournalFile.busyTimeout * 1_000)
        try journal.inDatabase { db in
            try db.execute(sql: "PRAGMA busy_timeout = \(wait)")
            defer { try? db.execute(sql: "PRAGMA busy_timeout = \(usual)") }
            for _ in 0..<patience {
                let isBusy = try Int.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
                if isBusy == 0 { return }
            }
            throw LedgerFault.journalBusy
        }
    }
}
