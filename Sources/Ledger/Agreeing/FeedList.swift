// Some of a page's tickets, tiers and reservations on their way into the ticket list in use, in one
// transaction, before the journal moves the position of the feed. The list is a cache: what a page
// says of a thing takes the place of what was there, and once more when it comes once more. One bad
// row is left out and never holds up the others.

import CheckinCore
import Foundation
import GRDB

struct FeedList {
    /// How many rows one transaction takes: a guest may have to wait for it, and a small disk
    /// writes some pages for each.
    static let rowsAtOnce = 50

    let event: EventID
    let changes: [FeedChange]
    /// Up to when the platform's changes are in these rows.
    let moment: Timestamp
    /// The list is whole up to this moment, once these are in; nil: it is not yet.
    let wholeAsOf: Timestamp?

    /// What a page says about the list, in pieces; at least one.
    static func pieces(of page: FeedPage, at now: Timestamp) -> [FeedList] {
        let changes = page.changes.filter(isAboutList)
        let isWhole = page.position >= page.head
        let starts = Array(stride(from: 0, to: max(changes.count, 1), by: rowsAtOnce))
        return starts.map { start in
            FeedList(
                event: page.event, changes: Array(changes.dropFirst(start).prefix(rowsAtOnce)),
                moment: page.asOf ?? now,
                wholeAsOf: start == starts.last && isWhole ? page.asOf : nil)
        }
    }

    private static func isAboutList(_ change: FeedChange) -> Bool {
        switch change {
        case .ticket, .reservation, .other(kind: "tier", _, _), .other(kind: "event", _, _): true
        case .attempt, .other: false
        }
    }

    /// Writes the piece into the file at `path`. Returns how many of its rows cannot be used.
    /// Throws at once when somebody else holds the file.
    func write(into path: String) throws -> Int {
        try LedgerFault.wrapping(.snapshot) {
            var configuration = Configuration()
            configuration.busyMode = .immediateError
            configuration.foreignKeysEnabled = true
            // What is taken out may be a guest's name.
            configuration.prepareDatabase { try $0.execute(sql: "PRAGMA secure_delete = ON") }
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            defer { try? queue.close() }
            return try queue.immediately { db in
                try Snapshot.checkFormat(db)
                return try write(db)
            }
        }
    }

    private func write(_ db: Database) throws -> Int {
        let row = try Row.fetchOne(
            db, sql: "SELECT key, wiped_at FROM event WHERE id = ?", arguments: [event.text])
        guard let row else { throw LedgerFault.snapshotMissing }
        let key = try row.integer(0)
        // An event whose guests were forgotten gets none of them back.
        guard row.optionalInteger(1) == nil else { return 0 }
        var rows = FeedRows(db: db, event: event, key: key, asOf: moment)
        let unusable = try changes.count { try !rows.take($0) }
        if let wholeAsOf {
            try db.execute(
                sql: "UPDATE event SET as_of = max(ifnull(as_of, ?1), ?1) WHERE key = ?2",
                arguments: [wholeAsOf.milliseconds, key])
            try ReservationTable.mark(key, asOf: wholeAsOf, in: db)
        }
        return unusable
    }
}
