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
        presence.fold(attempt)
        if let claimed = attempt.claims?.generation { generation = max(claimed, generation ?? 0) }
        guard presence != before.presence else { return OccupancyChange() }
        if presence.entries > before.presence.entries { tier = attempt.tier }
        return OccupancyChange(from: before, to: self)
    }

    static func read(_ db: Database, event: EventID, ticket: TicketID) throws -> PresenceRow? {
        let statement = try db.cachedStatement(
            sql: "SELECT \(columns) FROM presence WHERE event = ? AND ticket = ?")
        return try statement.first([event.text, ticket.text]) { try PresenceRow($0) }
    }

    static let columns = """
        inside, entries, tier, generation, first_door, first_at, last_door, last_at, \
        exit_door, exit_at, area
        """

    init() {}

    init(_ row: Row, at start: Int = 0) throws {
        presence = Presence(
            isInside: try row.flag(start), entries: try row.number(start + 1),
            firstEntry: try Self.passage(row, start + 4),
            lastEntry: try Self.passage(row, start + 6),
            lastExit: try Self.passage(row, start + 8),
            area: try row.optionalIdentifier(start + 10))
        tier = try row.optionalIdentifier(start + 2)
        generation = try row.optionalNumber(start + 3)
    }

    func write(_ db: Database, event: EventID, ticket: TicketID) throws {
        let statement = try db.cachedStatement(
            sql: """
                REPLACE INTO presence (event, ticket, \(Self.columns)) \
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        try statement.run([
            event.text, ticket.text, presence.isInside, presence.entries, tier?.text,
            generation.map { Int64($0) }, presence.firstEntry?.door.text,
            presence.firstEntry?.at.milliseconds, presence.lastEntry?.door.text,
            presence.lastEntry?.at.milliseconds, presence.lastExit?.door.text,
            presence.lastExit?.at.milliseconds, presence.area?.text,
        ])
    }

    private static func passage(_ row: Row, _ index: Int) throws -> Passage? {
        guard let door: DoorID = try row.optionalIdentifier(index) else { return nil }
        return Passage(door: door, at: try row.moment(index + 1))
    }
}
