// What staff do at a door, in every ledger: an attempt of its own for each deed, nothing changed of
// what is there, and presence exactly as if what was taken back had never been.

import CheckinCore
import CheckinTesting
import Testing

@testable import Ledger

@Suite struct OrdersContract {
    private let exit = Fixtures.door(direction: .exit)

    @Test(arguments: LedgerKind.allCases)
    func overridesARefusalOnceAndCountsTheGuest(_ kind: LedgerKind) async throws {
        let door = try await kind.doorstep(Self.list(status: .cancelled))
        let refused = try await door.present()
        #expect(refused.attempt.answer.reason == "cancelled")
        let order = Order.override(refused.attempt.number)
        let entry = try #require(try await door.order(order, after: .seconds(20)).first)
        #expect(entry.attempt.answer == .verdict(Verdict(.admittedByOverride)))
        #expect(entry.attempt.act.target == refused.attempt.number)
        #expect(entry.attempt.act.staff == Doorstep.supervisor.id)
        #expect(entry.attempt.act.cause == .known)
        #expect(entry.attempt.fingerprint == refused.attempt.fingerprint)
        #expect(entry.occupancy == Occupancy(event: 1, tier: 1))
        await expect(.alreadyDone) { try await door.order(order, after: .seconds(30)) }
        let second = try await door.present(after: .minutes(1))
        #expect(second.attempt.answer.reason == "cancelled")
        try await door.expectSound()
    }

    @Test(arguments: LedgerKind.allCases)
    func letsATicketOfAnotherEventCountHere(_ kind: LedgerKind) async throws {
        let list = TicketList(events: [
            Fixtures.event(), Fixtures.event(Fixtures.otherEventID, title: "Matinee"),
        ])
        let door = try await kind.doorstep(list)
        let refused = try await door.present(Fixtures.claims(event: Fixtures.otherEventID))
        #expect(refused.attempt.answer.reason == "wrong_event")
        let entry = try await door.order(.override(refused.attempt.number))
        #expect(entry.first?.occupancy.event == 1)
        #expect(entry.first?.attempt.claims?.event == Fixtures.eventID)
        try await door.expectSound()
    }

    @Test(arguments: LedgerKind.allCases)
    func refusesOrdersThatMayNotBeCarriedOut(_ kind: LedgerKind) async throws {
        let door = try await kind.doorstep()
        let forged = try await door.present(.forged).recorded.attempt.number
        let entry = try await door.present().attempt.number
        let again = try await door.present(after: .seconds(40)).attempt.number
        await expect(.neverOverridable) { try await door.order(.override(forged)) }
        await expect(.notRefused) { try await door.order(.override(entry)) }
        await expect(.noSuchAttempt) { try await door.order(.override(AttemptNumber(99))) }
        await expect(.causeMissing) { try await door.order(.override(again), cause: nil) }
        await expect(.notAllowed) {
            try await door.order(.override(again), by: Doorstep.steward)
        }
        await expect(.notAllowed) { try await door.order(.override(again), by: nil) }
        await expect(.tooLate) { try await door.order(.override(again), after: .hours(1)) }
        await expect(.notAtExits) { try await door.order(.override(again), door: self.exit) }
        await expect(.nothingToUndo) { try await door.order(.undo(forged)) }
        await expect(.nothingToConfirm) { try await door.order(.confirm(again)) }
        await expect(.noEmergency) {
            try await door.order(.allClear(entry), by: Doorstep.manager)
        }
        #expect(try await door.attempts().count == 3)
    }

    @Test(arguments: LedgerKind.allCases)
    func undoRestoresPresenceExactly(_ kind: LedgerKind) async throws {
        let door = try await kind.doorstep()
        try await door.present()
        try await door.present(after: .minutes(2), door: exit)
        let before = try await door.present(.claims(Fixtures.claims()), after: .minutes(3))
        let third = before.recorded
        #expect(third.attempt.answer == .verdict(Verdict(.readmitted)))
        let undo = try await door.order(.undo(third.attempt.number), after: .minutes(4))
        #expect(undo.first?.attempt.answer == .done)
        #expect(undo.first?.occupancy.event == 0)
        let after = try await door.present(.claims(Fixtures.claims()), after: .minutes(5))
        #expect(after.facts.history.presence == before.facts.history.presence)
        #expect(after.facts.history.occupancy == before.facts.history.occupancy)
        await expect(.alreadyDone) {
            try await door.order(.undo(third.attempt.number), after: .minutes(6))
        }
        try await door.expectSound()
    }

    @Test(arguments: LedgerKind.allCases)
    func undoOfTheOnlyEntryLeavesNobodyAdmitted(_ kind: LedgerKind) async throws {
        let door = try await kind.doorstep()
        let entry = try await door.present()
        await expect(.tooLate) {
            try await door.order(.undo(entry.attempt.number), after: .minutes(16))
        }
        try await door.order(.undo(entry.attempt.number), after: .minutes(15))
        let standing = try await door.ledger.standing(
            of: Fixtures.eventID, at: Fixtures.now + .minutes(15))
        #expect(standing?.inside == 0)
        #expect(standing?.admitted == 0)
        #expect(standing?.arrivals.allSatisfy { $0.entries == 0 } == true)
        let again = try await door.present(after: .minutes(20))
        #expect(again.attempt.answer == .verdict(Verdict(.admitted)))
        try await door.expectSound()
    }

    @Test(arguments: LedgerKind.allCases)
    func presentsATicketThatWasLookedUp(_ kind: LedgerKind) async throws {
        let door = try await kind.doorstep()
        let order = Order.present("t-1", of: Fixtures.eventID)
        let entry = try #require(try await door.order(order, by: Doorstep.steward).first)
        #expect(entry.attempt.answer == .verdict(Verdict(.admitted)))
        #expect(entry.attempt.source == .staff)
        #expect(entry.attempt.fingerprint == nil)
        #expect(entry.attempt.claims?.scheme == .staff)
        let scanned = try await door.present(after: .minutes(2))
        #expect(scanned.attempt.answer.reason == "already_inside")
        await expect(.noSuchTicket) {
            try await door.order(.present("t-77", of: Fixtures.eventID))
        }
        try await door.expectSound()
    }

    @Test(arguments: LedgerKind.allCases)
    func asksForConfirmationBeforeAnythingIsCommitted(_ kind: LedgerKind) async throws {
        var event = Fixtures.event()
        event.prompts = [.age18, .document]
        let door = try await kind.doorstep(TicketList(events: [event]))
        let asked = try await door.present()
        #expect(
            asked.attempt.answer.verdict?.refusal
                == .notConfirmed(prompts: [.age18, .document]))
        #expect(asked.occupancy.event == 0)
        let order = Order.confirm(asked.attempt.number)
        let entry = try await door.order(order, by: Doorstep.steward, after: .seconds(30))
        #expect(entry.first?.attempt.answer == .verdict(Verdict(.admitted)))
        #expect(entry.first?.occupancy.event == 1)
        await expect(.alreadyDone) {
            try await door.order(order, by: Doorstep.steward, after: .seconds(40))
        }
        try await door.expectSound()
    }

    @Test(arguments: LedgerKind.allCases)
    func countsPeopleByHandAndTakesThemBack(_ kind: LedgerKind) async throws {
        let door = try await kind.doorstep()
        try await door.present()
        let three = try await door.order(.walkUp(3), cause: .guestList)
        #expect(three.first?.occupancy.event == 4)
        #expect(try await door.order(.headcount(-1)).first?.occupancy.event == 3)
        await expect(.countOutOfRange) { try await door.order(.headcount(-50)) }
        await expect(.countOutOfRange) { try await door.order(.headcount(0)) }
        await expect(.countOutOfRange) { try await door.order(.walkUp(101)) }
        let number = try #require(three.first?.attempt.number)
        await expect(.countOutOfRange) {
            try await door.order(.headcount(-3), after: .minutes(1))
            try await door.order(.undo(number), after: .minutes(1))
        }
        try await door.expectSound()
    }

    /// A steward clicks for a guest who has a ticket, and the guest shows it all the same.
    @Test(arguments: LedgerKind.allCases)
    func neverKeepsInWhomSomebodyHasCountedOutAlready(_ kind: LedgerKind) async throws {
        let door = try await kind.doorstep()
        let entry = try await door.present()
        #expect(try await door.order(.headcount(-1)).first?.occupancy.event == 0)
        await expect(.countOutOfRange) { try await door.order(.headcount(-1)) }
        let out = try await door.present(after: .minutes(1), door: exit)
        #expect(out.attempt.answer == .verdict(Verdict(.exited)))
        #expect(out.occupancy.event == 0)
        let standing = try await door.ledger.standing(of: Fixtures.eventID, at: Fixtures.now)
        #expect(standing?.inside == 0)
        try await door.order(.undo(entry.attempt.number), after: .minutes(2))
        try await door.expectSound()
        // One was counted out who never was inside: the next one in puts it right.
        try await door.order(.walkUp(2), after: .minutes(3))
        let after = try await door.ledger.standing(of: Fixtures.eventID, at: Fixtures.now)
        #expect(after?.inside == 1)
        try await door.expectSound()
    }

    @Test(arguments: LedgerKind.allCases)
    func anEmergencyStopsEntriesUntilItsAllClear(_ kind: LedgerKind) async throws {
        let door = try await kind.doorstep()
        try await door.present()
        let alarm = try #require(try await door.order(.emergency, by: nil).first)
        let other = Fixtures.claims("t-2")
        let refused = try await door.present(other, after: .seconds(5))
        #expect(refused.attempt.answer.reason == "emergency")
        let out = try await door.present(after: .seconds(9), door: exit)
        #expect(out.attempt.answer.kind == .exited)
        await expect(.neverOverridable) {
            try await door.order(.override(refused.attempt.number), after: .seconds(10))
        }
        await expect(.alreadyDone) { try await door.order(.emergency) }
        await expect(.emergencyHolds) { try await door.order(.walkUp(1)) }
        await expect(.notAllowed) { try await door.order(.allClear(alarm.attempt.number)) }
        await expect(.noEmergency) {
            try await door.order(.allClear(out.attempt.number), by: Doorstep.manager)
        }
        let standing = try await door.ledger.standing(of: Fixtures.eventID, at: Fixtures.now)
        #expect(standing?.emergency == alarm.attempt.number)
        try await door.order(
            .allClear(alarm.attempt.number), by: Doorstep.manager, after: .minutes(5))
        let again = try await door.present(after: .minutes(6))
        #expect(again.attempt.answer == .verdict(Verdict(.readmitted)))
        try await door.expectSound()
    }

    @Test(arguments: LedgerKind.allCases)
    func aClearOutCountsEverybodyAsOutside(_ kind: LedgerKind) async throws {
        let list = TicketList(tickets: [Fixtures.ticket(), Fixtures.ticket("t-2")])
        let door = try await kind.doorstep(list)
        let entry = try await door.present()
        try await door.present(Fixtures.claims("t-2"), after: .seconds(30))
        try await door.order(.walkUp(2))
        try await door.order(.clearOut, by: nil, after: .minutes(5))
        let standing = try await door.ledger.standing(
            of: Fixtures.eventID, at: Fixtures.now + .minutes(5))
        #expect(standing?.inside == 0)
        #expect(standing?.clearedAt == Fixtures.now + .minutes(5))
        // Taken back afterwards, an entry is no longer there to be left.
        try await door.order(.undo(entry.attempt.number), after: .minutes(6))
        let first = try await door.present(after: .minutes(7))
        #expect(first.attempt.answer == .verdict(Verdict(.admitted)))
        let second = try await door.present(Fixtures.claims("t-2"), after: .minutes(7))
        #expect(second.attempt.answer == .verdict(Verdict(.readmitted)))
        #expect(second.occupancy.event == 2)
        try await door.expectSound()
    }

    @Test(arguments: LedgerKind.allCases)
    func whoGoesFromOneAreaToAnotherIsCountedOnce(_ kind: LedgerKind) async throws {
        let hall = Fixtures.door(area: "hall")
        let terrace = Fixtures.door("door-t", area: "terrace")
        let vip = Fixtures.door("door-v", area: "vip")
        let door = try await kind.doorstep(Self.areas())
        let first = try await door.present(door: hall)
        #expect(first.occupancy == Occupancy(event: 1, tier: 1, area: 1))
        let moved = try await door.present(after: .minutes(1), door: terrace)
        #expect(moved.attempt.answer == .verdict(Verdict(.readmitted, flags: [.movedArea])))
        #expect(moved.occupancy == Occupancy(event: 1, tier: 1, area: 1))
        let refused = try await door.present(after: .minutes(2), door: vip)
        #expect(refused.attempt.answer.reason == "already_inside")
        // The terrace's way out leads back into the hall.
        var back = terrace
        back.direction = .exit
        let out = try await door.present(after: .minutes(3), door: back)
        #expect(out.occupancy == Occupancy(event: 1, tier: 1, area: 0))
        let standing = try await door.ledger.standing(of: Fixtures.eventID, at: Fixtures.now)
        #expect(standing?.areas.map(\.inside) == [1, 0, 0])
        try await door.expectSound()
    }

    @Test func keepsARemarkBesideTheAttempt() async throws {
        let door = try await LedgerKind.sqlite.doorstep()
        let count = try await door.order(.walkUp(1), remark: "The singer's brother")
        let number = try #require(count.first?.attempt.number)
        let text = try await door.remark(number)
        #expect(text == "The singer's brother")
    }

    private static func list(status: TicketStatus) -> TicketList {
        TicketList(tickets: [Fixtures.ticket(status: status)])
    }

    private static func areas() -> TicketList {
        var event = Fixtures.event()
        event.areas = [
            Area(id: "hall", name: "Hall"),
            Area(id: "terrace", name: "Terrace", movesFrom: ["hall"], returnsTo: "hall"),
            Area(id: "vip", name: "VIP"),
        ]
        return TicketList(events: [event])
    }

    private func expect(
        _ fault: OrderFault, _ location: SourceLocation = #_sourceLocation,
        _ work: @escaping () async throws -> Void
    ) async {
        await #expect(throws: fault, sourceLocation: location) { try await work() }
    }
}
