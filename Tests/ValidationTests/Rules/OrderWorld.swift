// A small world for the rules of orders: an order that may be carried out, and everything that can
// stand in its way, each by itself and all together.

import CheckinCore
import CheckinTesting

@testable import Validation

/// What stands in the way of an order.
enum Obstacle: CaseIterable {
    case role, cause, noTarget, wrongTarget, unprovable, done, exit, emergency, count, old, limit
    case higherRole, noEmergency
}

struct OrderWorld {
    let order: Order
    /// What is asked first stands first; the first that stands in the way is the reason.
    let obstacles: [(Obstacle, OrderFault)]

    static let number = AttemptNumber(7)
    static let due = Money(minorUnits: 450_000, currency: "INR")

    static let all: [OrderWorld] = [
        OrderWorld(
            order: .override(number),
            obstacles: [
                (.role, .notAllowed), (.cause, .causeMissing), (.noTarget, .noSuchAttempt),
                (.wrongTarget, .notRefused), (.unprovable, .neverOverridable),
                (.done, .alreadyDone), (.exit, .notAtExits), (.emergency, .emergencyHolds),
                (.old, .tooLate), (.limit, .limitReached),
            ]),
        OrderWorld(
            order: .undo(number),
            obstacles: [
                (.role, .notAllowed), (.noTarget, .noSuchAttempt), (.wrongTarget, .nothingToUndo),
                (.done, .alreadyDone), (.old, .tooLate), (.higherRole, .higherRoleNeeded),
            ]),
        OrderWorld(
            order: .confirm(number),
            obstacles: [
                (.role, .notAllowed), (.noTarget, .noSuchAttempt),
                (.wrongTarget, .nothingToConfirm), (.done, .alreadyDone),
                (.emergency, .emergencyHolds), (.exit, .notAtExits), (.old, .tooLate),
            ]),
        OrderWorld(
            order: .group(number, people: 2),
            obstacles: [
                (.role, .notAllowed), (.noTarget, .noSuchAttempt),
                (.wrongTarget, .nothingToConfirm), (.done, .alreadyDone),
                (.emergency, .emergencyHolds), (.exit, .notAtExits), (.count, .countOutOfRange),
                (.old, .tooLate),
            ]),
        OrderWorld(
            order: .pay(number, .comp, received: nil),
            obstacles: [
                (.role, .notAllowed), (.cause, .causeMissing), (.noTarget, .noSuchAttempt),
                (.wrongTarget, .nothingToPay), (.done, .alreadyDone), (.exit, .notAtExits),
                (.emergency, .emergencyHolds), (.old, .tooLate), (.count, .amountMismatch),
            ]),
        OrderWorld(
            order: .pay(number, .cash, received: due),
            obstacles: [
                (.role, .notAllowed), (.noTarget, .noSuchAttempt),
                (.wrongTarget, .nothingToPay), (.done, .alreadyDone), (.exit, .notAtExits),
                (.emergency, .emergencyHolds), (.old, .tooLate), (.count, .amountMismatch),
            ]),
        OrderWorld(
            order: .walkUp(2),
            obstacles: [
                (.role, .notAllowed), (.cause, .causeMissing), (.emergency, .emergencyHolds),
                (.exit, .notAtExits), (.count, .countOutOfRange),
            ]),
        OrderWorld(
            order: .headcount(-2), obstacles: [(.role, .notAllowed), (.count, .countOutOfRange)]),
        OrderWorld(
            order: .present("t-1", of: Fixtures.eventID),
            obstacles: [(.role, .notAllowed), (.emergency, .emergencyHolds)]),
        OrderWorld(order: .emergency, obstacles: [(.emergency, .alreadyDone)]),
        OrderWorld(
            order: .allClear(number),
            obstacles: [(.role, .notAllowed), (.noEmergency, .noEmergency)]),
        OrderWorld(order: .clearOut, obstacles: [(.role, .notAllowed)]),
        OrderWorld(order: .closing(Fixtures.eventID), obstacles: [(.role, .notAllowed)]),
        OrderWorld(order: .lookup(found: 1), obstacles: [(.role, .notAllowed)]),
        OrderWorld(order: .search(found: 1), obstacles: [(.role, .notAllowed)]),
        OrderWorld(order: .openShift, obstacles: [(.role, .notAllowed)]),
        OrderWorld(order: .closeShift, obstacles: [(.role, .notAllowed)]),
        OrderWorld(order: .turn, obstacles: [(.role, .notAllowed)]),
        OrderWorld(
            order: .decide("c-1", of: Fixtures.eventID),
            obstacles: [(.role, .notAllowed), (.cause, .causeMissing)]),
    ]

    /// What is said about a conflict is no reason for anything else, nor the other way round.
    var cause: Cause { order.kind == .decision ? .copy : .known }

    /// What the rules say when exactly these stand in the way.
    func objection(_ present: Set<Obstacle>) -> OrderFault? {
        let span: Duration = present.contains(.old) ? .hours(1) : .minutes(1)
        let isBelow: [Role] = Role.allCases.filter { $0 < order.leastRole }
        let role = present.contains(.role) ? isBelow.last : order.leastRole
        let staff = role.map { Staff(id: "11", role: $0, shift: AttemptNumber(1)) }
        let instruction = Instruction(
            ordered(present), by: staff, cause: present.contains(.cause) ? nil : cause,
            at: Fixtures.now + span)
        var facts = OrderFacts(
            target: present.contains(.noTarget) ? nil : target(present),
            isDone: present.contains(.done),
            targetRole: present.contains(.higherRole) ? .ops : .steward,
            overrides: present.contains(.limit) ? 100 : 99)
        if case .allClear = order {
            facts.emergency = present.contains(.noEmergency) ? nil : Self.number
        } else {
            facts.emergency = present.contains(.emergency) ? AttemptNumber(3) : nil
        }
        let door = Fixtures.door(direction: present.contains(.exit) ? .exit : .entry)
        return OrderRules.objection(
            to: instruction, at: Fixtures.post(door: door), facts)
    }

    private func ordered(_ present: Set<Obstacle>) -> Order {
        guard present.contains(.count) else { return order }
        switch order {
        case .group(let number, _): return .group(number, people: 5)
        case .walkUp: return .walkUp(101)
        case .headcount: return .headcount(-101)
        case .pay(let number, let method, _):
            return .pay(
                number, method, received: Money(minorUnits: 449_999, currency: "INR"))
        default: return order
        }
    }

    private func target(_ present: Set<Obstacle>) -> Attempt {
        if present.contains(.wrongTarget) {
            return Self.attempt(.verdict(Verdict(order.kind == .undo ? .exited : .admitted)))
        }
        if present.contains(.unprovable) {
            return Self.attempt(.verdict(Verdict(.refused(.forged))), claims: nil)
        }
        switch order {
        case .override: return Self.attempt(.verdict(Verdict(.refused(.cancelled(since: nil)))))
        case .confirm:
            return Self.attempt(.verdict(Verdict(.refused(.notConfirmed(prompts: [.bag])))))
        case .group:
            return Self.attempt(.verdict(Verdict(.refused(.groupWaits(outside: 4, of: 6)))))
        case .pay:
            return Self.attempt(
                .verdict(
                    Verdict(.refused(.reservationDue(due: Self.due, tickets: 3, expires: nil)))))
        default: return Self.attempt(.verdict(Verdict(.admitted)))
        }
    }

    static func attempt(
        _ answer: Answer, claims: Claims? = Fixtures.claims(), direction: Direction = .entry,
        act: Act = .scan
    ) -> Attempt {
        Attempt(
            number: number, at: Fixtures.now, clock: HybridTime(milliseconds: 1, counter: 0),
            timeTrusted: true, door: Fixtures.doorID, direction: direction, source: .camera,
            fingerprint: nil, claims: claims, tier: nil, event: Fixtures.eventID, answer: answer,
            act: act)
    }
}

extension Collection {
    /// Every subset, the empty one first.
    var subsets: [[Element]] {
        reduce([[]]) { subsets, element in subsets + subsets.map { $0 + [element] } }
    }
}
