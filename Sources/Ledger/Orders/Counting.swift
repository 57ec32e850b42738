// People without a ticket, counted by hand; and everybody, when the event has closed.

import CheckinCore
import GRDB
import Validation

extension Performing {
    func counting(_ db: Database) throws -> Recorded {
        // Whoever counts after everybody went out counts those who came since.
        let cleared = try ForeignTable.clearOuts(db, of: post.event).map(\.attempt.clock).max()
            .map(HybridClock.pull)
        let next = attempt(known: cleared)
        if head.isOvertaken(next) {
            try Counters.count(recount(next, of: post.event, db), in: db)
            return recorded(next, try occupancy(db))
        }
        let attempt = try append(next, db)
        let change = OccupancyChange(people: attempt.act.people, area: attempt.area)
        try requireRoom(for: change, in: post.event, db)
        try Counters.count(attempt, in: db)
        try Counters.apply(change, to: post.event, in: db)
        return recorded(attempt, try occupancy(db))
    }

    /// Writes an attempt that changes what counts of people by hand in `event`, wherever its place
    /// among all counts is.
    func recount(_ attempt: Attempt, of event: EventID, _ db: Database) throws -> Attempt {
        let before = try HandCounts.read(db, of: event)
        let attempt = try append(attempt, db)
        let change = OccupancyChange(from: before, to: try HandCounts.read(db, of: event))
        try requireRoom(for: change, in: event, db)
        try Counters.apply(change, to: event, in: db)
        return attempt
    }

    /// Fewer than nobody cannot be inside: whoever counts that has counted somewhere else.
    func requireRoom(
        for change: OccupancyChange, in event: EventID, _ db: Database
    ) throws {
        for row in change.rows where row.inside < 0 {
            let inside = try Int.fetchOne(
                db,
                sql: "SELECT inside FROM occupancy WHERE event = ? AND kind = ? AND name = ?",
                arguments: [event.text, row.place.kind, row.place.name])
            guard (inside ?? 0) + row.inside >= 0 else { throw OrderFault.countOutOfRange }
        }
    }

    func clearingOut(_ db: Database) throws -> Recorded {
        // Whatever clocks say, whoever is known to have come in goes out by it.
        let next = attempt(known: head.furthest.map(HybridClock.pull))
        if head.isOvertaken(next) {
            var retelling = Retelling(db)
            try retelling.expect([try Lives.read(db).placing(next)])
            _ = try append(next, db)
            try retelling.finish()
            // All at once: a clock that runs so far ahead is no everyday matter.
            _ = try Retelling.standAnew(post.event, after: nil, limit: .max, in: db)
            return recorded(next, try occupancy(db))
        }
        let attempt = try append(next, db)
        let event = post.event.text
        try db.execute(
            sql: """
                UPDATE presence SET inside = 0, area = NULL, exit_door = ?, exit_at = ? \
                WHERE event = ? AND inside = 1
                """, arguments: [post.door.id.text, attempt.at.milliseconds, event])
        try db.execute(
            sql: "UPDATE occupancy SET inside = 0 WHERE event = ?", arguments: [event])
        return recorded(attempt)
    }

    /// An emergency, or the end of one: it holds here at once, and is told to others.
    func latching(_ db: Database) throws -> Recorded {
        let attempt = try append(attempt(), db)
        try Alarms(db: db).latch()
        try Alarms(db: db).tell(attempt)
        return recorded(attempt, try occupancy(db))
    }
}
