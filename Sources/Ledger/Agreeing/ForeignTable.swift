// What others did, as rows beside our own attempts. Only what can change who is inside or what was
// paid is kept; what others refused is in the central server's hands.

import CheckinCore
import GRDB
import Validation

enum ForeignTable {
    private static let columns = "\(AttemptColumns.list), device, incarnation"

    /// Whether the attempt says something here. A refusal does when its code shows that the ticket
    /// has a newer holder than `known`.
    static func matters(_ foreign: ForeignAttempt, known: UInt8?) -> Bool {
        let attempt = foreign.attempt
        if attempt.isPassage || foreign.reservation != nil { return true }
        switch attempt.act.kind {
        case .undo, .clearOut, .headcount, .walkUp, .decision: return true
        default: break
        }
        guard let shown = attempt.claims?.generation else { return false }
        return known.map { shown > $0 } ?? true
    }

    /// False when it is there already.
    static func append(_ foreign: ForeignAttempt, to db: Database) throws -> Bool {
        let statement = try db.cachedStatement(
            sql: """
                INSERT OR IGNORE INTO foreign_attempt (\(columns), reservation) \
                VALUES (\(AttemptColumns.places), ?, ?, ?)
                """)
        let journal: StatementArguments = [
            foreign.journal.device.text, foreign.journal.incarnation.text,
            foreign.reservation?.text,
        ]
        try statement.run(AttemptColumns.values(foreign.attempt) + journal)
        return db.changesCount > 0
    }

    /// Everything about one ticket.
    static func attempts(
        _ db: Database, of ticket: TicketID, in event: EventID
    ) throws -> [PlacedAttempt] {
        try placed(
            db, "WHERE ticket = ? AND ticket_event = ?", [ticket.text, event.text])
    }

    /// The times when everybody of `event` counted as outside.
    static func clearOuts(_ db: Database, of event: EventID) throws -> [PlacedAttempt] {
        try placed(db, "WHERE event = ? AND act = 'clear_out'", [event.text])
    }

    /// The latest clock of a passage elsewhere by a ticket, or of when everybody went out.
    static func latestClock(
        of ticket: TicketID, in event: EventID, _ db: Database
    ) throws -> HybridTime? {
        let passages = try attempts(db, of: ticket, in: event).filter(\.attempt.isPassage)
        return try (passages + clearOuts(db, of: event)).map(\.attempt.clock).max()
            .map(HybridClock.pull)
    }

    /// People counted by hand, what took such counts back, and clear-outs.
    static func counts(_ db: Database, of event: EventID) throws -> [PlacedAttempt] {
        let counted = "WHERE event = ? AND act IN ('headcount', 'walk_up')"
        return try placed(db, counted, [event.text]) + clearOuts(db, of: event)
            + placed(
                db,
                """
                WHERE act = 'undo' AND (device, target) IN \
                (SELECT device, number FROM foreign_attempt \(counted))
                """, [event.text])
    }

    /// What other boxes' managers said of conflicts, and what took such words back.
    static func decisions(_ db: Database, of event: EventID) throws -> [PlacedAttempt] {
        let decided = "WHERE event = ? AND act = 'decision'"
        return try placed(db, decided, [event.text])
            + placed(
                db,
                """
                WHERE act = 'undo' AND (device, target) IN \
                (SELECT device, number FROM foreign_attempt \(decided))
                """, [event.text])
    }

    /// Whether anything of the same device takes an attempt of this number back.
    static func isTakenBack(_ placed: PlacedAttempt, _ db: Database) throws -> Bool {
        try !self.placed(
            db, "WHERE act = 'undo' AND device = ? AND target = ?",
            [placed.journal.device.text, placed.attempt.number.value]
        ).isEmpty
    }

    /// Whether a reservation was paid for elsewhere, and the money not given back.
    static func isPaid(_ reservation: ReservationID, _ db: Database) throws -> Bool {
        let all = try payments(of: reservation, db)
        guard !all.isEmpty else { return false }
        let takenBack = TakenBack(all)
        return all.contains { $0.attempt.act.kind == .payment && !takenBack.contains($0) }
    }

    /// The payments of a reservation by other boxes, and what took any of them back; nothing where
    /// there is no payment.
    static func payments(
        of reservation: ReservationID, _ db: Database
    ) throws -> [PlacedAttempt] {
        let payments = try placed(db, "WHERE reservation = ?", [reservation.text])
        guard !payments.isEmpty else { return [] }
        let undo = "WHERE act = 'undo' AND ticket = ? AND scheme = 'reservation'"
        return try payments + placed(db, undo, [reservation.text])
            + OwnAttempts.read(db, undo, [reservation.text])
    }

    static func cursor(_ db: Database) throws -> RowCursor {
        try Row.fetchCursor(db, sql: "SELECT \(columns) FROM foreign_attempt")
    }

    /// Ticket after ticket, for whoever looks at all of them.
    static func cursorByTicket(_ db: Database) throws -> RowCursor {
        try Row.fetchCursor(
            db,
            sql: """
                SELECT \(columns) FROM foreign_attempt WHERE ticket IS NOT NULL \
                ORDER BY ticket_event, ticket
                """)
    }

    static func read(_ row: Row) throws -> PlacedAttempt {
        let start = AttemptColumns.count
        return PlacedAttempt(
            journal: JournalName(
                device: try row.identifier(start), incarnation: try row.identifier(start + 1)),
            attempt: try AttemptColumns.read(row))
    }

    private static func placed(
        _ db: Database, _ condition: String, _ arguments: StatementArguments
    ) throws -> [PlacedAttempt] {
        let statement = try db.cachedStatement(
            sql: "SELECT \(columns) FROM foreign_attempt \(condition)")
        let rows = try Row.fetchCursor(statement, arguments: arguments)
        var found: [PlacedAttempt] = []
        while let row = try rows.next() { found.append(try read(row)) }
        return found
    }
}
