// Reservations as rows of a snapshot, and back. Found by code or by id, never listed for anybody:
// who knows all the codes of an evening could go in on any of them.

import CheckinCore
import GRDB
import Validation

enum ReservationTable {
    static let tables = """
        CREATE TABLE reservation (
            -- The line of its file.
            key INTEGER PRIMARY KEY,
            event INTEGER NOT NULL REFERENCES event (key),
            id TEXT NOT NULL UNIQUE,
            code TEXT NOT NULL,
            holder TEXT,
            amount_due INTEGER NOT NULL CHECK (amount_due >= 0),
            currency TEXT NOT NULL,
            expires_at INTEGER,
            status TEXT NOT NULL CHECK (status IN ('open', 'paid', 'cancelled', 'used')),
            as_of INTEGER NOT NULL,
            UNIQUE (event, code)
        ) STRICT;

        CREATE TABLE reservation_line (
            reservation INTEGER NOT NULL REFERENCES reservation (key),
            position INTEGER NOT NULL,
            tier INTEGER NOT NULL REFERENCES tier (key),
            quantity INTEGER NOT NULL CHECK (quantity > 0),
            PRIMARY KEY (reservation, position),
            UNIQUE (reservation, tier)
        ) STRICT, WITHOUT ROWID;

        -- Up to when the platform's changes are in an event's reservations.
        CREATE TABLE reservation_list (
            event INTEGER PRIMARY KEY REFERENCES event (key),
            as_of INTEGER NOT NULL
        ) STRICT;
        """

    static let insert = """
        INSERT INTO reservation (key, event, id, code, holder, amount_due, currency, expires_at, \
        status, as_of) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    static let insertLine = """
        INSERT INTO reservation_line (reservation, position, tier, quantity) VALUES (?, ?, ?, ?)
        """

    static func mark(_ event: Int64, asOf: Timestamp, in db: Database) throws {
        try db.execute(
            sql: "REPLACE INTO reservation_list (event, as_of) VALUES (?, ?)",
            arguments: [event, asOf.milliseconds])
    }

    /// Removes all that an event has.
    static func remove(of event: Int64, in db: Database) throws {
        try db.execute(
            sql: """
                DELETE FROM reservation_line WHERE reservation IN \
                (SELECT key FROM reservation WHERE event = ?)
                """, arguments: [event])
        try db.execute(sql: "DELETE FROM reservation WHERE event = ?", arguments: [event])
        try db.execute(sql: "DELETE FROM reservation_list WHERE event = ?", arguments: [event])
    }
}

extension Snapshot {
    /// nil when no reservation of the event has this code.
    func reservation(_ code: ReservationCode, of event: EventID) throws -> Reservation? {
        try reservation("code", code.text, of: event)
    }

    /// Of the other events that have this code the one that is on, or whose turn it is next: two
    /// events may have given out the same six characters. All events of a box are few.
    func event(
        reserving code: ReservationCode, besides here: EventID, at now: Timestamp
    ) throws -> Event? {
        let others = try allEvents.map(\.event).filter { event in
            try event.id != here && reservation(code, of: event.id) != nil
        }
        return Tonight.event(for: nil, among: others, at: now)
    }

    /// By the name under which attempts know it.
    func reservation(_ id: TicketID, of event: EventID) throws -> Reservation? {
        try reservation("id", id.text, of: event)
    }

    /// Reads what every look-up reads. Throws when the file is damaged there.
    func checkReservations(of event: EventID) throws {
        guard let listed = self.event(event) else { return }
        try look { db in
            let rows = try Row.fetchCursor(
                db, sql: "SELECT id, code, status FROM reservation WHERE event = ?",
                arguments: [listed.key])
            while try rows.next() != nil {}
        }
    }

    /// Lends every reservation of an event, by line: the columns of `ReservationTable.insert`
    /// without the event, and its lines as key of the tier and quantity.
    func forEachReservation(
        of event: Int64, _ body: ([DatabaseValue], [(tier: Int64, quantity: Int64)]) throws -> Void
    ) throws {
        try look { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT key, id, code, holder, amount_due, currency, expires_at, status, as_of \
                    FROM reservation WHERE event = ? ORDER BY key
                    """, arguments: [event])
            while let row = try rows.next() {
                try body(Array(row.databaseValues), try Self.lines(of: try row.integer(0), db))
            }
        }
    }

    private func reservation(
        _ column: String, _ text: String, of event: EventID
    ) throws -> Reservation? {
        guard let listed = self.event(event) else { return nil }
        return try look { db in
            let statement = try db.cachedStatement(
                sql: """
                    SELECT key, id, code, holder, amount_due, currency, expires_at, status, as_of \
                    FROM reservation WHERE event = ? AND \(column) = ?
                    """)
            return try statement.first([listed.key, text]) { try read($0, of: event, db) }
        }
    }

    private func read(_ row: Row, of event: EventID, _ db: Database) throws -> Reservation {
        guard let code = ReservationCode(try row.text(2).utf8) else { throw ImpossibleValue() }
        let lines = try Self.lines(of: try row.integer(0), db).map { key, quantity in
            guard let tier = tier(key), let quantity = Int(exactly: quantity),
                (1...Reservation.maximumTickets).contains(quantity)
            else { throw ImpossibleValue() }
            return Reservation.Line(tier: tier, quantity: quantity)
        }
        return Reservation(
            id: try row.identifier(1), event: event, code: code, holder: row.optionalText(3),
            lines: lines,
            due: Money(minorUnits: try row.integer(4), currency: try row.text(5)),
            expiresAt: row.optionalMoment(6), status: try row.word(7), asOf: try row.moment(8))
    }

    private static func lines(
        of reservation: Int64, _ db: Database
    ) throws -> [(tier: Int64, quantity: Int64)] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT tier, quantity FROM reservation_line WHERE reservation = ? ORDER BY position
                """)
        let rows = try Row.fetchCursor(statement, arguments: [reservation])
        var lines: [(tier: Int64, quantity: Int64)] = []
        while let row = try rows.next() {
            lines.append((try row.integer(0), try row.integer(1)))
        }
        return lines
    }
}
