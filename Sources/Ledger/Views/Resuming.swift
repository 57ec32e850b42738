// What a box that starts in mid-evening goes on with: how staff turned its door last, and whether
// an emergency holds.

package import CheckinCore
import GRDB

extension LedgerViews {
    /// nil when it was never turned.
    package func newestTurn() throws -> Attempt? {
        try read { db, _ in
            let statement = try db.cachedStatement(
                sql: """
                    SELECT \(AttemptColumns.list) FROM attempt WHERE act = 'turn' \
                    ORDER BY number DESC LIMIT 1
                    """)
            return try statement.first([], AttemptColumns.read)
        }
    }

    /// The emergency that holds, whichever event the door is for.
    package func emergency() throws -> AttemptNumber? {
        try read { db, _ in try JournalHead.read(db).emergency }
    }
}
