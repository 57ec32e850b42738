// Reservations and money, in every ledger: taken once, for tickets that any door would make alike,
// and given back as if it had never been taken.

import CheckinCore
import CheckinTesting
import GRDB
import Testing

@testable import Ledger

@Suite struct MoneyContract {
    private let cash = PaymentMethod.cash

    /// A list with a ticket of each tier and these reservations.
    private func list(_ reservations: [Reservation] = [Fixtures.reservation()]) -> TicketList {
        let vip = Fixtures.tier("vip", name: "VIP")
        var list = TicketList(tickets: [Fixtures.ticket(), Fixtures.ticket("t-v", tier: vip)])
        for reservation in reservations { list.put(reservation) }
        return list
    }

    @Test(arguments: LedgerKind.allCases)
    func aPaymentLetsEveryTicketInAtOnce(_ kind: LedgerKind) async throws {
        let door = try await kind.doorstep(list())
        let due = try await door.show("r4mz7q")
        #expect(due.reservation?.holder == "Kabir Nair")
        #expect(due.attempt.answer.reason == "reservation_due")
        #expect(due.attempt.claims?.scheme == .reservation)
        let given = Money(minorUnits: 500_000, currency: "INR")
        let paid = try await door.order(
            .pay(due.attempt.number, cash, received: given), after: .seconds(30))
        #expect(paid.map(\.attempt.act.kind) == [.payment, .sale, .sale, .sale])
        let receipt = try #require(paid.first?.receipt)
        #expect(receipt.payment.receipt == 1)
        #expect(receipt.payment.amount == Fixtures.reservation().due)
        #expect(receipt.change == Money(minorUnits: 50_000, currency: "INR"))
        #expect(paid.first?.attempt.answer == .done)
        #expect(paid.first?.attempt.act.people == 3)
        let sales = paid.dropFirst()
        #expect(sales.allSatisfy { $0.attempt.answer == .verdict(Verdict(.admittedAfterPayment)) })
        #expect(sales.allSatisfy { $0.attempt.act.target == paid[0].attempt.number })
        #expect(sales.map(\.attempt.tier) == ["general", "general", "vip"])
        #expect(sales.allSatisfy { $0.attempt.claims?.scheme == .staff })
        #expect(sales.last?.occupancy == Occupancy(event: 3, tier: 1))
        let standing = try await door.ledger.standing(of: Fixtures.eventID, at: Fixtures.now)
        #expect(standing?.tiers.map(\.inside) == [2, 1])
        let again = try await door.show("R4MZ7Q", after: .minutes(2))
        #expect(again.attempt.answer.reason == "already_inside")
        try await door.expectSound()
    }

    @Test(arguments: LedgerKind.allCases)
    func takesMoneyForAReservationOnce(_ kind: LedgerKind) async throws {
        let door = try await kind.doorstep(list())
        let first = try await door.show("R4MZ7Q")
        let second = try await door.show("R4MZ7Q", after: .seconds(5))
        try await door.order(.pay(first.attempt.number, .upi, received: nil))
        for target in [first, second] {
            await #expect(throws: OrderFault.alreadyDone) {
                try await door.order(.pay(target.attempt.number, .upi, received: nil))
            }
        }
        #expect(try await door.attempts().count { $0.act.kind == .payment } == 1)
        try await door.expectSound()
    }

    @Test(arguments: LedgerKind.allCases)
    func twoDoorsThatCannotTalkSellTheSameTickets(_ kind: LedgerKind) async throws {
        var sold: [[TicketID?]] = []
        for _ in 0..<2 {
            let door = try await kind.doorstep(list())
            let due = try await door.show("R4MZ7Q")
            let paid = try await door.order(.pay(due.attempt.number, cash, received: nil))
            sold.append(paid.dropFirst().map { $0.attempt.claims?.ticket })
        }
        #expect(sold[0] == sold[1])
    }

    @Test(arguments: LedgerKind.allCases)
    func refusesMoneyThatIsNotRight(_ kind: LedgerKind) async throws {
        let door = try await kind.doorstep(list())
        let due = try await door.show("R4MZ7Q").attempt.number
        let ticket = try await door.present(after: .seconds(1)).attempt.number
        func expect(
            _ fault: OrderFault, _ order: Order, by staff: Staff? = Doorstep.supervisor,
            cause: Cause? = .known, after span: Duration = .seconds(9),
            door place: Door = Fixtures.door()
        ) async {
            await #expect(throws: fault) {
                try await door.order(order, by: staff, cause: cause, after: span, door: place)
            }
        }
        let short = Money(minorUnits: 449_999, currency: "INR")
        await expect(.amountMismatch, .pay(due, cash, received: short))
        await expect(.causeMissing, .pay(due, .comp, received: nil), cause: nil)
        await expect(.notAllowed, .pay(due, cash, received: nil), by: Doorstep.steward)
        await expect(.nothingToPay, .pay(ticket, cash, received: nil))
        await expect(.noSuchAttempt, .pay(AttemptNumber(99), cash, received: nil))
        await expect(.tooLate, .pay(due, cash, received: nil), after: .minutes(11))
        await expect(
            .notAtExits, .pay(due, cash, received: nil), door: Fixtures.door(direction: .exit))
        await expect(.neverOverridable, .override(due))
        #expect(try await door.attempts().count == 2)
        try await door.order(.pay(due, .comp, received: nil), cause: .guestList)
        try await door.expectSound()
    }

    @Test(arguments: LedgerKind.allCases)
    func takesNothingWhenNotEverybodyMayGoIn(_ kind: LedgerKind) async throws {
        var list = list()
        list.put(Fixtures.event(capacity: Capacity(limit: 2, isHard: true)))
        let door = try await kind.doorstep(list)
        let due = try await door.show("R4MZ7Q")
        #expect(due.attempt.answer.reason == "reservation_due")
        await #expect(throws: OrderFault.rulesForbid) {
            try await door.order(.pay(due.attempt.number, cash, received: nil))
        }
        #expect(try await door.attempts().count == 1)
        let standing = try await door.ledger.standing(of: Fixtures.eventID, at: Fixtures.now)
        #expect(standing?.inside == 0)
        try await door.expectSound()
    }

    @Test(arguments: LedgerKind.allCases)
    func givingMoneyBackLeavesEverythingAsItWas(_ kind: LedgerKind) async throws {
        let door = try await kind.doorstep(list())
        try await door.present()
        let due = try await door.show("R4MZ7Q").attempt.number
        let paid = try await door.order(.pay(due, cash, received: nil), after: .seconds(10))
        let payment = paid[0].attempt.number
        // One goes out and comes back in before the money is given back.
        let exit = Fixtures.door(direction: .exit)
        let out = try await door.show("R4MZ7Q", after: .minutes(1), door: exit)
        #expect(out.attempt.answer == .verdict(Verdict(.exited)))
        #expect(out.attempt.claims?.ticket == paid[1].attempt.claims?.ticket)
        let back = try await door.show("R4MZ7Q", after: .minutes(2))
        #expect(back.attempt.answer.verdict?.refusal == .groupWaits(outside: 1, of: 3))
        let entry = try await door.order(
            .group(back.attempt.number, people: 1), after: .minutes(2))
        #expect(entry.first?.attempt.answer == .verdict(Verdict(.readmitted)))
        #expect(entry.first?.attempt.tier == "general")
        await #expect(throws: OrderFault.notAllowed) {
            try await door.order(.undo(payment), by: Doorstep.steward, after: .minutes(3))
        }
        await #expect(throws: OrderFault.tooLate) {
            try await door.order(.undo(payment), after: .minutes(16))
        }
        try await door.order(.undo(payment), after: .minutes(3))
        let standing = try await door.ledger.standing(
            of: Fixtures.eventID, at: Fixtures.now + .minutes(3))
        #expect(standing?.inside == 1)
        if kind == .sqlite { #expect(standing?.admitted == 1) }
        let again = try await door.show("R4MZ7Q", after: .minutes(4))
        #expect(again.attempt.answer.reason == "reservation_due")
        let second = try await door.order(
            .pay(again.attempt.number, .upi, received: nil), after: .minutes(5))
        #expect(second.first?.receipt?.payment.receipt == 2)
        try await door.expectSound()
    }

    @Test(arguments: LedgerKind.allCases)
    func whatWasPaidOnlineGoesInWithoutMoneyAFewAtATime(_ kind: LedgerKind) async throws {
        let door = try await kind.doorstep(list([Fixtures.reservation(status: .paid)]))
        let shown = try await door.show("R4MZ7Q")
        #expect(shown.attempt.answer.verdict?.refusal == .groupWaits(outside: 3, of: 3))
        let two = try await door.order(
            .group(shown.attempt.number, people: 2), by: Doorstep.steward)
        #expect(two.map(\.attempt.tier) == ["general", "general"])
        #expect(two.allSatisfy { $0.attempt.answer == .verdict(Verdict(.admitted)) })
        let later = try await door.show("R4MZ7Q", after: .minutes(20))
        #expect(later.attempt.answer.verdict?.refusal == .groupWaits(outside: 1, of: 3))
        let rest = try await door.order(
            .group(later.attempt.number, people: 1), after: .minutes(20))
        #expect(rest.first?.occupancy == Occupancy(event: 3, tier: 1))
        try await door.expectSound()
    }

    @Test(arguments: LedgerKind.allCases)
    func whoTriesCodesIsShutOutForAMinute(_ kind: LedgerKind) async throws {
        let door = try await kind.doorstep(list())
        for number in 0..<5 {
            let wrong = try await door.show("WRONG\(number)", after: .seconds(number))
            #expect(wrong.attempt.answer.reason == "reservation_not_found")
        }
        let locked = try await door.show("R4MZ7Q", after: .seconds(10))
        #expect(locked.attempt.answer.reason == "reservation_locked")
        #expect(locked.reservation == nil)
        // A ticket is none the worse for it.
        let ticket = try await door.present(after: .seconds(11))
        #expect(ticket.attempt.answer == .verdict(Verdict(.admitted)))
        let free = try await door.show("R4MZ7Q", after: .seconds(65))
        #expect(free.attempt.answer.reason == "reservation_due")
        try await door.expectSound()
    }

    @Test(arguments: LedgerKind.allCases)
    func theSameWrongCodeAgainIsNoGuess(_ kind: LedgerKind) async throws {
        let door = try await kind.doorstep(list())
        for number in 0..<6 { _ = try await door.show("WRONG1", after: .seconds(number)) }
        let shown = try await door.show("R4MZ7Q", after: .seconds(10))
        #expect(shown.attempt.answer.reason == "reservation_due")
    }

    @Test(arguments: LedgerKind.allCases)
    func aReservationOfAnotherEventIsToldWhereItBelongs(_ kind: LedgerKind) async throws {
        let matinee = Fixtures.event(Fixtures.otherEventID, title: "Matinee")
        var list = TicketList(
            events: [Fixtures.event(), matinee],
            tickets: [
                Fixtures.ticket(), Fixtures.ticket("t-m", event: Fixtures.otherEventID),
                Fixtures.ticket(
                    "t-n", event: Fixtures.otherEventID, tier: Fixtures.tier("vip", name: "VIP")),
            ])
        list.put(Fixtures.reservation(event: Fixtures.otherEventID))
        let door = try await kind.doorstep(list)
        let shown = try await door.show("R4MZ7Q")
        #expect(shown.attempt.answer.verdict?.refusal == .wrongEvent(matinee.summary))
        #expect(shown.reservation == nil)
    }
}

extension Doorstep {
    /// A reservation's code, shown or typed.
    func show(
        _ code: String, after span: Duration = .zero, door: Door = Fixtures.door()
    ) async throws -> Recorded {
        let reading = CodeReading.reservation(try #require(ReservationCode(code.utf8)))
        let scan = Fixtures.scan(
            reading, named: code, at: Fixtures.now + span, source: .typed)
        let post = Fixtures.post(door: door)
        return try await ledger.record(scan, at: post) { Self.answer(scan, post, $0) }
    }
}
