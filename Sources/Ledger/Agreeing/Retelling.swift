// Attempts that are not the newest of all that is known: another box's, or our own beside a clock
// that runs far ahead. What they change is made anew: where their tickets stand, and who was
// counted by hand. Everything happens in the transaction of whoever calls.

import CheckinCore
import GRDB
import Validation

struct Retelling {
    private struct TicketKey: Hashable {
        let event: EventID
        let ticket: TicketID
    }

    private let db: Database
    private var tickets: Set<TicketKey> = []
    /// Events of which people are counted by hand, with the counts as they were.
    private var counted: [EventID: HandCounts] = [:]
    /// Counts that nothing known takes back or comes after to clear.
    private var plain: Set<PlacedAttempt> = []

    init(_ db: Database) { self.db = db }

    /// To be called before any of these is written: some may be about people counted by hand.
    mutating func expect(_ attempts: [PlacedAttempt]) throws {
        let counts = attempts.filter { [.headcount, .walkUp].contains($0.attempt.act.kind) }
        for placed in attempts where placed.attempt.act.kind == .clearOut {
            try expectCounts(of: placed.attempt.event)
        }
        // Of which event a count was that is taken back, the undo does not say.
        if attempts.contains(where: { $0.attempt.act.kind == .undo && $0.attempt.claims == nil }) {
            for event in try HandCounts.events(db) { try expectCounts(of: event) }
            for placed in counts { try expectCounts(of: placed.attempt.event) }
        }
        for placed in counts {
            guard let event = placed.attempt.event, counted[event] == nil else { continue }
            // Most simply come on top, and an evening has thousands.
            if try HandCounts.isPlain(placed, of: event, db) {
                plain.insert(placed)
            } else {
                try expectCounts(of: event)
            }
        }
    }

    private mutating func expectCounts(of event: EventID?) throws {
        guard let event, counted[event] == nil else { return }
        counted[event] = try HandCounts.read(db, of: event)
    }

    /// To be called once `attempt` is written. What a clear-out does to tickets is another matter:
    /// see `standAnew`.
    mutating func take(_ placed: PlacedAttempt) throws {
        let attempt = placed.attempt
        if let claims = attempt.claims {
            tickets.insert(TicketKey(event: claims.event, ticket: claims.ticket))
        } else if let event = attempt.event, counted[event] == nil, plain.contains(placed) {
            let change = OccupancyChange(people: attempt.act.people, area: attempt.area)
            try Counters.apply(change, to: event, in: db)
        }
    }

    /// The next `limit` tickets of an event after `ticket`, where a clear-out came in between:
    /// those who are inside, and those who were. Returns the last of them, or nil at the end.
    static func standAnew(
        _ event: EventID, after ticket: TicketID?, limit: Int, in db: Database
    ) throws -> TicketID? {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT ticket FROM presence WHERE event = ? AND ticket > ? AND entries > 0 \
                ORDER BY ticket LIMIT ?
                """, arguments: [event.text, ticket?.text ?? "", limit])
        var retelling = Retelling(db)
        var last: TicketID?
        for row in rows {
            let next: TicketID = try row.identifier(0)
            retelling.tickets.insert(TicketKey(event: event, ticket: next))
            last = next
        }
        try retelling.finish()
        return rows.count < limit ? nil : last
    }

    /// Writes what follows from everything that was taken.
    func finish() throws {
        for key in tickets {
            let before = try PresenceRow.read(db, event: key.event, ticket: key.ticket)
            let after = try Refold.row(db, event: key.event, ticket: key.ticket)
            guard after != before ?? PresenceRow() else { continue }
            try after.write(db, event: key.event, ticket: key.ticket)
            try Counters.apply(
                OccupancyChange(from: before ?? PresenceRow(), to: after), to: key.event, in: db)
        }
        for (event, before) in counted {
            let after = try HandCounts.read(db, of: event)
            try Counters.apply(OccupancyChange(from: before, to: after), to: event, in: db)
        }
    }
}
