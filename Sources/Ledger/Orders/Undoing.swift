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
        let undo = try recount(attempt(), of: event, db)
        try Counters.discount(target, in: db)
        return recorded(undo, try occupancy(db))
    }
}
