// The numbers a door and a manager look at all the time, kept up to date by the transaction that
// changes them, so that nobody ever counts attempts.

import CheckinCore
import GRDB

enum Counters {
    static func occupancy(
        _ db: Database, event: EventID, tier: TierID?, area: AreaID?
    ) throws -> Occupancy {
        let statement = try db.cachedStatement(
            sql: """
                SELECT \
                (SELECT inside FROM occupancy WHERE event = ?1 AND kind = 'event' AND name = ''), \
                (SELECT inside FROM occupancy WHERE event = ?1 AND kind = 'tier' AND name = ?2), \
                (SELECT inside FROM occupancy WHERE event = ?1 AND kind = 'area' AND name = ?3)
                """)
        let occupancy = try statement.first([event.text, tier?.text, area?.text]) { row in
            Occupancy(
                event: try row.optionalNumber(0) ?? 0, tier: try row.optionalNumber(1) ?? 0,
                area: try row.optionalNumber(2) ?? 0)
        }
        return occupancy ?? Occupancy()
    }

    static func apply(_ change: OccupancyChange, to event: EventID, in db: Database) throws {
        for row in change.rows {
            let place: StatementArguments = [event.text, row.place.kind, row.place.name]
            let update = try db.cachedStatement(
                sql: """
                    UPDATE occupancy SET inside = inside + ?, admitted = admitted + ? \
                    WHERE event = ? AND kind = ? AND name = ?
                    """)
            try update.run([row.inside, row.admitted] + place)
            guard db.changesCount == 0 else { continue }
            let insert = try db.cachedStatement(
                sql: """
                    INSERT INTO occupancy (event, kind, name, inside, admitted) \
                    VALUES (?, ?, ?, ?, ?)
                    """)
            try insert.run(place + [row.inside, row.admitted])
        }
    }

    /// Counts entries in their minute, or a refusal under its reason.
    static func count(_ attempt: Attempt, in db: Database) throws {
        if let arrivals = arrivals(of: attempt), let event = attempt.event {
            try count(arrivals, of: event, in: db)
        } else if let refusal = attempt.answer.verdict?.refusal, let event = attempt.event {
            let statement = try db.cachedStatement(
                sql: """
                    INSERT INTO refusal (event, reason, count) VALUES (?, ?, 1) \
                    ON CONFLICT DO UPDATE SET count = count + 1
                    """)
            try statement.run([event.text, refusal.code.rawValue])
        }
    }

    /// Takes an entry that was taken back out of its minute again.
    static func discount(_ attempt: Attempt, in db: Database) throws {
        guard let arrivals = arrivals(of: attempt), let event = attempt.event else { return }
        try db.execute(
            sql: "UPDATE arrival SET entries = entries - ? WHERE event = ? AND minute = ?",
            arguments: [arrivals.people, event.text, arrivals.minute.milliseconds])
    }

    private static func count(
        _ arrivals: (minute: Timestamp, people: Int), of event: EventID, in db: Database
    ) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO arrival (event, minute, entries) VALUES (?1, ?2, ?3) \
                ON CONFLICT DO UPDATE SET entries = entries + ?3
                """)
        try statement.run([event.text, arrivals.minute.milliseconds, arrivals.people])
    }

    /// The minute in which this attempt counts as entries, and how many; nil when nobody came in
    /// from outside by it.
    static func arrivals(of attempt: Attempt) -> (minute: Timestamp, people: Int)? {
        switch attempt.act.kind {
        case .headcount, .walkUp:
            guard attempt.act.people > 0 else { return nil }
            return (minute(of: attempt.at), attempt.act.people)
        default:
            guard attempt.isPassage, attempt.direction == .entry,
                attempt.answer.verdict?.flags.contains(.movedArea) != true
            else { return nil }
            return (minute(of: attempt.at), 1)
        }
    }

    static func minute(of moment: Timestamp) -> Timestamp {
        let length: Int64 = 60_000
        let into = moment.milliseconds % length
        // Before 1970 the remainder is negative. The first minute of time is cut short.
        let back = into < 0 ? into + length : into
        let (start, overflow) = moment.milliseconds.subtractingReportingOverflow(back)
        return Timestamp(milliseconds: overflow ? .min : start)
    }
}
