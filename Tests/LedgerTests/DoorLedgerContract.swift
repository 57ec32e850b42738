// What every ledger does, whatever it is made of. A ledger that passes this may stand behind a
// door.

import CheckinCore
import CheckinTesting
import Testing

@Suite struct DoorLedgerContract {
    private let exit = Fixtures.door(direction: .exit)

    @Test(arguments: LedgerKind.allCases)
    func admitsAListedTicketAndCountsIt(_ kind: LedgerKind) async throws {
        let door = try await kind.doorstep()
        let recorded = try await door.present()
        #expect(recorded.attempt.number == AttemptNumber(1))
        #expect(recorded.attempt.answer == .verdict(Verdict(.admitted)))
        #expect(recorded.attempt.tier == "general")
        #expect(recorded.ticket == Fixtures.ticket())
        #expect(recorded.occupancy == Occupancy(event: 1, tier: 1))
        #expect(try await door.attempts() == [recorded.attempt])
    }

    @Test(arguments: LedgerKind.allCases)
    func refusesASecondEntryWithTheFirstAsEvidence(_ kind: LedgerKind) async throws {
        let door = try await kind.doorstep()
        let first = try await door.present()
        try await door.ledger.acknowledge(first.attempt.number)
        let second = try await door.present(after: .seconds(5))
        let passage = Passage(door: Fixtures.doorID, at: Fixtures.now)
        #expect(
            second.attempt.answer.verdict?.outcome
                == .refused(.alreadyInside(first: passage, last: passage, platformSince: nil)))
        #expect(second.occupancy == Occupancy(event: 1, tier: 1))
        #expect(try await door.attempts() == [first.attempt, second.attempt])
    }

    @Test(arguments: LedgerKind.allCases)
    func letsOutAndInAgain(_ kind: LedgerKind) async throws {
        let door = try await kind.doorstep()
        try await door.present()
        let out = try await door.present(after: .minutes(5), door: exit)
        #expect(out.attempt.answer == .verdict(Verdict(.exited)))
        #expect(out.occupancy == Occupancy(event: 0, tier: 0))
        let back = try await door.present(after: .minutes(10))
        #expect(back.attempt.answer == .verdict(Verdict(.readmitted)))
        #expect(back.occupancy == Occupancy(event: 1, tier: 1))
    }

    @Test(arguments: LedgerKind.allCases)
    func anExitOfSomebodyWhoIsNotInsideCountsNobody(_ kind: LedgerKind) async throws {
        let door = try await kind.doorstep()
        let out = try await door.present(door: exit)
        #expect(out.attempt.answer == .verdict(Verdict(.exited, flags: [.notInside])))
        #expect(out.occupancy == Occupancy(event: 0, tier: 0))
    }

    @Test(arguments: LedgerKind.allCases)
    func saysAnUnseenAdmissionAgainUntilItIsSeen(_ kind: LedgerKind) async throws {
        let door = try await kind.doorstep()
        let first = try await door.present()
        let again = try await door.present(after: .seconds(5))
        #expect(
            again.attempt.answer
                == .verdict(Verdict(.admitted, repeats: first.attempt.number)))
        #expect(again.occupancy == Occupancy(event: 1, tier: 1))
        // Seeing the repeat is seeing the admission.
        try await door.ledger.acknowledge(again.attempt.number)
        let third = try await door.present(after: .seconds(10))
        #expect(third.attempt.answer.verdict?.refusal?.code == .alreadyInside)
    }

    @Test(arguments: LedgerKind.allCases)
    func anotherDoorDoesNotSayItAgain(_ kind: LedgerKind) async throws {
        let door = try await kind.doorstep()
        try await door.present()
        let other = try await door.present(after: .seconds(5), door: Fixtures.door("door-b"))
        #expect(other.attempt.answer.verdict?.refusal?.code == .alreadyInside)
    }

    @Test(arguments: LedgerKind.allCases)
    func acknowledgingWhatIsUnknownOrTwiceDoesNoHarm(_ kind: LedgerKind) async throws {
        let door = try await kind.doorstep()
        try await door.ledger.acknowledge(AttemptNumber(7))
        try await door.ledger.acknowledge(AttemptNumber(-1))
        let first = try await door.present()
        try await door.ledger.acknowledge(first.attempt.number)
        try await door.ledger.acknowledge(first.attempt.number)
        #expect(try await door.attempts().count == 1)
    }

    @Test(arguments: LedgerKind.allCases)
    func countsPresentationsOfTheLastMinute(_ kind: LedgerKind) async throws {
        let door = try await kind.doorstep()
        let claims = CodeReading.claims(Fixtures.claims())
        var counts: [Int] = []
        for second in [0, 1, 2, 59, 61, 200] {
            let (recorded, facts) = try await door.present(claims, after: .seconds(second))
            try await door.ledger.acknowledge(recorded.attempt.number)
            counts.append(facts.history.recentPresentations)
        }
        #expect(counts == [0, 1, 2, 3, 3, 0])
    }

    @Test(arguments: LedgerKind.allCases)
    func aClockThatJumpsBackHidesNoPresentation(_ kind: LedgerKind) async throws {
        let door = try await kind.doorstep()
        let claims = CodeReading.claims(Fixtures.claims())
        _ = try await door.present(claims)
        let early = try await door.present(claims, after: .seconds(-20))
        #expect(early.facts.history.recentPresentations == 1)
        let longBefore = try await door.present(claims, after: .minutes(-30))
        #expect(longBefore.facts.history.recentPresentations == 0)
        let clocks = try await door.attempts().map(\.clock)
        #expect(clocks == clocks.sorted() && Set(clocks).count == 3)
    }

    @Test(arguments: LedgerKind.allCases)
    func aFailedCommitLeavesNothing(_ kind: LedgerKind) async throws {
        let list = TicketList(tickets: [Fixtures.ticket(), Fixtures.ticket("t-2")])
        let door = try await kind.doorstep(list)
        try await door.present()
        try await door.whileCommitsFail {
            await #expect(throws: (any Error).self) {
                try await door.present(Fixtures.claims("t-2"), after: .seconds(1))
            }
        }
        #expect(try await door.attempts().map(\.number.value) == [1])
        let retried = try await door.present(Fixtures.claims("t-2"), after: .seconds(2))
        #expect(retried.attempt.number == AttemptNumber(2))
        #expect(retried.attempt.answer == .verdict(Verdict(.admitted)))
        #expect(retried.occupancy == Occupancy(event: 2, tier: 2))
    }

    @Test(arguments: LedgerKind.allCases)
    func recordsWhatIsRefused(_ kind: LedgerKind) async throws {
        let door = try await kind.doorstep()
        for reading in [CodeReading.unreadable, .forged, .unknownKey, .otherEvent] {
            _ = try await door.present(reading)
        }
        let codes = try await door.attempts().map { $0.answer.verdict?.refusal?.code }
        #expect(codes == [.unreadable, .forged, .unknownKey, .wrongEvent])
    }

    @Test(arguments: LedgerKind.allCases)
    func countsAnUnlistedGuestInTheEventAndInNoTier(_ kind: LedgerKind) async throws {
        let door = try await kind.doorstep()
        let claims = Fixtures.claims("new", issuedAt: Fixtures.now)
        let post = Fixtures.door(admitsUnlisted: true)
        let recorded = try await door.present(claims, door: post)
        #expect(recorded.attempt.answer == .verdict(Verdict(.admittedUnlisted)))
        #expect(recorded.attempt.tier == nil && recorded.ticket == nil)
        #expect(recorded.occupancy == Occupancy(event: 1, tier: 0))
    }

    @Test(arguments: LedgerKind.allCases)
    func countsEachTierByItself(_ kind: LedgerKind) async throws {
        let vip = Fixtures.tier("vip", name: "VIP")
        let list = TicketList(tickets: [Fixtures.ticket(), Fixtures.ticket("v-1", tier: vip)])
        let door = try await kind.doorstep(list)
        try await door.present()
        let second = try await door.present(Fixtures.claims("v-1"))
        #expect(second.occupancy == Occupancy(event: 2, tier: 1))
        let standing = try await door.ledger.standing(of: Fixtures.eventID, at: Fixtures.now)
        #expect(standing?.inside == 2)
        #expect(standing?.tiers.map(\.inside) == [1, 1])
        #expect(standing?.sold == 2)
    }

    @Test(arguments: LedgerKind.allCases)
    func remembersTheHighestGenerationPresented(_ kind: LedgerKind) async throws {
        let list = TicketList(tickets: [Fixtures.ticket(generation: 3)])
        let door = try await kind.doorstep(list)
        try await door.present(Fixtures.claims(generation: 3))
        let older = CodeReading.claims(Fixtures.claims(generation: 1))
        let second = try await door.present(older, after: .minutes(2))
        #expect(second.facts.history.highestGeneration == 3)
    }

    @Test(arguments: LedgerKind.allCases)
    func aRefusedHolderStillShutsTheFormerOneOut(_ kind: LedgerKind) async throws {
        let door = try await kind.doorstep()
        let open = Fixtures.door(admitsUnlisted: true)
        let holder = Fixtures.claims("new", issuedAt: Fixtures.now, generation: 1)
        let refused = try await door.present(holder)
        #expect(refused.attempt.answer.verdict?.refusal?.code == .notFound)
        let former = Fixtures.claims("new", issuedAt: Fixtures.now, generation: 0)
        let (recorded, facts) = try await door.present(
            .claims(former), after: .minutes(2), door: open)
        #expect(facts.history.highestGeneration == 1)
        #expect(recorded.attempt.answer.verdict?.refusal?.code == .transferred)
        let again = try await door.present(holder, after: .minutes(4), door: open)
        #expect(again.attempt.answer == .verdict(Verdict(.admittedUnlisted)))
        #expect(again.occupancy == Occupancy(event: 1, tier: 0))
    }

    @Test(arguments: LedgerKind.allCases)
    func namesTheOtherEventOfATicket(_ kind: LedgerKind) async throws {
        let other = Fixtures.event(Fixtures.otherEventID, title: "Matinee")
        let list = TicketList(
            events: [Fixtures.event(), other],
            tickets: [Fixtures.ticket(), Fixtures.ticket("m-1", event: Fixtures.otherEventID)])
        let door = try await kind.doorstep(list)
        let claims = Fixtures.claims("m-1", event: Fixtures.otherEventID)
        let recorded = try await door.present(claims)
        #expect(recorded.attempt.answer.verdict?.refusal == .wrongEvent(other.summary))
        #expect(try await door.ledger.events().map(\.id) == [Fixtures.eventID, other.id])
    }

    @Test(arguments: LedgerKind.allCases)
    func showsTheNewestAttemptsFirstWithTheirTickets(_ kind: LedgerKind) async throws {
        let door = try await kind.doorstep()
        _ = try await door.present(CodeReading.forged)
        try await door.present()
        let rows = try await door.ledger.newestAttempts(before: nil, limit: 10)
        #expect(rows.map(\.attempt.number.value) == [2, 1])
        #expect(rows.map(\.ticket?.holder) == ["Asha Rao", nil])
        let older = try await door.ledger.newestAttempts(before: AttemptNumber(2), limit: 10)
        #expect(older.map(\.attempt.number.value) == [1])
    }

    @Test(arguments: LedgerKind.allCases)
    func showsArrivalsAndRefusals(_ kind: LedgerKind) async throws {
        let list = TicketList(tickets: [Fixtures.ticket(), Fixtures.ticket("t-2")])
        let door = try await kind.doorstep(list)
        try await door.present()
        try await door.present(Fixtures.claims("t-2"), after: .minutes(3))
        _ = try await door.present(CodeReading.forged, after: .minutes(3))
        let moment = Fixtures.now + .minutes(4)
        let standing = try #require(
            try await door.ledger.standing(of: Fixtures.eventID, at: moment))
        #expect(standing.arrivals.count == 120)
        #expect(standing.arrivals.suffix(5).map(\.entries) == [1, 0, 0, 1, 0])
        #expect(standing.refusals == [RefusalCount(code: .forged, count: 1)])
        #expect(standing.admitted == 2 && standing.newest == AttemptNumber(3))
    }

    @Test(arguments: LedgerKind.allCases)
    func handsOutAttemptsInOrderFromAnyNumber(_ kind: LedgerKind) async throws {
        let door = try await kind.doorstep()
        for _ in 0..<5 { _ = try await door.present(CodeReading.forged) }
        let middle = try await door.ledger.attempts(after: AttemptNumber(1), limit: 2)
        #expect(middle.map(\.number.value) == [2, 3])
        #expect(try await door.ledger.attempts(after: AttemptNumber(5), limit: 2).isEmpty)
        #expect(try await door.ledger.acknowledgedByCentral() == AttemptNumber(0))
    }
}
