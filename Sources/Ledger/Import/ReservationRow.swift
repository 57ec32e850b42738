// From the bytes of one row to one reservation, checked as a ticket's row is. What is wrong with it
// is said without quoting it: it could be a guest's name, or a code that is worth money.

import CheckinCore
import GRDB

struct ReservationRow {
    struct Line {
        let tier: Int64
        let quantity: Int
    }

    let event: ImportCatalogue.Entry
    let id: String
    let code: ReservationCode
    let holder: String?
    let lines: [Line]
    let due: Money
    let expiresAt: Timestamp?
    let status: String
    let asOf: Timestamp

    init(_ fields: RowFields, catalogue: ImportCatalogue, asOf: Timestamp) throws {
        event = try catalogue.event(fields)
        id = try TicketRow.identifier(
            try TicketRow.required(fields, .reservationID), .reservationID)
        guard UUIDText.isUUID(id.utf8) else {
            throw RowRejection(.invalid(.reservationID, expected: "a UUID"))
        }
        guard let code = ReservationCode(try TicketRow.required(fields, .code)) else {
            throw RowRejection(.invalid(.code, expected: "six letters or digits"))
        }
        self.code = code
        holder = try fields.bytes(.holder).map {
            try TicketRow.text($0, .holder, TicketRow.maximumHolderBytes)
        }
        lines = try Self.lines(try TicketRow.required(fields, .tickets), of: event)
        _ = try TicketRow.required(fields, .amountDue)
        guard let due = try TicketRow.money(fields) else {
            throw RowRejection(.missing(.amountDue))
        }
        self.due = due
        expiresAt = try TicketRow.moment(fields, .expiresAt)
        status = try Self.status(fields)
        self.asOf = try TicketRow.moment(fields, .asOf) ?? asOf
        guard self.asOf <= asOf + TicketImport.futureTolerance else {
            throw RowRejection(
                .invalid(.asOf, expected: "at most ten minutes after the import's own moment"))
        }
    }

    /// `general=2;vip=1`: a tier's id, and how many of it, no tier twice.
    private static func lines(
        _ text: ArraySlice<UInt8>, of event: ImportCatalogue.Entry
    ) throws -> [Line] {
        let form = RowRejection(
            .invalid(
                .tickets,
                expected: "like general=2;vip=1, 1 to \(Reservation.maximumTickets) in all"))
        var lines: [Line] = []
        for part in text.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false) {
            guard let equals = part.lastIndex(of: UInt8(ascii: "=")),
                let quantity = TicketRow.integer(part[(equals + 1)...]), quantity > 0,
                quantity <= Reservation.maximumTickets
            else { throw form }
            let name = try TicketRow.identifier(part[..<equals], .tickets)
            guard let tier = event.tiers[Array(name.utf8)] else {
                throw RowRejection(.unknownTierOfTickets)
            }
            guard !lines.contains(where: { $0.tier == tier }) else { throw form }
            lines.append(Line(tier: tier, quantity: Int(quantity)))
        }
        let total = lines.reduce(0) { $0 + $1.quantity }
        guard (1...Reservation.maximumTickets).contains(total) else { throw form }
        return lines
    }

    private static let statusWords = ReservationStatus.allCases.map(\.rawValue)
        .joined(separator: ", ")

    private static func status(_ fields: RowFields) throws -> String {
        guard let bytes = fields.bytes(.status) else { return ReservationStatus.open.rawValue }
        let known = ReservationStatus.allCases.first { $0.rawValue.utf8.elementsEqual(bytes) }
        guard let known else {
            throw RowRejection(.invalid(.status, expected: "one of " + statusWords))
        }
        return known.rawValue
    }
}
