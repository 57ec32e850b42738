// A page's tickets, tiers and reservations on their way into the ticket list in use, in one
// transaction, before the journal moves the position of the feed. The list is a cache: what a page
// says of a thing takes the place of what was there, and once more when it comes once more. One bad
// row is left out and never holds up the others.

import CheckinCore
import Foundation
import GRDB

struct FeedList {
    let page: FeedPage
    let now: Timestamp

    /// Whether the page says anything about the list.
    var isNeeded: Bool {
        page.changes.contains { change in
            switch change {
            case .ticket, .reservation, .other(kind: "tier", _, _): true
            case .attempt, .other: false
            }
        }
    }

    /// Writes the page into the file at `path`. Returns how many of its rows cannot be used.
    func write(into path: String) throws -> Int {
        try LedgerFault.wrapping(.snapshot) {
            var configuration = Configuration()
            configuration.busyMode = .timeout(JournalFile.busyTimeout)
            configuration.foreignKeysEnabled = true
            // What is taken out may be a guest's name.
            configuration.prepareDatabase { try $0.execute(sql: "PRAGMA secure_delete = ON") }
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            defer { try? queue.close() }
            return try queue.immediately(waiting: true) { db in
                try Snapshot.checkFormat(db)
                return try write(db)
            }
        }
    }

    private func write(_ db: Database) throws -> Int {
        let row = try Row.fetchOne(
            db, sql: "SELECT key, wiped_at FROM event WHERE id = ?", arguments: [page.event.text])
        guard let row else { throw LedgerFault.snapshotMissing }
        let key = try row.integer(0)
        // An event whose guests were forgotten gets none of them back.
        let isWiped = row.optionalInteger(1) != nil
        var rows = FeedRows(db: db, event: page.event, key: key, asOf: page.asOf ?? now)
        let unusable = isWiped ? 0 : try page.changes.count { try !rows.take($0) }
        if let asOf = page.asOf, page.position >= page.head, !isWiped {
            try db.execute(
                sql: "UPDATE event SET as_of = max(ifnull(as_of, ?1), ?1) WHERE key = ?2",
                arguments: [asOf.milliseconds, key])
            try ReservationTable.mark(key, asOf: asOf, in: db)
        }
        return unusable
    }
}
