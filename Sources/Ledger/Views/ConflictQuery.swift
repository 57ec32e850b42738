// What doors did that contradicts itself or the list, as far as this box has heard. Only tickets
// that may be in a conflict are looked at one by one: those that two boxes let in, those that the
// list says are no good, and those that no list had. It must never decide anything.

package import CheckinCore
import GRDB
import Validation

struct ConflictQuery {
    let db: Database
    let snapshot: Snapshot?
    let event: EventID

    /// In the order of the later attempt of each.
    func run() throws -> [ConflictRow] {
        let decisions = try decisions()
        let found = try admissions() + payments() + late()
        return try found.sorted { $0.newest < $1.newest }.map { conflict in
            let name = conflict.name
            return ConflictRow(
                name: name, conflict: conflict,
                ticket: try conflict.newest.attempt.claims.flatMap { claims in
                    try snapshot?.ticket(claims.ticket, of: claims.event)
                }, decision: decisions[name])
        }
    }

    private static func isEntry(_ table: String) -> String {
        "\(table).direction = 'entry' AND \(table).outcome IN (\(OutcomeKind.entryWords))"
    }

    /// Of tickets that another box let in, and a second one too.
    private func admissions() throws -> [Conflict] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT DISTINCT f.ticket FROM foreign_attempt f \
                WHERE f.ticket_event = ? AND f.ticket IS NOT NULL AND \(Self.isEntry("f")) \
                AND (EXISTS (SELECT 1 FROM attempt a WHERE a.ticket = f.ticket \
                AND a.ticket_event = f.ticket_event AND \(Self.isEntry("a"))) \
                OR EXISTS (SELECT 1 FROM foreign_attempt g WHERE g.ticket = f.ticket \
                AND g.ticket_event = f.ticket_event AND g.device <> f.device \
                AND \(Self.isEntry("g"))))
                """, arguments: [event.text])
        guard !rows.isEmpty else { return [] }
        let clearOuts = try Refold.clearOuts(db, of: event)
        return try rows.flatMap { row in
            Conflict.admissions(try attempts(of: try row.identifier(0)), clearOuts: clearOuts)
        }
    }

    private func payments() throws -> [Conflict] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT DISTINCT reservation FROM foreign_attempt \
                WHERE reservation IS NOT NULL AND event = ?
                """, arguments: [event.text])
        return try rows.flatMap { row in
            let reservation: ReservationID = try row.identifier(0)
            return Conflict.payments(
                try ForeignTable.payments(of: reservation, db)
                    + PaymentTable.attempts(of: reservation, db))
        }
    }

    private func late() throws -> [Conflict] {
        guard let snapshot, let listed = snapshot.event(event),
            let asOf = try FeedTable.asOf(db, of: listed)
        else { return [] }
        let suspects = try Set(snapshot.refusedTickets(of: event) + unlistedTickets()).sorted()
        return try suspects.flatMap { id in
            guard try PresenceRow.read(db, event: event, ticket: id)?.presence.entries ?? 0 > 0
            else {
                return [Conflict]()
            }
            return Conflict.late(
                try attempts(of: id), ticket: try snapshot.ticket(id, of: event), asOf: asOf)
        }
    }

    private func unlistedTickets() throws -> [TicketID] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT ticket FROM attempt \
                WHERE ticket_event = ?1 AND outcome = 'admitted_unlisted' \
                UNION SELECT ticket FROM foreign_attempt \
                WHERE ticket_event = ?1 AND outcome = 'admitted_unlisted'
                """, arguments: [event.text])
        return try rows.map { try $0.identifier(0) }
    }

    private func attempts(of ticket: TicketID) throws -> [PlacedAttempt] {
        try Refold.attempts(db, event: event, ticket: ticket)
    }

    private func decisions() throws -> [ConflictName: Decision] {
        let own = try OwnAttempts.read(db, "WHERE act = 'decision' AND event = ?", [event.text])
        return Decision.last(of: try own + ForeignTable.decisions(db, of: event))
    }
}

extension LedgerViews {
    /// Some are looked for anew each time: for a page that somebody reads, never for a scan.
    package func conflicts(of event: EventID) throws -> [ConflictRow] {
        try read { db, snapshot in
            try ConflictQuery(db: db, snapshot: snapshot, event: event).run()
        }
    }
}
