// One thing of a page after the other, as rows of the ticket list. What a row says is checked as a
// line of an imported file is; members that are not known are passed over.

import CheckinCore
import Foundation
import GRDB

struct FeedRows {
    private let db: Database
    private let key: Int64
    private let asOf: Timestamp
    private var entry: ImportCatalogue.Entry
    private var fields = RowFields()

    init(db: Database, event: EventID, key: Int64, asOf: Timestamp) {
        self.db = db
        self.key = key
        self.asOf = asOf
        entry = ImportCatalogue.Entry(id: event, key: key, tiers: [:])
    }

    /// False when the change cannot be used.
    mutating func take(_ change: FeedChange) throws -> Bool {
        do {
            // What was there stays when the new row is of no use.
            try db.inSavepoint {
                try write(change)
                return .commit
            }
            return true
        } catch is RowRejection {
            // A tier that was made for it is gone again.
            entry = ImportCatalogue.Entry(id: entry.id, key: key, tiers: [:])
            return false
        }
    }

    private mutating func write(_ change: FeedChange) throws {
        switch change {
        case .ticket(let ticket, let row?): try put(row, ticket)
        case .ticket(let ticket, nil): try remove(ticket)
        case .reservation(_, let row?): try put(reservation: row)
        case .reservation(let reservation, nil): try remove(reservation)
        case .other(kind: "tier", let id, let body):
            guard let id = TierID(id) else { throw RowRejection(.notAnObject) }
            if body != nil { _ = try tier(id) }
            try ServerRules.put(body, of: id, in: entry.id, db)
        case .other(kind: "event", let id, let body):
            // Of one event at a time.
            guard id == entry.id.text else { throw RowRejection(.notAnObject) }
            try ServerRules.put(body, of: nil, in: entry.id, db)
        case .attempt, .other: break
        }
    }

    // MARK: Tiers

    /// The key of a tier. One that nobody has told of yet is made under its id: a ticket may come
    /// before its tier.
    private mutating func tier(_ id: TierID) throws -> Int64 {
        let bytes = Array(id.text.utf8)
        if let known = entry.tiers[bytes] { return known }
        let statement = try db.cachedStatement(
            sql: "SELECT key FROM tier WHERE event = ? AND id = ?")
        let found = try statement.first([key, id.text]) { try $0.integer(0) }
        let tier =
            try found
            ?? EventTable.upsert(
                SaidTier(tier: Tier(id: id, name: id.text), said: []), of: key, in: db)
        entry = ImportCatalogue.Entry(
            id: entry.id, key: key, tiers: entry.tiers.merging([bytes: tier]) { $1 })
        return tier
    }

    // MARK: Tickets

    private struct Stored {
        let line: Int64
        let tier: Int64
        let counts: Bool
        let holder: String?
    }

    private func stored(_ ticket: String) throws -> Stored? {
        let statement = try db.cachedStatement(
            sql: """
                SELECT line, tier, status NOT IN ('cancelled', 'refunded'), holder FROM ticket \
                WHERE event = ? AND id = ?
                """)
        return try statement.first([key, ticket]) { row in
            Stored(
                line: try row.integer(0), tier: try row.integer(1), counts: try row.flag(2),
                holder: row.optionalText(3))
        }
    }

    private mutating func put(_ row: [UInt8], _ ticket: TicketID) throws {
        try JSONRow.read(row, of: .tickets, into: &fields, passingOverUnknown: true)
        let id = try TicketRow.identifier(
            try TicketRow.required(fields, .ticketID), .ticketID)
        guard
            let tier = TierID(
                try TicketRow.identifier(try TicketRow.required(fields, .tierID), .tierID)),
            id == ticket.text
        else { throw RowRejection(.invalid(.ticketID, expected: "the key of its entry")) }
        _ = try self.tier(tier)
        let before = try stored(id)
        try forget(before)
        let line = try before?.line ?? newLine()
        try insert(line: line, id)
        guard let after = try stored(id) else { throw ImpossibleValue() }
        try count(after, 1)
        try LateNames.put(
            line, of: key, holder: after.holder, isIndexed: before?.holder == after.holder,
            isNew: before == nil, in: db)
    }

    /// A number that another ticket has already, or none, is told by the ticket's id: the guest is
    /// still let in by the code.
    private mutating func insert(line: Int64, _ id: String) throws {
        if fields.isEmpty(.number) { fields.set(.number, Array(id.utf8)) }
        let number = try TicketRow.required(fields, .number)
        let taken = try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM ticket WHERE event = ? AND number = ?)",
            arguments: [key, String(decoding: number, as: UTF8.self)])
        if taken == true { fields.set(.number, Array(id.utf8)) }
        let catalogue = ImportCatalogue([entry])
        let row = try TicketRow.values(
            of: fields, line: Int(line), catalogue: catalogue, asOf: asOf)
        let statement = try db.cachedStatement(sql: SnapshotSchema.insertTicket)
        try statement.run(row.values)
        let printed = String(
            decoding: try TicketRow.required(fields, .number), as: UTF8.self)
        try LateNames.spell(line, of: key, number: printed, id: id, in: db)
    }

    private func newLine() throws -> Int64 {
        try Int64.fetchOne(db, sql: "SELECT ifnull(max(line), 0) + 1 FROM ticket") ?? 1
    }

    private func remove(_ ticket: TicketID) throws {
        guard let before = try stored(ticket.text) else { return }
        try forget(before)
        try LateNames.hide(before.line, of: key, in: db)
    }

    private func forget(_ stored: Stored?) throws {
        guard let stored else { return }
        try count(stored, -1)
        try db.execute(sql: "DELETE FROM ticket WHERE line = ?", arguments: [stored.line])
    }

    private func count(_ stored: Stored, _ change: Int) throws {
        guard stored.counts else { return }
        let statement = try db.cachedStatement(
            sql: "UPDATE tier SET sold = max(0, sold + ?) WHERE key = ?")
        try statement.run([change, stored.tier])
    }

    // MARK: Reservations

    private mutating func put(reservation row: [UInt8]) throws {
        try JSONRow.read(row, of: .reservations, into: &fields, passingOverUnknown: true)
        for part in try TicketRow.required(fields, .tickets).split(separator: UInt8(ascii: ";")) {
            let name = part.prefix { $0 != UInt8(ascii: "=") }
            if let tier = TierID(try TicketRow.identifier(name, .tickets)) {
                _ = try self.tier(tier)
            }
        }
        let reservation = try ReservationRow(
            fields, catalogue: ImportCatalogue([entry]), asOf: asOf)
        // Two reservations cannot share a code; the newer one has it.
        let replaced = try String.fetchAll(
            db, sql: "SELECT id FROM reservation WHERE id = ? OR (event = ? AND code = ?)",
            arguments: [reservation.id, key, reservation.code.text])
        for id in replaced.compactMap(ReservationID.init) { try remove(id) }
        let line = try Int64.fetchOne(
            db, sql: "SELECT ifnull(max(key), 0) + 1 FROM reservation")
        try ReservationTable.append(reservation, line: line ?? 1, to: db)
    }

    private func remove(_ reservation: ReservationID) throws {
        // Whichever event it was of before.
        let id: StatementArguments = [reservation.text]
        try db.execute(
            sql: """
                DELETE FROM reservation_line WHERE reservation IN \
                (SELECT key FROM reservation WHERE id = ?)
                """, arguments: id)
        try db.execute(sql: "DELETE FROM reservation WHERE id = ?", arguments: id)
    }
}
