// What a file may be a list of, and which columns each kind has. One set of names for all of them,
// so that `holder` means the same in every file.

package enum ListKind: Sendable {
    case tickets
    case reservations

    package var columns: [ListColumn] {
        switch self {
        case .tickets: ListColumn.allCases.filter(has)
        case .reservations:
            [
                .reservationID, .eventID, .code, .tickets, .amountDue, .currency, .holder,
                .expiresAt, .status, .asOf,
            ]
        }
    }

    var required: [ListColumn] {
        switch self {
        case .tickets: [.ticketID, .tierID, .number]
        case .reservations: [.reservationID, .code, .tickets, .amountDue, .currency]
        }
    }

    /// Asked for each field of each row, so it makes no list.
    func has(_ column: ListColumn) -> Bool {
        switch column {
        case .reservationID, .code, .tickets, .expiresAt: self == .reservations
        case .eventID, .holder, .status, .amountDue, .currency, .asOf: true
        case .ticketID, .tierID, .number, .userID, .statusSince, .generation, .validFrom,
            .validUntil, .groupID:
            self == .tickets
        }
    }
}
