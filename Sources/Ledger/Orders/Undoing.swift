// Taking back: an entry, or a count by hand. The attempt that was taken back stays; what follows
// from it is made anew without it.

import CheckinCore
import GRDB

extension Performing {
    func undoing(_ target: Attempt?, _ db: Database) throws -> Recorded {
        guard let target else { throw OrderFault.noSuchAttempt }
        guard let claims = target.claims else { return try uncounting(target, db) }
        let undo = try append(attempt(claims, tier: target.tier), db)
        try refold(claims, without: target, db)
        return recorded(undo, try occupancy(db, tier: target.tier))
    }

    /// Where a ticket stands, and what is counted, once `entry` has been taken back.
    func refold(_ claims: Claims, without entry: Attempt, _ db: Database) throws {
        let before =
            try PresenceRow.read(db, event: claims.event, ticket: claims.ticket) ?? PresenceRow()
        let after = try Refold.row(db, event: claims.event, ticket: claims.ticket)
        try after.write(db, event: claims.event, ticket: claims.ticket)
        try Counters.apply(OccupancyChange(from: before, to: after), to: claims.event, in: db)
        try Counters.discount(entry, in: db)
    }

    private func uncounting(_ target: Attempt, _ db: Database) throws -> Recorded {
        guard let event = target.event else { throw OrderFault.nothingToUndo }
        let undo = try append(attempt(), db)
        // Whoever was counted before everybody counted as outside is outside already.
        if try !isCleared(event, since: target.number, db) {
            let change = OccupancyChange(people: -target.act.people, area: target.area)
            try requireRoom(for: change, in: event, db)
            try Counters.apply(change, to: event, in: db)
        }
        try Counters.discount(target, in: db)
        return recorded(undo, try occupancy(db))
    }

    private func isCleared(
        _ event: EventID, since number: AttemptNumber, _ db: Database
    ) throws -> Bool {
        try Bool.fetchOne(
            db,
            sql: """
                SELECT EXISTS (SELECT 1 FROM attempt \
                WHERE act = 'clear_out' AND event = ? AND number > ?)
                """, arguments: [event.text, number.value]) ?? false
    }
}
