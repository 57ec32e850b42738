// The transaction around every scan. GRDB makes a new statement of BEGIN and COMMIT each time; here
// both are prepared once.

import GRDB

extension DatabaseQueue {
    /// Runs `work` in one IMMEDIATE transaction: everything it writes is on disk when this returns,
    /// and nothing of it when it throws. `waiting`: up to `JournalFile.busyTimeout` for a lock that
    /// somebody else holds; not at all otherwise.
    func immediately<Value>(
        waiting: Bool = true, _ work: (Database) throws -> Value
    ) throws -> Value {
        try inDatabase { db in
            if !waiting { try db.execute(sql: "PRAGMA busy_timeout = 0") }
            defer {
                let milliseconds = Int(JournalFile.busyTimeout * 1_000)
                if !waiting { try? db.execute(sql: "PRAGMA busy_timeout = \(milliseconds)") }
            }
            try db.cachedStatement(sql: "BEGIN IMMEDIATE").execute()
            do {
                let value = try work(db)
                try db.cachedStatement(sql: "COMMIT").execute()
                return value
            } catch {
                // A full disk has ended the transaction already.
                if db.isInsideTransaction { try db.rollback() }
                throw error
            }
        }
    }
}
