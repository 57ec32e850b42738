// People without a ticket who are inside by the counts of all boxes: the sum since everybody last
// counted as outside, without what was taken back.

import CheckinCore
import GRDB
import Validation

struct HandCounts: Equatable {
    private(set) var people: [CountedPlace: Int] = [:]

    static func read(_ db: Database, of event: EventID) throws -> HandCounts {
        let own = try ownAttempts(db, of: event)
        let all = try (own + ForeignTable.counts(db, of: event)).sorted()
        let takenBack = TakenBack(all)
        var counts = HandCounts()
        for placed in all where !takenBack.contains(placed) {
            switch placed.attempt.act.kind {
            case .clearOut: counts.people = [:]
            case .headcount, .walkUp: counts.add(placed.attempt)
            default: break
            }
        }
        return counts
    }

    /// Whether a count that is not written yet simply comes on top: nobody took it back,
    /// and nobody cleared the event after it.
    static func isPlain(
        _ placed: PlacedAttempt, of event: EventID, _ db: Database
    ) throws -> Bool {
        if let last = try Refold.clearOuts(db, of: event).last, placed < last { return false }
        return try !ForeignTable.isTakenBack(placed, db)
            && OwnAttempts.read(
                db, "WHERE act = 'undo' AND target = ?", [placed.attempt.number.value]
            ).isEmpty
    }

    /// The events of which anybody ever counted people by hand.
    static func events(_ db: Database) throws -> [EventID] {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT event FROM attempt WHERE act IN ('headcount', 'walk_up') \
                AND event IS NOT NULL UNION SELECT event FROM foreign_attempt \
                WHERE act IN ('headcount', 'walk_up') AND event IS NOT NULL
                """)
        var events: [EventID] = []
        while let row = try rows.next() { events.append(try row.identifier(0)) }
        return events
    }

    private mutating func add(_ attempt: Attempt) {
        people[.event, default: 0] += attempt.act.people
        if let area = attempt.area { people[.area(area), default: 0] += attempt.act.people }
    }

    private static func ownAttempts(
        _ db: Database, of event: EventID
    ) throws -> [PlacedAttempt] {
        let counted = "WHERE event = ? AND act IN ('headcount', 'walk_up')"
        return try OwnAttempts.read(db, counted, [event.text])
            + OwnAttempts.read(db, "WHERE event = ? AND act = 'clear_out'", [event.text])
            // Also of a count of ours that damage took and that came back.
            + OwnAttempts.read(
                db,
                """
                WHERE act = 'undo' AND target IN (SELECT number FROM attempt \(counted) \
                UNION SELECT f.number FROM foreign_attempt f JOIN box b ON f.device = b.device \
                WHERE f.event = ? AND f.act IN ('headcount', 'walk_up'))
                """, [event.text, event.text])
    }
}

extension OccupancyChange {
    /// From one state of the counts by hand to another.
    init(from before: HandCounts, to after: HandCounts) {
        self.init()
        for place in Set(before.people.keys).union(after.people.keys) {
            let change = after.people[place, default: 0] - before.people[place, default: 0]
            if change != 0 { add(place, inside: change) }
        }
    }
}
