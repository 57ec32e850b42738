// What of a reservation the queue may read along, and what only staff.

import CheckinCore
import CheckinTesting
import Foundation
import Testing

@testable import Kiosk

@Suite struct ReservationMessageTests {
    private func message(
        _ answer: Answer, _ reservation: Reservation?, receipt: Receipt? = nil
    ) throws -> VerdictMessage {
        let announcement = Announcement(
            attempt: nil, answer: answer, ticket: nil, occupancy: Occupancy(), at: Fixtures.now,
            elapsed: .zero, reservation: reservation, receipt: receipt)
        let identity = KioskIdentity(doorNames: [Fixtures.doorID: "Door A"])
        return VerdictMessage(
            announcement, words: try Words(resources: Kiosk.resources), identity: identity,
            now: Fixtures.now)
    }

    @Test func theQueueReadsNeitherNameNorAmount() throws {
        let reservation = Fixtures.reservation()
        let due = Refusal.reservationDue(
            due: reservation.due, tickets: 3, expires: reservation.expiresAt)
        let message = try message(.verdict(Verdict(.refused(due))), reservation)
        #expect(message.color == "amber")
        #expect(message.holder == nil && message.ticket == nil)
        for spoken in message.spoken.values {
            let seen = spoken.word + spoken.guest + spoken.staff
            #expect(!seen.contains("4500") && !seen.contains("Kabir") && !seen.contains("R4MZ7Q"))
        }
        let forStaff = try #require(message.forStaff)
        #expect(forStaff.holder == "Kabir Nair" && forStaff.due == "₹4500.00")
        #expect(forStaff.lines.map(\.quantity) == [2, 1])
        #expect(forStaff.paid == nil)
        #expect(forStaff.dueMinorUnits == 450_000 && forStaff.minorDigits == 2)
    }

    @Test func aPaymentSaysItsReceiptAndTheChange() throws {
        let reservation = Fixtures.reservation()
        let payment = Payment(
            reservation: reservation.id, method: .cash, amount: reservation.due, receipt: 7)
        let change = Money(minorUnits: 50_000, currency: "INR")
        let message = try message(
            .done, reservation, receipt: Receipt(payment: payment, change: change))
        let paid = try #require(message.forStaff?.paid)
        #expect(paid.receipt == 7 && paid.method == "cash")
        #expect(paid.amount == "₹4500.00" && paid.change == "₹500.00")
        #expect(paid.amountMinorUnits == 450_000 && paid.changeMinorUnits == 50_000)
    }

    /// A page writes amounts itself, and must not guess where the point stands.
    @Test(arguments: [("JPY", 0), ("INR", 2), ("KWD", 3)])
    func saysWhereThePointOfAnAmountStands(_ currency: String, digits: Int) throws {
        var reservation = Fixtures.reservation()
        reservation.due = Money(minorUnits: 12_345, currency: currency)
        let message = try message(.verdict(Verdict(.refused(.reservationUsed))), reservation)
        #expect(message.forStaff?.minorDigits == digits)
        #expect(message.forStaff?.lines.first?.color == Fixtures.tier().color)
    }

    @Test func aTicketHasNothingForStaffAlone() throws {
        #expect(try message(.verdict(Verdict(.admitted)), nil).forStaff == nil)
    }
}
