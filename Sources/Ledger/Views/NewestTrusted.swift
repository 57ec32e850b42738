// The newest attempt whose clock was trusted: what a box knows of the time when it starts.

package import CheckinCore
import GRDB
package import Validation

enum NewestTrusted {
    /// By number, since that is the order in which things were known; nil when none after `number`
    /// is trusted. Walks back from the newest attempt: past as many as a box made without knowing
    /// the time.
    static func read(_ db: Database, after number: AttemptNumber) throws -> TrustedMoment? {
        let statement = try db.cachedStatement(
            sql: """
                SELECT number, at FROM attempt WHERE number > ? AND time_trusted = 1 \
                ORDER BY number DESC LIMIT 1
                """)
        return try statement.first([number.value]) { row in
            TrustedMoment(number: AttemptNumber(try row.integer(0)), at: try row.moment(1))
        }
    }
}

extension LedgerViews {
    package func newestTrusted(after number: AttemptNumber) throws -> TrustedMoment? {
        try read { db, _ in try NewestTrusted.read(db, after: number) }
    }
}

extension JournalTail {
    package func newestTrusted(after number: AttemptNumber) throws -> TrustedMoment? {
        try look { try NewestTrusted.read($0, after: number) }
    }
}
