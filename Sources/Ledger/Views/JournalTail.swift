// Follows a journal from outside the daemon: a command that shows attempts as they come. Read only,
// and cheap while nothing happens. Blocking: whoever uses it brings a thread.

package import CheckinCore
import GRDB

package final class JournalTail {
    private let queue: DatabaseQueue
    private var version: Int64?

    package init(_ state: StateDirectory) throws {
        queue = try JournalFile.openForReading(state)
    }

    package func box() throws -> Box {
        try look(Box.read)
    }

    /// One look at the journal as it is now.
    func look<Value>(_ read: (Database) throws -> Value) throws -> Value {
        try LedgerFault.wrapping(.journal) { try queue.inDatabase(read) }
    }

    /// The number of the newest attempt; nil in an empty journal.
    package func newest() throws -> AttemptNumber? {
        try LedgerFault.wrapping(.journal) {
            try queue.inDatabase { db in
                try Int64.fetchOne(db, sql: "SELECT max(number) FROM attempt")
                    .map(AttemptNumber.init)
            }
        }
    }

    /// True when anybody wrote since the last call; always true at the first one.
    package func hasChanged() throws -> Bool {
        try LedgerFault.wrapping(.journal) {
            let now = try queue.inDatabase { db in
                try Int64.fetchOne(db, sql: "PRAGMA data_version")
            }
            defer { version = now }
            return now != version
        }
    }

    /// What was paid by attempts after `number` and up to `last`.
    func payments(
        after number: AttemptNumber, through last: AttemptNumber
    ) throws -> [AttemptNumber: Payment] {
        try LedgerFault.wrapping(.journal) {
            try queue.inDatabase { db in
                let listed = try PaymentTable.read(db, after: number, through: last)
                return Dictionary(listed.map { ($0.number, $0.payment) }) { first, _ in first }
            }
        }
    }

    /// Attempts after `number`, in order, at most `limit` (1...`LedgerViews.maximumBatch`).
    package func attempts(after number: AttemptNumber, limit: Int) throws -> [Attempt] {
        let limit = min(max(limit, 1), LedgerViews.maximumBatch)
        return try LedgerFault.wrapping(.journal) {
            try queue.inDatabase { db in
                try LedgerViews.attempts(db, after: number, limit: limit)
            }
        }
    }
}
