// A reservation is paid for: the payment, and an entry for each of its tickets, all in the one
// transaction or nothing of it. It must never take money for tickets that may not go in.

import CheckinCore
import GRDB
import Validation

struct Paying {
    let performing: Performing
    /// The scan that showed what is due.
    let target: Attempt
    let method: PaymentMethod
    let received: Money?

    func run(_ db: Database) throws -> [Recorded] {
        guard case .reservationDue(let shown, _, _)? = target.answer.verdict?.refusal,
            let claims = target.claims
        else { throw OrderFault.nothingToPay }
        let listed = performing.look(performing.scan(claims))
        guard listed.event != nil else { throw OrderFault.noList }
        // The list may have changed since the amount was shown.
        guard let reservation = listed.reservation, reservation.status == .open,
            reservation.due == shown
        else { throw OrderFault.nothingToPay }
        guard try !PaymentTable.isPaid(reservation.id, db) else { throw OrderFault.alreadyDone }
        let settled = try PaymentRules.settle(shown, by: method, received: received)
        let ordered = performing.instruction.act
        let act = Act(
            .payment, staff: ordered.staff, shift: ordered.shift, target: ordered.target,
            people: reservation.count, cause: ordered.cause)
        let attempt = try performing.append(performing.attempt(claims, act: act), db)
        let payment = try PaymentTable.append(
            of: reservation.id, method, settled.amount, at: attempt.number, in: db)
        let sales = try sell(reservation, listed, for: attempt, db)
        let first = Recorded(
            attempt: attempt, ticket: nil, occupancy: try performing.occupancy(db),
            reservation: reservation, receipt: Receipt(payment: payment, change: settled.change))
        return [first] + sales
    }

    private func sell(
        _ reservation: Reservation, _ listed: Recording.Listed, for payment: Attempt,
        _ db: Database
    ) throws -> [Recorded] {
        let act = Act(
            .sale, staff: payment.act.staff, shift: payment.act.shift, target: payment.number,
            cause: payment.act.cause)
        var head = performing.head.after(payment)
        return try reservation.tickets.map { ticket in
            let recording = performing.recording(
                ticket, of: listed, target.fingerprint, after: head, act: act)
            let reading = try recording.read(db)
            let answer = performing.decide(
                Presentation(reading: recording.scan.reading, isConfirmed: true), reading.facts)
            guard answer.kind.isEntry, let flags = answer.verdict?.flags else {
                throw OrderFault.rulesForbid
            }
            let sale = try recording.commit(
                .verdict(Verdict(.admittedAfterPayment, flags: flags)), reading, db)
            head = head.after(sale.attempt)
            return sale
        }
    }
}
