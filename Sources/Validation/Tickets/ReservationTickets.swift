// The tickets of a reservation. They are in no list and have no codes; their ids follow from the
// reservation, so that two doors that cannot talk make the same ones, and a second sale of a
// reservation is a conflict with a name instead of so many more guests. What they follow from must
// never change: old journals would speak of other tickets.

package import CheckinCore
internal import Cryptography

extension Reservation {
    private static let label = "checkind/reservation-ticket/"

    /// The id of the ticket `index` (from 0) of a tier: the first 16 bytes of a SHA-256 as a UUID
    /// of version 8 (RFC 9562, 5.8).
    package static func ticketID(
        of reservation: ReservationID, tier: TierID, index: Int
    ) -> TicketID {
        let text = "\(label)\(reservation.text)/\(tier.text)/\(index)"
        var bytes = Array(SHA256.digest(of: Array(text.utf8).span).prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x80
        bytes[8] = bytes[8] & 0x3F | 0x80
        return TicketID(uuid: bytes)
    }

    /// Its tickets in the order of its lines, as rows that no list has. They say neither whose they
    /// are nor the whole code: what is known of a ticket is shown at the door, where others look
    /// on.
    package var tickets: [Ticket] {
        lines.flatMap { line in
            (0..<line.quantity).map { index in
                Ticket(
                    id: Self.ticketID(of: id, tier: line.tier.id, index: index), event: event,
                    tier: line.tier, number: "RSV …" + code.text.suffix(2), asOf: asOf)
            }
        }
    }
}
