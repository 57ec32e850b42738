// From the bytes of one row to the values of one ticket, checked. Runs a million times in an
// import: it makes no string that is not stored, and nothing here may depend on the row before.

import CheckinCore
import GRDB

/// The events and tiers a row may name, with their keys in the snapshot.
struct ImportCatalogue {
    struct Entry {
        let id: EventID
        let key: Int64
        let tiers: [[UInt8]: Int64]
    }

    private let entries: [[UInt8]: Entry]
    /// The event of rows that name none.
    private let only: Entry?

    init(_ entries: [Entry]) {
        let keyed = entries.map { (Array($0.id.text.utf8), $0) }
        self.entries = Dictionary(keyed) { first, _ in first }
        only = entries.count == 1 ? entries.first : nil
    }

    func event(_ fields: RowFields) throws -> Entry {
        guard let bytes = fields.bytes(.eventID) else {
            guard let only else { throw RowRejection(.missing(.eventID)) }
            return only
        }
        guard let entry = entries[Array(try TicketRow.identifier(bytes, .eventID).utf8)] else {
            throw RowRejection(.unknownEvent)
        }
        return entry
    }
}

enum TicketRow {
    /// The longest printed number and holder, in bytes: what a door's screen could still show.
    static let maximumNumberBytes = 128
    static let maximumHolderBytes = 256
    /// Ten thousand million of a currency in minor units: more is a mistake.
    static let maximumAmount: Int64 = 1_000_000_000_000

    /// The arguments of `SnapshotSchema.insertTicket`, and the row's event.
    static func values(
        of fields: RowFields, line: Int, catalogue: ImportCatalogue, asOf: Timestamp
    ) throws -> (event: ImportCatalogue.Entry, asOf: Timestamp, values: StatementArguments) {
        let event = try catalogue.event(fields)
        let ticket = try identifier(try required(fields, .ticketID), .ticketID)
        let tierID = try identifier(try required(fields, .tierID), .tierID)
        guard let tier = event.tiers[Array(tierID.utf8)] else { throw RowRejection(.unknownTier) }
        let number = try text(try required(fields, .number), .number, maximumNumberBytes)
        let holder = try fields.bytes(.holder).map { try text($0, .holder, maximumHolderBytes) }
        let user = try fields.bytes(.userID).map { try identifier($0, .userID) }
        let group = try fields.bytes(.groupID).map { try identifier($0, .groupID) }
        let opens = try moment(fields, .validFrom)
        let closes = try moment(fields, .validUntil)
        if let opens, let closes, closes <= opens { throw RowRejection(.windowReversed) }
        let due = try money(fields)
        let rowAsOf = try moment(fields, .asOf) ?? asOf
        guard rowAsOf <= asOf + TicketImport.futureTolerance else {
            throw RowRejection(
                .invalid(.asOf, expected: "at most ten minutes after the import's own moment"))
        }
        // As a literal: GRDB has a fast way for it, and a slow one for a sequence of values.
        let values: StatementArguments = [
            line, event.key, ticket, tier, number, holder, user, try status(fields),
            try moment(fields, .statusSince)?.milliseconds, due?.minorUnits, due?.currency,
            try generation(fields), opens?.milliseconds, closes?.milliseconds,
            rowAsOf.milliseconds, group,
        ]
        return (event, rowAsOf, values)
    }

    static func required(
        _ fields: RowFields, _ column: ListColumn
    ) throws -> ArraySlice<UInt8> {
        guard let bytes = fields.bytes(column) else { throw RowRejection(.missing(column)) }
        return bytes
    }

    /// The text of an identifier exactly as `Identifier` keeps it. Only a text with a capital
    /// letter can differ from its bytes, so only such a text takes the long way.
    static func identifier(_ bytes: ArraySlice<UInt8>, _ column: ListColumn) throws -> String {
        let text = try text(bytes, column, TicketID.maximumBytes)
        guard bytes.contains(where: { (0x41...0x46).contains($0) }) else { return text }
        guard let identifier = TicketID(text) else {
            throw RowRejection(.invalid(column, expected: "an identifier"))
        }
        return identifier.text
    }

    static func text(
        _ bytes: ArraySlice<UInt8>, _ column: ListColumn, _ maximum: Int
    ) throws -> String {
        guard bytes.count <= maximum else {
            throw RowRejection(.invalid(column, expected: "at most \(maximum) bytes"))
        }
        guard !bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
            throw RowRejection(.invalid(column, expected: "free of control characters"))
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw RowRejection(.notUTF8)
        }
        return text
    }

    static func moment(_ fields: RowFields, _ column: ListColumn) throws -> Timestamp? {
        guard let bytes = fields.bytes(column) else { return nil }
        if let milliseconds = integer(bytes) {
            let moment = Timestamp(milliseconds: milliseconds)
            if milliseconds >= 0, moment <= .latest { return moment }
        } else if let moment = Timestamp(rfc3339: bytes) {
            return moment
        }
        throw RowRejection(
            .invalid(column, expected: "an RFC 3339 time or milliseconds since 1970"))
    }

    private static let statuses = TicketStatus.allCases.map {
        (bytes: Array($0.rawValue.utf8), text: $0.rawValue)
    }
    private static let statusWords = TicketStatus.allCases.map(\.rawValue).joined(separator: ", ")

    private static func status(_ fields: RowFields) throws -> String {
        guard let bytes = fields.bytes(.status) else { return TicketStatus.valid.rawValue }
        guard let status = statuses.first(where: { $0.bytes.elementsEqual(bytes) }) else {
            throw RowRejection(.invalid(.status, expected: "one of " + statusWords))
        }
        return status.text
    }

    private static func generation(_ fields: RowFields) throws -> Int64 {
        guard let bytes = fields.bytes(.generation) else { return 0 }
        guard let value = integer(bytes), UInt8(exactly: value) != nil else {
            throw RowRejection(.invalid(.generation, expected: "a number from 0 to 255"))
        }
        return value
    }

    static func money(_ fields: RowFields) throws -> Money? {
        guard let amount = fields.bytes(.amountDue) else {
            guard fields.isEmpty(.currency) else { throw RowRejection(.amountWithoutCurrency) }
            return nil
        }
        guard let currency = fields.bytes(.currency) else {
            throw RowRejection(.amountWithoutCurrency)
        }
        guard let units = integer(amount), (0...maximumAmount).contains(units) else {
            throw RowRejection(
                .invalid(.amountDue, expected: "minor units (paise, cents), without a point"))
        }
        guard currency.count == 3, currency.allSatisfy({ (0x41...0x5A).contains($0) }) else {
            throw RowRejection(.invalid(.currency, expected: "three capital letters"))
        }
        return Money(minorUnits: units, currency: String(decoding: currency, as: UTF8.self))
    }

    /// Digits with an optional minus; nil for anything else or anything too large.
    static func integer(_ bytes: ArraySlice<UInt8>) -> Int64? {
        let isNegative = bytes.first == UInt8(ascii: "-")
        let digits = isNegative ? bytes.dropFirst() : bytes
        // Eighteen digits always fit.
        guard (1...18).contains(digits.count) else { return nil }
        var value: Int64 = 0
        for byte in digits {
            guard (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int64(byte - 0x30)
        }
        return isNegative ? -value : value
    }
}
