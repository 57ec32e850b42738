// Holds where every ticket stands by its attempts against the presence that is stored. Both are
// read in the order of the tickets, side by side.

import CheckinCore
import GRDB

struct PresenceComparison {
    private var folded: PresenceFold
    private let stored: RowCursor

    /// `undone`: the attempts that were taken back.
    init(_ db: Database, undone: Set<AttemptNumber>, standIns: StandIns) throws {
        folded = try PresenceFold(db, undone: undone, standIns: standIns)
        stored = try Row.fetchCursor(
            db,
            sql: """
                SELECT event, ticket, \(PresenceRow.columns) FROM presence ORDER BY event, ticket
                """)
    }

    mutating func run(_ recount: inout Recount, _ verification: inout Verification) throws {
        var found = try nextStored()
        while let standing = try folded.next() {
            recount.apply(
                OccupancyChange(from: PresenceRow(), to: standing.row), to: standing.key.event)
            while let extra = found, extra.key < standing.key {
                verification.add(.presence(event: extra.key.event, ticket: extra.key.ticket))
                found = try nextStored()
            }
            // A ticket that never passed and showed no generation has no presence, or an empty one.
            var kept = PresenceRow()
            if let match = found, match.key == standing.key {
                kept = match.row
                found = try nextStored()
            }
            if kept != standing.row {
                verification.add(
                    .presence(event: standing.key.event, ticket: standing.key.ticket))
            }
        }
        while let extra = found {
            verification.add(.presence(event: extra.key.event, ticket: extra.key.ticket))
            found = try nextStored()
        }
    }

    private func nextStored() throws -> (key: PresenceFold.Key, row: PresenceRow)? {
        guard let row = try stored.next() else { return nil }
        let key = PresenceFold.Key(event: try row.identifier(0), ticket: try row.identifier(1))
        return (key, try PresenceRow(row, at: 2))
    }
}
