// Brings a journal to the newest schema, or refuses to touch it. All in one transaction: a power
// cut leaves the old schema or the new one, never something between.

import CheckinCore
import GRDB

enum JournalMigration {
    /// The version of a journal that has every migration.
    static var newest: Int { JournalSchema.migrations.count }

    /// Applies what is missing, and names the box when the journal is new.
    static func run(_ db: Database, device: DeviceID) throws {
        try db.inTransaction(.immediate) {
            let version = try checkedVersion(db)
            for (index, migration) in JournalSchema.migrations.enumerated() where index >= version {
                try db.execute(sql: migration.sql)
            }
            if version == 0 { try christen(db, device: device) }
            if version < newest {
                try db.execute(sql: "PRAGMA user_version = \(newest)")
                try db.execute(sql: "PRAGMA application_id = \(JournalSchema.applicationID)")
            }
            return .commit
        }
    }

    /// The version found: 0 in an empty file, at most `newest`.
    static func checkedVersion(_ db: Database) throws -> Int {
        let application = try Int64.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        let version = try Int64.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        if application == 0, version == 0 {
            let tables = try Int64.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
            guard tables == 0 else { throw LedgerFault.notAJournal }
            return 0
        }
        guard application == Int64(JournalSchema.applicationID), version > 0 else {
            throw LedgerFault.notAJournal
        }
        guard version <= newest else {
            throw LedgerFault.journalNewer(found: Int(version), known: newest)
        }
        return Int(version)
    }

    private static func christen(_ db: Database, device: DeviceID) throws {
        var generator = SystemRandomNumberGenerator()
        let random = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        let incarnation = Incarnation(uuid: random)
        try db.execute(
            sql: "INSERT INTO box (id, device, incarnation) VALUES (1, ?, ?)",
            arguments: [device.text, incarnation.text])
        try Lives.write([Lives.Life(base: AttemptNumber(0), incarnation: incarnation)], db)
    }
}
