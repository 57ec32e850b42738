// How an event stands, from counters that the scans keep: its cost does not grow with the journal.

import CheckinCore
import GRDB

struct StandingQuery {
    /// How far back arrivals are shown.
    static let minutesShown: Int64 = 120

    let listed: ListedEvent
    let now: Timestamp

    func run(_ db: Database) throws -> Standing {
        let counts = try counts(db)
        let whole = counts[.event] ?? (0, 0)
        let tiers = listed.tiers.map { listed in
            let count = counts[.tier(listed.tier.id)] ?? (0, 0)
            return TierStanding(
                tier: listed.tier, inside: count.inside, admitted: count.admitted,
                sold: listed.sold)
        }
        return Standing(
            event: listed.event, inside: whole.inside, admitted: whole.admitted,
            sold: tiers.reduce(0) { $0 + $1.sold }, tiers: tiers,
            areas: listed.event.areas.map { area in
                AreaStanding(area: area, inside: counts[.area(area.id)]?.inside ?? 0)
            }, emergency: try JournalHead.read(db).emergency,
            clearedAt: try clearedAt(db), arrivals: try arrivals(db),
            refusals: try refusals(db), snapshotAsOf: try FeedTable.asOf(db, of: listed),
            newest: try Int64.fetchOne(db, sql: "SELECT max(number) FROM attempt")
                .map(AttemptNumber.init))
    }

    private var event: StatementArguments { [listed.event.id.text] }

    private func counts(
        _ db: Database
    ) throws -> [CountedPlace: (inside: Int, admitted: Int)] {
        let rows = try Row.fetchCursor(
            db, sql: "SELECT kind, name, inside, admitted FROM occupancy WHERE event = ?",
            arguments: event)
        var counts: [CountedPlace: (inside: Int, admitted: Int)] = [:]
        while let row = try rows.next() {
            let place = CountedPlace(kind: try row.text(0), name: try row.text(1))
            counts[place] = (max(0, try row.number(2)), try row.number(3))
        }
        return counts
    }

    private func clearedAt(_ db: Database) throws -> Timestamp? {
        try Int64.fetchOne(
            db,
            sql: """
                SELECT at FROM attempt INDEXED BY clear_out_by_event \
                WHERE act = 'clear_out' AND event = ? ORDER BY number DESC LIMIT 1
                """, arguments: event
        ).map(Timestamp.init(milliseconds:))
    }

    private func arrivals(_ db: Database) throws -> [MinuteCount] {
        let newest = Counters.minute(of: now)
        let oldest = newest - .minutes(Self.minutesShown - 1)
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT minute, entries FROM arrival WHERE event = ? AND minute BETWEEN ? AND ?
                """, arguments: event + [oldest.milliseconds, newest.milliseconds])
        var entries: [Timestamp: Int] = [:]
        while let row = try rows.next() { entries[try row.moment(0)] = try row.number(1) }
        return (0..<Self.minutesShown).map { index in
            let minute = oldest + .minutes(index)
            return MinuteCount(minute: minute, entries: entries[minute] ?? 0)
        }
    }

    private func refusals(_ db: Database) throws -> [RefusalCount] {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT reason, count FROM refusal WHERE event = ? ORDER BY count DESC, reason
                """, arguments: event)
        var refusals: [RefusalCount] = []
        while let row = try rows.next() {
            refusals.append(RefusalCount(code: try row.word(0), count: try row.number(1)))
        }
        return refusals
    }
}
