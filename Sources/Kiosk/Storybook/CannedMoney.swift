// The money of the canned evening: a reservation that is due, one with everything at its longest,
// and payments. Nothing here is counted anywhere.

import CheckinCore

extension Canned {
    static let reservation = reservation(
        "r-1", "R4MZ7Q", holder: "Kabir Nair",
        lines: [.init(tier: general, quantity: 3), .init(tier: vip, quantity: 1)], due: 725_000)

    static let longReservation = reservation(
        "r-2", "W8K2PD", holder: longTicket.holder,
        lines: [longTicket.tier, general, early, vip].map { .init(tier: $0, quantity: 25) },
        due: 123_456_789)

    static let due = due(reservation)

    static func due(_ reservation: Reservation) -> Refusal {
        .reservationDue(
            due: reservation.due, tickets: reservation.count, expires: reservation.expiresAt)
    }

    /// In cash, with change.
    static let payment = payment(of: reservation, .cash, change: 75_000)

    static func payment(
        of reservation: Reservation, _ method: PaymentMethod, change: Int64 = 0
    ) -> Announcement {
        let money = { Money(minorUnits: $0, currency: reservation.due.currency) }
        let payment = Payment(
            reservation: reservation.id, method: method,
            amount: method == .comp ? money(0) : reservation.due, receipt: 118)
        return announcement(
            .done, ticket: nil, number: 1_306,
            act: Act(.payment, target: AttemptNumber(1_305), people: reservation.count),
            reservation: reservation, receipt: Receipt(payment: payment, change: money(change)))
    }

    /// What a payment leaves behind, the oldest first.
    static let newestMoney: [Announcement] = [
        announcement(
            .verdict(Verdict(.refused(due(longReservation)))), ticket: nil, number: 1_302,
            reservation: longReservation),
        announcement(.verdict(Verdict(.refused(due))), ticket: nil, number: 1_305),
        announcement(
            .verdict(Verdict(.admittedAfterPayment)), ticket: earlyTicket, number: 1_307,
            act: Act(.sale, target: AttemptNumber(1_306))),
        payment,
    ]

    private static func reservation(
        _ id: String, _ code: String, holder: String?, lines: [Reservation.Line], due: Int64
    ) -> Reservation {
        guard let code = ReservationCode(code.utf8) else {
            preconditionFailure("the storybook's own code is well formed")
        }
        return Reservation(
            id: identifier(id), event: event.id, code: code, holder: holder, lines: lines,
            due: Money(minorUnits: due, currency: "INR"), expiresAt: now + .minutes(48),
            asOf: now - .minutes(4))
    }
}
