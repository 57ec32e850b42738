// The transaction around every scan. GRDB makes a new statement of BEGIN and COMMIT each time; here
// both are prepared once.

import GRDB

extension DatabaseQueue {
    /// Runs `work` in one IMMEDIATE transaction: everything it writes is on disk when this returns,
    /// and nothing of it when it throws.
    func immediately<Value>(_ work: (Database) throws -> Value) throws -> Value {
        try inDatabase { db in
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
