// What staff may do, in every combination of a small world, and at the exact bounds.

import CheckinCore
import CheckinTesting
import Testing

@testable import Validation

@Suite struct OrderRulesTests {
    private let moment: Duration = .milliseconds(1)
    private let number = OrderWorld.number

    private func objection(
        _ order: Order, by role: Role? = .ops, cause: Cause? = .known,
        after span: Duration = .zero, direction: Direction = .entry,
        _ facts: OrderFacts = OrderFacts()
    ) -> OrderFault? {
        let staff = role.map { Staff(id: "11", role: $0) }
        return OrderRules.objection(
            to: Instruction(order, by: staff, cause: cause, at: Fixtures.now + span),
            at: Fixtures.post(door: Fixtures.door(direction: direction)), facts)
    }

    private func refused(_ refusal: Refusal, claims: Claims? = Fixtures.claims()) -> Attempt {
        OrderWorld.attempt(.verdict(Verdict(.refused(refusal))), claims: claims)
    }

    @Test func firstThingInTheWayIsTheReasonWhateverElseThereIs() {
        for world in OrderWorld.all {
            for present in world.obstacles.subsets {
                let expected = present.first?.1
                let found = world.objection(Set(present.map(\.0)))
                guard found == expected else {
                    Issue.record("\(world.order) with \(present.map(\.0)): \(found?.code ?? "-")")
                    break
                }
            }
        }
    }

    /// What is no obstacle to an order changes nothing about it.
    @Test func nothingElseStandsInTheWay() {
        for world in OrderWorld.all {
            var own = Set(world.obstacles.map(\.0))
            own.insert(.role)
            // A code that proves nothing is a wrong target for whoever needs a certain one.
            if own.contains(.wrongTarget) { own.insert(.unprovable) }
            for other in Obstacle.allCases where !own.contains(other) {
                #expect(world.objection([other]) == nil, "\(world.order) with \(other)")
            }
        }
    }

    /// Spelt out, so that a changed role is a changed line here.
    @Test func eachOrderNeedsItsRole() {
        let least: [ActKind: Role] = [
            .scan: .steward, .confirm: .steward, .group: .steward, .headcount: .steward,
            .lookup: .steward, .shiftOpen: .steward, .shiftClose: .steward, .turn: .steward,
            .override: .supervisor, .undo: .supervisor, .walkUp: .supervisor,
            .search: .supervisor, .payment: .supervisor, .allClear: .manager, .clearOut: .manager,
            .decision: .manager,
        ]
        for world in OrderWorld.all where world.order != .emergency {
            for role in Role.allCases {
                let isAllowed = objection(world.order, by: role) != .notAllowed
                let needed = least[world.order.kind]
                #expect(isAllowed == (needed.map { role >= $0 } ?? false), "\(world.order) \(role)")
            }
            let isAllowedToNobody = objection(world.order, by: nil) != .notAllowed
            #expect(isAllowedToNobody == (world.order.kind == .clearOut), "\(world.order)")
        }
    }

    @Test func anybodyMayRaiseTheAlarm() {
        for role in Role.allCases { #expect(objection(.emergency, by: role) == nil) }
        #expect(objection(.emergency, by: nil) == nil)
    }

    @Test func roleAndSpanAreAskedOfWhateverTargetThereIs() {
        let spans: [(Order, Attempt, Duration)] = [
            (.override(number), refused(.cancelled(since: nil)), .minutes(10)),
            (.confirm(number), refused(.notConfirmed(prompts: [])), .minutes(5)),
            (
                .group(number, people: 1), refused(.groupWaits(outside: 1, of: 1)), .minutes(5)
            ),
            (.undo(number), OrderWorld.attempt(.verdict(Verdict(.admitted))), .minutes(15)),
            (
                .pay(number, .upi, received: nil),
                refused(.reservationDue(due: OrderWorld.due, tickets: 3, expires: nil)),
                .minutes(10)
            ),
        ]
        for (order, target, span) in spans {
            let facts = OrderFacts(target: target)
            // A clock set back in between, by as much, is no reason either.
            for inTime in [span, .zero - span, .zero] {
                #expect(objection(order, after: inTime, facts) == nil, "\(order) \(inTime)")
            }
            for late in [span + moment, .zero - span - moment] {
                #expect(objection(order, after: late, facts) == .tooLate, "\(order) \(late)")
            }
        }
    }

    @Test(arguments: [
        (0, false), (1, true), (-1, true), (100, true), (-100, true), (101, false), (-101, false),
        (.min, false), (.max, false),
    ])
    func peopleAreCountedInHandfuls(people: Int, isPossible: Bool) {
        let fault: OrderFault? = isPossible ? nil : .countOutOfRange
        #expect(objection(.headcount(people)) == fault)
        #expect(objection(.walkUp(people)) == (people > 0 ? fault : .countOutOfRange))
    }

    @Test(arguments: [(0, false), (1, true), (4, true), (5, false), (-1, false)])
    func noMoreOfAGroupGoInThanAreOutside(people: Int, isPossible: Bool) {
        let facts = OrderFacts(target: refused(.groupWaits(outside: 4, of: 6)))
        let found = objection(.group(number, people: people), facts)
        #expect(found == (isPossible ? nil : .countOutOfRange))
    }

    @Test func hundredOverridesAShiftAndNoMore() {
        var facts = OrderFacts(target: refused(.cancelled(since: nil)), overrides: 99)
        #expect(objection(.override(number), facts) == nil)
        facts.overrides = 100
        #expect(objection(.override(number), facts) == .limitReached)
    }

    /// Whatever the role: a code that proves nothing lets nobody in.
    @Test func noOrderMakesAnEntryOfACodeThatProvesNothing() {
        let unproved: [Refusal] = [.unreadable, .forged, .unknownKey]
        for (refusal, role) in unproved.flatMap({ refusal in
            Role.allCases.map { (refusal, $0) }
        }) {
            for claims in [nil, Fixtures.claims()] {
                let facts = OrderFacts(target: refused(refusal, claims: claims))
                for order in [
                    Order.override(number), .confirm(number), .group(number, people: 1),
                    .undo(number),
                ] {
                    #expect(objection(order, by: role, facts) != nil, "\(order) \(refusal)")
                }
                if role > .steward {
                    #expect(objection(.override(number), by: role, facts) == .neverOverridable)
                }
            }
        }
    }

    @Test func anythingElseThatNamesATicketMayBeOverridden() {
        let refusals: [Refusal] = [
            .wrongEvent(nil), .codeExpired(age: .hours(30)), .notFound(snapshotAge: nil),
            .cancelled(since: nil), .unpaid(due: nil), .transferred(since: nil),
            .alreadyInside(first: nil, last: nil, platformSince: nil), .rapidScanning(count: 4),
            .eventCancelled, .full(count: 1, limit: 1, tier: nil),
        ]
        for refusal in refusals {
            #expect(objection(.override(number), OrderFacts(target: refused(refusal))) == nil)
            let nameless = OrderFacts(target: refused(refusal, claims: nil))
            #expect(objection(.override(number), nameless) == .neverOverridable)
        }
        let emergency = OrderFacts(target: refused(.emergency))
        #expect(objection(.override(number), emergency) == .neverOverridable)
        let unavailable = OrderFacts(target: OrderWorld.attempt(.unavailable(.noSnapshot)))
        #expect(objection(.override(number), unavailable) == .notRefused)
    }

    @Test func onlyEntriesAndCountsMayBeTakenBack() {
        let outcomes: [Outcome] = [
            .admitted, .readmitted, .admittedUnlisted, .admittedByOverride, .admittedAfterPayment,
        ]
        for outcome in outcomes {
            let entry = OrderWorld.attempt(.verdict(Verdict(outcome)))
            #expect(objection(.undo(number), OrderFacts(target: entry)) == nil)
        }
        for kind in ActKind.allCases where kind.isDeed {
            let deed = OrderWorld.attempt(.done, claims: nil, act: Act(kind, people: 1))
            let mayBe = [.headcount, .walkUp, .payment].contains(kind)
            #expect(
                objection(.undo(number), OrderFacts(target: deed))
                    == (mayBe ? nil : .nothingToUndo), "\(kind)")
        }
        let others = [
            OrderWorld.attempt(.verdict(Verdict(.exited)), direction: .exit),
            OrderWorld.attempt(.verdict(Verdict(.exited))),
            OrderWorld.attempt(.verdict(Verdict(.admitted)), direction: .exit),
            OrderWorld.attempt(.verdict(Verdict(.admitted)), claims: nil),
            OrderWorld.attempt(.verdict(Verdict(.admitted, repeats: AttemptNumber(3)))),
            OrderWorld.attempt(.unavailable(.busy)), refused(.cancelled(since: nil)),
        ]
        for other in others {
            #expect(
                objection(.undo(number), OrderFacts(target: other)) == .nothingToUndo,
                "\(other.answer) \(other.direction)")
        }
    }

    @Test func nobodyTakesBackWhatAHigherRoleDid() {
        for (mine, theirs) in Role.allCases.flatMap({ mine in
            Role.allCases.map { (mine, $0) }
        }) where mine >= .supervisor {
            let facts = OrderFacts(
                target: OrderWorld.attempt(.verdict(Verdict(.admitted))), targetRole: theirs)
            #expect(
                objection(.undo(number), by: mine, facts)
                    == (mine >= theirs ? nil : .higherRoleNeeded), "\(mine) \(theirs)")
        }
    }

    @Test func ticketMayAlwaysBePresentedAtTheWayOut() {
        let order = Order.present("t-1", of: Fixtures.eventID)
        let facts = OrderFacts(emergency: AttemptNumber(3))
        #expect(objection(order, facts) == .emergencyHolds)
        #expect(objection(order, direction: .exit, facts) == nil)
        #expect(objection(order, direction: .exit) == nil)
    }

    @Test func allClearNamesTheEmergencyItEnds() {
        let facts = OrderFacts(emergency: number)
        #expect(objection(.allClear(number), facts) == nil)
        #expect(objection(.allClear(AttemptNumber(8)), facts) == .noEmergency)
        #expect(objection(.allClear(number)) == .noEmergency)
    }
}
