// Attempts that are not the newest of all that is known: another box's, or our own beside a clock
// that runs far ahead. What they change is made anew: where their tickets stand, and who was
// counted by hand. Everything happens in the transaction of whoever calls.

import CheckinCore
import GRDB

struct Retelling {
    private struct TicketKey: Hashable {
        let event: EventID
        let ticket: TicketID
    }

    private let db: Database
    private var tickets: Set<TicketKey> = []
    /// Events of which people are counted by hand, with the counts as they were.
    private var counted: [EventID: HandCounts] = [:]

    init(_ db: Database) { self.db = db }

    /// To be called before `attempt` is written: it may be about people counted by hand.
    mutating func expect(_ attempt: Attempt) throws {
        switch attempt.act.kind {
        case .headcount, .walkUp, .clearOut:
            try expectCounts(of: attempt.event)
        case .undo where attempt.claims == nil:
            // The door may have been turned to another event since.
            for event in try HandCounts.events(db) { try expectCounts(of: event) }
        default: break
        }
    }

    private mutating func expectCounts(of event: EventID?) throws {
        guard let event, counted[event] == nil else { return }
        counted[event] = try HandCounts.read(db, of: event)
    }

    /// To be called once `attempt` is written.
    mutating func take(_ attempt: Attempt) throws {
        if let claims = attempt.claims {
            tickets.insert(TicketKey(event: claims.event, ticket: claims.ticket))
        } else if attempt.act.kind == .clearOut, let event = attempt.event {
            try takeAll(of: event)
        }
    }

    /// Whom a clear-out can change: those inside, and where there was another one, also those whose
    /// way out it was.
    private mutating func takeAll(of event: EventID) throws {
        let isOnly = try Refold.clearOuts(db, of: event).count == 1
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT ticket FROM presence WHERE event = ? AND \(isOnly ? "inside" : "entries") > 0
                """, arguments: [event.text])
        while let row = try rows.next() {
            tickets.insert(TicketKey(event: event, ticket: try row.identifier(0)))
        }
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
