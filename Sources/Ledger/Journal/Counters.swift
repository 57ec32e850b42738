// The numbers a door and a manager look at all the time, kept up to date by the transaction that
// changes them, so that nobody ever counts attempts.

import CheckinCore
import GRDB

enum Counters {
    static func occupancy(_ db: Database, event: EventID, tier: TierID?) throws -> Occupancy {
        let statement = try db.cachedStatement(
            sql: """
                SELECT (SELECT inside FROM occupancy WHERE event = ?1 AND tier = ''), \
                (SELECT inside FROM occupancy WHERE event = ?1 AND tier = ?2)
                """)
        let occupancy = try statement.first([event.text, tier?.text]) { row in
            Occupancy(
                event: try row.optionalNumber(0) ?? 0, tier: try row.optionalNumber(1) ?? 0)
        }
        return occupancy ?? Occupancy()
    }

    static func apply(_ change: OccupancyChange, to event: EventID, in db: Database) throws {
        for row in change.rows {
            let update = try db.cachedStatement(
                sql: """
                    UPDATE occupancy SET inside = inside + ?, admitted = admitted + ? \
                    WHERE event = ? AND tier = ?
                    """)
            try update.run([row.inside, row.admitted, event.text, row.tier])
            guard db.changesCount == 0 else { continue }
            let insert = try db.cachedStatement(
                sql: "INSERT INTO occupancy (event, tier, inside, admitted) VALUES (?, ?, ?, ?)")
            try insert.run([event.text, row.tier, row.inside, row.admitted])
        }
    }

    /// Counts an entry in its minute, or a refusal under its reason.
    static func count(_ attempt: Attempt, in db: Database) throws {
        if let minute = arrival(of: attempt), let event = attempt.event {
            let statement = try db.cachedStatement(
                sql: """
                    INSERT INTO arrival (event, minute, entries) VALUES (?, ?, 1) \
                    ON CONFLICT DO UPDATE SET entries = entries + 1
                    """)
            try statement.run([event.text, minute.milliseconds])
        } else if let refusal = attempt.answer.verdict?.refusal, let event = attempt.event {
            let statement = try db.cachedStatement(
                sql: """
                    INSERT INTO refusal (event, reason, count) VALUES (?, ?, 1) \
                    ON CONFLICT DO UPDATE SET count = count + 1
                    """)
            try statement.run([event.text, refusal.code.rawValue])
        }
    }

    /// The minute in which this attempt counts as an entry; nil when it is none, or says an
    /// earlier one again.
    static func arrival(of attempt: Attempt) -> Timestamp? {
        guard attempt.answer.kind.isEntry, attempt.direction == .entry,
            attempt.answer.verdict?.repeats == nil
        else { return nil }
        return minute(of: attempt.at)
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
