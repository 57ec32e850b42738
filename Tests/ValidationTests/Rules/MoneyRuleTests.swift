// Amounts, guesses, and what a reservation's code is answered.

import CheckinCore
import CheckinTesting
import Testing

@testable import Validation

@Suite struct MoneyRuleTests {
    private let due = Money(minorUnits: 450_000, currency: "INR")

    private func rupees(_ units: Int64) -> Money { Money(minorUnits: units, currency: "INR") }

    @Test func givesChangeOfCash() throws {
        let settled = try PaymentRules.settle(due, by: .cash, received: rupees(500_000))
        #expect(settled.amount == due)
        #expect(settled.change == rupees(50_000))
        #expect(try PaymentRules.settle(due, by: .upi, received: nil).change == rupees(0))
        let free = try PaymentRules.settle(due, by: .comp, received: nil)
        #expect(free.amount == rupees(0) && free.change == rupees(0))
    }

    @Test func takesNeitherLessNorWhatItCannotGiveBack() {
        let dollars = Money(minorUnits: 450_000, currency: "USD")
        let wrong: [(PaymentMethod, Money)] = [
            (.cash, rupees(449_999)), (.cash, rupees(-1)), (.cash, dollars),
            (.upi, rupees(450_001)), (.upi, rupees(0)), (.cardTerminal, rupees(500_000)),
            (.comp, rupees(1)), (.comp, due), (.cash, rupees(.min)),
        ]
        for (method, received) in wrong {
            #expect(throws: OrderFault.amountMismatch) {
                _ = try PaymentRules.settle(self.due, by: method, received: received)
            }
        }
    }

    @Test func fiveWrongCodesWithinAMinuteLockForAMinute() {
        let now = Fixtures.now
        let five = (0..<5).map { now + .seconds(10 * $0) }
        let last = now + .seconds(40)
        #expect(ReservationThrottle.lockedUntil(Array(five.dropLast()), at: last) == nil)
        #expect(ReservationThrottle.lockedUntil(five, at: last) == last + .seconds(60))
        #expect(ReservationThrottle.lockedUntil(five.reversed(), at: last) != nil)
        #expect(ReservationThrottle.lockedUntil(five, at: last + .seconds(59)) != nil)
        #expect(ReservationThrottle.lockedUntil(five, at: last + .seconds(60)) == nil)
        let slow = (0..<5).map { now + .seconds(15 * $0) }
        #expect(ReservationThrottle.lockedUntil(slow, at: now + .seconds(60)) == nil)
        // One more wrong code after the lock does not lock again by itself.
        let sixth = five + [last + .seconds(61)]
        #expect(ReservationThrottle.lockedUntil(sixth, at: last + .seconds(61)) == nil)
        #expect(ReservationThrottle.lockedUntil(five, at: now - .hours(1)) == nil)
        // A clock that was set back by as much as the span still counts them.
        let ahead = Array(repeating: now + .seconds(60), count: 5)
        #expect(ReservationThrottle.lockedUntil(ahead, at: now) == now + .seconds(120))
        #expect(ReservationThrottle.lockedUntil(ahead, at: now - .milliseconds(1)) == nil)
    }

    private func answer(
        _ reservation: Reservation?, isPaid: Bool = false, outside: Int = 3,
        event: Event = Fixtures.event(), door: Door = Fixtures.door(), trusted: Bool = true,
        at now: Timestamp = Fixtures.now
    ) throws -> Verdict {
        var history = Fixtures.history()
        history.reservation = reservation.map {
            ReservationStanding(reservation: $0, isPaidHere: isPaid, outside: outside)
        }
        let code = try #require(ReservationCode("R4MZ7Q".utf8))
        return decide(
            Presentation(reading: .reservation(code)), ticket: nil, history: history,
            policy: Fixtures.policy(event: event, door: door, timeTrusted: trusted), at: now)
    }

    private func reason(_ verdict: Verdict) -> RefusalCode? { verdict.refusal?.code }

    @Test func asksForTheMoneyAndLetsNobodyInByTheCode() throws {
        let reservation = Fixtures.reservation()
        #expect(
            try answer(reservation).refusal
                == .reservationDue(
                    due: reservation.due, tickets: 3, expires: reservation.expiresAt))
        #expect(try reason(answer(nil)) == .reservationNotFound)
        #expect(
            try reason(answer(Fixtures.reservation(status: .cancelled))) == .reservationCancelled)
        #expect(try reason(answer(Fixtures.reservation(status: .used))) == .reservationUsed)
    }

    @Test func whatIsPaidForWaitsAsAGroupDoes() throws {
        let paid = Fixtures.reservation(status: .paid)
        #expect(try answer(paid).refusal == .groupWaits(outside: 3, of: 3))
        let here = try answer(Fixtures.reservation(status: .used), isPaid: true, outside: 1)
        #expect(here.refusal == .groupWaits(outside: 1, of: 3))
        #expect(try reason(answer(paid, outside: 0)) == .alreadyInside)
        let cancelled = Fixtures.reservation(status: .cancelled)
        #expect(try reason(answer(cancelled, isPaid: true)) == .reservationCancelled)
    }

    @Test func expiresByATrustedClockAndOnlyUntilItIsPaid() throws {
        let late = Fixtures.now + .hours(3)
        let reservation = Fixtures.reservation()
        let expired = try answer(reservation, at: late)
        #expect(expired.refusal == .reservationExpired(since: Fixtures.now + .hours(2)))
        let end = Fixtures.now + .hours(2)
        #expect(try reason(answer(reservation, at: end)) == .reservationExpired)
        let before = end - .milliseconds(1)
        #expect(try reason(answer(reservation, at: before)) == .reservationDue)
        let unsure = try answer(reservation, trusted: false, at: late)
        #expect(reason(unsure) == .reservationDue && unsure.flags.contains(.windowUnchecked))
        #expect(try reason(answer(reservation, isPaid: true, at: late)) == .groupWaits)
    }

    @Test func theDoorAndTheEveningGoBeforeTheMoney() throws {
        var vip = Fixtures.reservation()
        vip.lines = [.init(tier: Fixtures.tier("vip", doors: ["door-v"]), quantity: 1)]
        #expect(try answer(vip).refusal == .wrongDoor(allowed: ["door-v"]))
        var full = Fixtures.history()
        full.occupancy = Occupancy(event: 10)
        var event = Fixtures.event(capacity: Capacity(limit: 10, isHard: true))
        full.reservation = ReservationStanding(
            reservation: Fixtures.reservation(), isPaidHere: false, outside: 3)
        let code = try #require(ReservationCode("R4MZ7Q".utf8))
        let verdict = decide(
            Presentation(reading: .reservation(code)), ticket: nil, history: full,
            policy: Fixtures.policy(event: event), at: Fixtures.now)
        #expect(reason(verdict) == .full)
        event.state = .cancelled
        #expect(try reason(answer(Fixtures.reservation(), event: event)) == .eventCancelled)
        let closed = try answer(
            Fixtures.reservation(expiresAt: nil), at: Fixtures.now + .hours(6))
        #expect(reason(closed) == .closed)
    }

    @Test func aReservationForAnotherEventIsToldWhereItBelongs() throws {
        let code = try #require(ReservationCode("R4MZ7Q".utf8))
        let other = EventSummary(title: "Matinee", startsAt: Fixtures.now)
        let verdict = decide(
            Presentation(reading: .reservation(code), otherEvent: other), ticket: nil,
            history: Fixtures.history(), policy: Fixtures.policy(), at: Fixtures.now)
        #expect(verdict.refusal == .wrongEvent(other))
    }

    @Test func anExitLetsOutAndTellsNothing() throws {
        let exit = Fixtures.door(direction: .exit)
        #expect(try answer(Fixtures.reservation(), door: exit).outcome == .exited)
        #expect(try reason(answer(nil, door: exit)) == .reservationNotFound)
    }
}
