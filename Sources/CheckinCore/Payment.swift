// Money taken at the door. An amount is in minor units and never rounded; a receipt's number is
// never used again, whatever became of the payment.

package enum PaymentMethod: String, Sendable, CaseIterable {
    case cash
    /// Shown as received on the guest's telephone, or the venue's.
    case upi
    /// On a terminal of the venue's bank; the box sees no card.
    case cardTerminal = "card_terminal"
    /// Nobody pays, on somebody's word.
    case comp

    /// Change is given from a drawer, and from nothing else.
    package var givesChange: Bool { self == .cash }
}

/// One payment, as the journal keeps it beside its attempt.
package struct Payment: Hashable, Sendable {
    package let reservation: ReservationID
    package let method: PaymentMethod
    /// What the house keeps: nothing for a comp.
    package let amount: Money
    /// 1, 2, 3 … at this box, without gaps.
    package let receipt: Int64

    package init(
        reservation: ReservationID, method: PaymentMethod, amount: Money, receipt: Int64
    ) {
        self.reservation = reservation
        self.method = method
        self.amount = amount
        self.receipt = receipt
    }
}

/// A payment that was just taken, and what goes back to the guest.
package struct Receipt: Hashable, Sendable {
    package let payment: Payment
    package let change: Money

    package init(payment: Payment, change: Money) {
        self.payment = payment
        self.change = change
    }
}
