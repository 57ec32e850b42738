// What an announcement says to staff alone: whose reservation it is, what is due, and what goes
// back of the money. A page shows it only while somebody has signed in: the queue reads along.

import CheckinCore

struct ReservationMessage: Encodable, Sendable {
    struct Line: Encodable, Sendable {
        let tier: String
        let color: String?
        let quantity: Int
    }

    struct Paid: Encodable, Sendable {
        let receipt: Int64
        let method: String
        let amount: String
        let amountMinorUnits: Int64
        let change: String
        let changeMinorUnits: Int64
    }

    let holder: String?
    let lines: [Line]
    /// As text, and in minor units to send back with the payment.
    let due: String
    let dueMinorUnits: Int64
    let currency: String
    /// How many digits of its amounts stand behind the point: pages group them as their readers do.
    let minorDigits: Int
    let expires: Int64?
    let paid: Paid?

    /// nil when there is nothing that the queue should not see.
    init?(_ announcement: Announcement) {
        guard let reservation = announcement.reservation else { return nil }
        holder = reservation.holder?.clipped
        lines = reservation.lines.map { line in
            Line(
                tier: line.tier.name.clipped, color: line.tier.color?.asColor,
                quantity: line.quantity)
        }
        due = reservation.due.text
        dueMinorUnits = reservation.due.minorUnits
        currency = reservation.due.currency
        minorDigits = reservation.due.minorDigits
        expires = reservation.expiresAt?.milliseconds
        paid = announcement.receipt.map { receipt in
            Paid(
                receipt: receipt.payment.receipt, method: receipt.payment.method.rawValue,
                amount: receipt.payment.amount.text,
                amountMinorUnits: receipt.payment.amount.minorUnits, change: receipt.change.text,
                changeMinorUnits: receipt.change.minorUnits)
        }
    }
}
