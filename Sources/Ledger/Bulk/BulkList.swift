// What a snapshot says of one event, as rows of an unfinished ticket list. Tickets go in as they
// come and are made findable at the end; the rest goes the way that a page of the feed goes. One
// bad row is left out and never holds up the others.

import CheckinCore
import GRDB

struct BulkList {
    private let event: EventID
    private let key: Int64
    private let asOf: Timestamp
    private var catalogue: ImportCatalogue
    private var tiers: [[UInt8]: Int64] = [:]
    private var line: Int64 = 0
    private var fields = RowFields()
    private(set) var unusable = 0

    /// - Parameter key: of the event in the unfinished list.
    init(_ offer: SnapshotOffer, key: Int64) {
        event = offer.event
        self.key = key
        asOf = offer.asOf
        catalogue = ImportCatalogue([])
    }

    mutating func take(_ changes: [FeedChange], into db: Database) throws {
        var rows = FeedRows(db: db, event: event, key: key, asOf: asOf)
        for change in changes {
            guard case .ticket(let ticket, let row?) = change else {
                if try !rows.take(change) { unusable += 1 }
                continue
            }
            do {
                try put(row, ticket, into: db)
            } catch is RowRejection {
                unusable += 1
            }
        }
    }

    private mutating func put(_ row: [UInt8], _ ticket: TicketID, into db: Database) throws {
        try JSONRow.read(row, of: .tickets, into: &fields, passingOverUnknown: true)
        let id = Array(ticket.text.utf8)
        guard fields.bytes(.ticketID)?.elementsEqual(id) ?? false else {
            throw RowRejection(.invalid(.ticketID, expected: "the key of its entry"))
        }
        // A ticket without a number is told by its id.
        if fields.isEmpty(.number) { fields.set(.number, id) }
        try know(try TicketRow.required(fields, .tierID), db)
        let values = try TicketRow.values(
            of: fields, line: Int(line + 1), catalogue: catalogue, asOf: asOf)
        try db.cachedStatement(sql: SnapshotSchema.insertTicket).run(values.values)
        line += 1
    }

    /// Makes a tier under its id that nobody has told of.
    private mutating func know(_ bytes: ArraySlice<UInt8>, _ db: Database) throws {
        guard tiers[Array(bytes)] == nil else { return }
        guard let id = TierID(try TicketRow.identifier(bytes, .tierID)) else { return }
        let known = try Int64.fetchOne(
            db, sql: "SELECT key FROM tier WHERE event = ? AND id = ?", arguments: [key, id.text])
        tiers[Array(bytes)] =
            try known
            ?? EventTable.upsert(
                SaidTier(tier: Tier(id: id, name: id.text), said: []), of: key, in: db)
        catalogue = ImportCatalogue([ImportCatalogue.Entry(id: event, key: key, tiers: tiers)])
    }

    /// Makes the indexes, once the tickets of all events are in.
    func index(_ db: Database) throws {
        try db.execute(sql: SnapshotSchema.ticketIndex)
        do {
            try db.execute(sql: SnapshotSchema.numberIndex)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            // Of tickets with the same number, those behind the first are told by their ids.
            try db.execute(
                sql: """
                    UPDATE ticket SET number = id WHERE line IN (SELECT line FROM (
                        SELECT line, min(line) OVER (PARTITION BY event, number) AS first
                        FROM ticket
                    ) WHERE line != first)
                    """)
            try db.execute(sql: SnapshotSchema.numberIndex)
        }
        try db.execute(sql: SnapshotSchema.groupIndex)
        try db.execute(sql: SnapshotSchema.refusedIndex)
    }

    /// The list of the event is whole.
    func close(_ db: Database) throws {
        try db.execute(
            sql: "UPDATE event SET as_of = ?, wiped_at = NULL WHERE key = ?",
            arguments: [asOf.milliseconds, key])
        try ReservationTable.mark(key, asOf: asOf, in: db)
    }
}
