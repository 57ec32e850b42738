// What came of an import, and what was wrong with which line. It must never quote a value of the
// file: it could be a guest's name.

package import CheckinCore

/// The columns of all lists, in the order of a row's fields; `ListKind` says whose is which.
package enum ListColumn: String, Sendable, CaseIterable {
    case ticketID = "ticket_id"
    case eventID = "event_id"
    case tierID = "tier_id"
    case number
    case holder
    case userID = "user_id"
    case status
    case statusSince = "status_since"
    case amountDue = "amount_due"
    case currency
    case generation
    case validFrom = "valid_from"
    case validUntil = "valid_until"
    case asOf = "as_of"
    case groupID = "group_id"
    case reservationID = "reservation_id"
    case code
    /// How many of which tier a reservation is for.
    case tickets
    case expiresAt = "expires_at"
}

/// Why one row cannot be a ticket.
package enum RowProblem: Hashable, Sendable {
    case tooLong
    case notUTF8
    case missing(ListColumn)
    case invalid(ListColumn, expected: String)
    case unknownEvent
    case unknownTier
    case unknownTierOfTickets
    case unknownColumn(nearest: ListColumn)
    case repeatedColumn(ListColumn)
    case tooManyFields
    case tooFewFields
    case strayQuote
    case unclosedQuote
    case notAnObject
    case windowReversed
    case amountWithoutCurrency
    /// The same value stands in an earlier line already.
    case duplicate(ListColumn, firstLine: Int)

    package var message: String {
        switch self {
        case .tooLong: "the row is longer than \(RecordReader.maximumBytes) bytes"
        case .notUTF8: "not UTF-8"
        case .missing(let column): "\(column.rawValue) is missing"
        case .invalid(let column, let expected): "\(column.rawValue) must be \(expected)"
        case .unknownEvent: "event_id names no event of the configuration"
        case .unknownTier: "tier_id names no tier of this event"
        case .unknownTierOfTickets: "tickets names a tier that this event does not have"
        case .unknownColumn(let nearest): "unknown field; did you mean \(nearest.rawValue)?"
        case .repeatedColumn(let column): "\(column.rawValue) appears twice"
        case .tooManyFields: "more fields than the header has"
        case .tooFewFields: "fewer fields than the header has"
        case .strayQuote: "a quote within a field that does not begin with one"
        case .unclosedQuote: "a quote that never ends"
        case .notAnObject: "not a JSON object of plain values"
        case .windowReversed: "valid_until is not after valid_from"
        case .amountWithoutCurrency: "amount_due and currency belong together"
        case .duplicate(let column, let line):
            "the same \(column.rawValue) is in line \(line) already"
        }
    }
}

package struct BadRow: Hashable, Sendable {
    /// Where the row begins, from 1, the header included.
    package let line: Int
    package let problem: RowProblem

    package var message: String { "line \(line): \(problem.message)" }
}

/// The first bad rows, and how many there were.
package struct BadRows: Hashable, Sendable {
    /// As many as a person reads before mending the export instead.
    package static let maximumListed = 100

    package private(set) var listed: [BadRow] = []
    package private(set) var total = 0

    package var message: String {
        let first = listed.first.map { ", the first in \($0.message)" } ?? ""
        return "\(total) bad \(total == 1 ? "row" : "rows")\(first)"
    }

    mutating func add(_ problem: RowProblem, line: Int) {
        total += 1
        if listed.count < Self.maximumListed { listed.append(BadRow(line: line, problem: problem)) }
    }

    mutating func sort() { listed.sort { $0.line < $1.line } }
}

/// What is wrong with the names of a CSV file's columns.
package enum HeaderProblem: Hashable, Sendable {
    case empty
    case unreadable
    case unknown(position: Int, nearest: ListColumn)
    case repeated(ListColumn)
    case missing(ListColumn)
    /// The box serves several events and the file does not say which.
    case eventNeeded

    package var message: String {
        switch self {
        case .empty: "the file is empty"
        case .unreadable: "the first line cannot be read as a list of columns"
        case .unknown(let position, _): "column \(position) has an unknown name"
        case .repeated(let column): "the column \(column.rawValue) appears twice"
        case .missing(let column): "the column \(column.rawValue) is missing"
        case .eventNeeded: "the column event_id is missing and the box serves several events"
        }
    }

    package var hint: String {
        switch self {
        case .unknown(_, let nearest): "did you mean \(nearest.rawValue)?"
        case .empty, .unreadable, .repeated, .missing, .eventNeeded:
            "the first line names the columns, of tickets "
                + ListKind.tickets.columns.map(\.rawValue).joined(separator: ", ")
                + "; of reservations "
                + ListKind.reservations.columns.map(\.rawValue).joined(separator: ", ")
        }
    }
}

package struct ImportProgress: Hashable, Sendable {
    package let rows: Int
    package let bytes: Int64
}

package struct ImportReport: Hashable, Sendable {
    /// Rows read, good or bad, without the header.
    package let rows: Int
    /// Tickets, or reservations, of this file that are now in the list.
    package let imported: Int
    /// Left out because `skipBad` was given.
    package let bad: BadRows
    /// How many of them each event of the file got.
    package let perEvent: [EventID: Int]
    /// Events that kept the list they had.
    package let kept: [EventID]
    /// Events whose old list could not be read and that have none now.
    package let lost: [EventID]
    /// Events whose old reservations could not be read and that have none now.
    package let lostReservations: [EventID]
    /// The number of the snapshot that is now in use.
    package let snapshot: Int
}
