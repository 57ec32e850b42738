// Tickets that somebody put aside to pay for at the door: rows of the snapshot, already checked,
// and the six characters by which a guest asks for them. A code proves nothing and can be guessed:
// it must never let anybody in by itself.

/// Six letters or digits, in capitals.
package struct ReservationCode: Hashable, Sendable, CustomStringConvertible {
    package static let length = 6

    package let text: String

    /// Fails on anything but six ASCII letters or digits, of either case.
    package init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.length else { return nil }
        var text = ""
        for byte in bytes {
            switch byte {
            case 0x30...0x39, 0x41...0x5A: text.unicodeScalars.append(Unicode.Scalar(byte))
            case 0x61...0x7A: text.unicodeScalars.append(Unicode.Scalar(byte & 0xDF))
            default: return nil
            }
        }
        self.text = text
    }

    package var description: String { text }
}

package typealias ReservationID = Identifier<Reservation>

/// What the platform says of a reservation. `paid` and `used` are its own marks: what was paid or
/// used at this door is in the journal.
package enum ReservationStatus: String, Sendable, CaseIterable {
    /// To be paid for at the door.
    case open
    /// Paid for already: its tickets go in without money.
    case paid
    case cancelled
    case used
}

package struct Reservation: Hashable, Sendable {
    /// More people than one order brings to a door.
    package static let maximumTickets = 100

    /// So many tickets of one tier.
    package struct Line: Hashable, Sendable {
        package let tier: Tier
        package let quantity: Int

        package init(tier: Tier, quantity: Int) {
            self.tier = tier
            self.quantity = quantity
        }
    }

    package let id: ReservationID
    package let event: EventID
    package let code: ReservationCode
    /// Whose name staff ask for, since a code can be guessed.
    package var holder: String?
    /// In the order of the list; no tier twice.
    package var lines: [Line]
    package var due: Money
    /// nil: as long as the doors are open.
    package var expiresAt: Timestamp?
    package var status: ReservationStatus
    package var asOf: Timestamp

    package init(
        id: ReservationID, event: EventID, code: ReservationCode, holder: String? = nil,
        lines: [Line], due: Money, expiresAt: Timestamp? = nil,
        status: ReservationStatus = .open, asOf: Timestamp
    ) {
        self.id = id
        self.event = event
        self.code = code
        self.holder = holder
        self.lines = lines
        self.due = due
        self.expiresAt = expiresAt
        self.status = status
        self.asOf = asOf
    }

    /// How many tickets it is for.
    package var count: Int { lines.reduce(0) { $0 + $1.quantity } }

    /// The reservation under the name by which attempts know it.
    package var ticketID: TicketID {
        guard let id = TicketID(id.text) else {
            preconditionFailure("what is one identifier is another")
        }
        return id
    }

    /// What a code claims that names this reservation.
    package func claims(at moment: Timestamp) -> Claims {
        Claims(ticket: ticketID, event: event, scheme: .reservation, issuedAt: moment)
    }
}

/// How a reservation stands whose code was shown.
package struct ReservationStanding: Hashable, Sendable {
    package let reservation: Reservation
    /// Money was taken for it here, and not given back.
    package let isPaidHere: Bool
    /// How many of its tickets are not inside.
    package let outside: Int

    package init(reservation: Reservation, isPaidHere: Bool, outside: Int) {
        self.reservation = reservation
        self.isPaidHere = isPaidHere
        self.outside = outside
    }

    package var isPaid: Bool { isPaidHere || reservation.status == .paid }
}
