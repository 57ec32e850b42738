// Presence and counters made anew from all attempts, for a journal that has none yet: the same fold
// that `checkind verify` holds them against.

import CheckinCore
import GRDB

enum PresenceRebuild {
    static func run(_ db: Database) throws {
        let standIns = try StandIns(db)
        let undone = try JournalVerifier.undone(db, standIns)
        var recount = Recount(undone: undone)
        let attempts = try Row.fetchCursor(
            db, sql: "SELECT \(AttemptColumns.list) FROM attempt ORDER BY number")
        while let row = try attempts.next() {
            recount.count(standIns.counting(try AttemptColumns.read(row)))
        }
        var fold = try PresenceFold(db, undone: Set(undone.keys), standIns: standIns)
        while let standing = try fold.next() {
            let change = OccupancyChange(from: PresenceRow(), to: standing.row)
            recount.apply(change, to: standing.key.event)
            // A ticket that never passed and showed no generation has no row.
            guard standing.row != PresenceRow() else { continue }
            try standing.row.write(db, event: standing.key.event, ticket: standing.key.ticket)
        }
        try recount.store(db)
    }
}
