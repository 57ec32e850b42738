// Where one ticket stands, as the journal keeps it: the fold of its attempts, and where it is
// counted. Written only in the transaction that appends the attempt it follows from.

import CheckinCore
import GRDB
import Validation

struct PresenceRow: Hashable, Sendable {
    var presence = Presence()
    /// Of the last entry; nil when that was unlisted.
    var tier: TierID?
    /// The highest generation that was ever presented with a valid proof, whatever the answer was:
    /// who holds it exists, so a lower one is a former holder's.
    var generation: UInt8?

    /// Takes in an attempt of this ticket, and says what that does to the counts.
    mutating func fold(_ attempt: Attempt) -> OccupancyChange {
        let before = self
        presence.fold(
            attempt.answer, direction: attempt.direction, door: attempt.door, at: attempt.at)
        if let claimed = attempt.claims?.generation { generation = max(claimed, generation ?? 0) }
        guard presence != before.presence else { return OccupancyChange() }
        if presence.entries > before.presence.entries { tier = attempt.tier }
        return OccupancyChange(
            left: before.presence.isInside ? .some(before.tier) : nil,
            entered: presence.isInside ? .some(tier) : nil,
            isFirstEntry: before.presence.entries == 0 && presence.entries > 0)
    }

    static func read(_ db: Database, event: EventID, ticket: TicketID) throws -> PresenceRow? {
        let statement = try db.cachedStatement(
            sql: "SELECT \(columns) FROM presence WHERE event = ? AND ticket = ?")
        return try statement.first([event.text, ticket.text]) { try PresenceRow($0) }
    }

    static let columns = """
        inside, entries, tier, generation, first_door, first_at, last_door, last_at, \
        exit_door, exit_at
        """

    init() {}

    init(_ row: Row, at start: Int = 0) throws {
        presence = Presence(
            isInside: try row.flag(start), entries: try row.number(start + 1),
            firstEntry: try Self.passage(row, start + 4),
            lastEntry: try Self.passage(row, start + 6),
            lastExit: try Self.passage(row, start + 8))
        tier = try row.optionalIdentifier(start + 2)
        generation = try row.optionalNumber(start + 3)
    }

    func write(_ db: Database, event: EventID, ticket: TicketID) throws {
        let statement = try db.cachedStatement(
            sql: """
                REPLACE INTO presence (event, ticket, \(Self.columns)) \
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        try statement.run([
            event.text, ticket.text, presence.isInside, presence.entries, tier?.text,
            generation.map { Int64($0) }, presence.firstEntry?.door.text,
            presence.firstEntry?.at.milliseconds, presence.lastEntry?.door.text,
            presence.lastEntry?.at.milliseconds, presence.lastExit?.door.text,
            presence.lastExit?.at.milliseconds,
        ])
    }

    private static func passage(_ row: Row, _ index: Int) throws -> Passage? {
        guard let door: DoorID = try row.optionalIdentifier(index) else { return nil }
        return Passage(door: door, at: try row.moment(index + 1))
    }
}

/// What one attempt does to the counts. The inner optional is the tier: nil when unlisted.
struct OccupancyChange: Hashable, Sendable {
    var left: TierID??
    var entered: TierID??
    var isFirstEntry = false

    struct Row: Hashable {
        /// "" for the event as a whole.
        let tier: String
        var inside = 0
        var admitted = 0
    }

    /// The rows to change, and by how much.
    var rows: [Row] {
        var whole = Row(tier: Occupancy.wholeEvent)
        var rows: [Row] = []
        if let left {
            whole.inside -= 1
            if let left { rows.append(Row(tier: left.text, inside: -1)) }
        }
        if let entered {
            let admitted = isFirstEntry ? 1 : 0
            whole.inside += 1
            whole.admitted += admitted
            if let tier = entered?.text {
                let index = rows.firstIndex { $0.tier == tier } ?? rows.endIndex
                if index == rows.endIndex { rows.append(Row(tier: tier)) }
                rows[index].inside += 1
                rows[index].admitted += admitted
            }
        }
        return (rows + [whole]).filter { $0.inside != 0 || $0.admitted != 0 }
    }
}

extension Occupancy {
    /// The name of an event's own row among those of its tiers: no tier is called so.
    static let wholeEvent = ""

    /// What is left after `change`, for the event and for `tier`.
    mutating func apply(_ change: OccupancyChange, tier: TierID?) {
        for row in change.rows {
            if row.tier == Self.wholeEvent { event += row.inside }
            if row.tier == tier?.text { self.tier += row.inside }
        }
    }
}
