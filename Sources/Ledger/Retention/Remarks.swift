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

    /// Deletes them for good: see `Remaking`.
    static func remove(_ goes: Selection, from journal: DatabaseQueue) throws -> Int {
        try journal.inDatabase { db in
            try Remaking.prepare(db)
            guard try count(db, goes) > 0 else { return 0 }
            var removed = 0
            try db.inTransaction(.immediate) {
                let gone = try numbers(db, goes)
                try Remaking.run("remark", in: db) { row in
                    gone.contains(try row.integer(0)) ? nil : Array(row.databaseValues)
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
