// What staff may do: the rules of orders, pure as those of tickets. They are asked inside the
// transaction that will carry the order out, and say why it may not be; nil means that it may. They
// must never look at a clock, and never at who is friends with whom.

package import CheckinCore

/// What the journal knows about an order's target.
package struct OrderFacts: Sendable {
    /// The attempt the order names; nil when there is none.
    package var target: Attempt?
    /// An order of the same kind has this target already.
    package var isDone: Bool
    /// The role of who did the target; nil when nobody had signed in, or nobody knows them.
    package var targetRole: Role?
    /// Overrides on this shift so far.
    package var overrides: Int
    /// The emergency that holds.
    package var emergency: AttemptNumber?

    package init(
        target: Attempt? = nil, isDone: Bool = false, targetRole: Role? = nil, overrides: Int = 0,
        emergency: AttemptNumber? = nil
    ) {
        self.target = target
        self.isDone = isDone
        self.targetRole = targetRole
        self.overrides = overrides
        self.emergency = emergency
    }
}

package enum OrderRules {
    /// A refused guest still stands there; an older refusal is somebody else's.
    package static let overrideSpan: Duration = .minutes(10)
    /// How long a confirmation may take: the guest is looking for a passport.
    package static let confirmSpan: Duration = .minutes(5)
    package static let undoSpan: Duration = .minutes(15)
    /// A door that overrides more than that has another problem than its rules.
    package static let overridesPerShift = 100
    /// A coach party. More people at once are counted in two steps.
    package static let mostPeople = 100

    package static func objection(
        to instruction: Instruction, at post: Post, _ facts: OrderFacts
    ) -> OrderFault? {
        let order = instruction.order
        if let fault = authority(order, instruction.staff) { return fault }
        switch order {
        case .override: return overriding(instruction, post, facts)
        case .undo: return undoing(instruction, facts)
        case .confirm: return confirming(instruction, post, facts)
        case .group(_, let people): return grouping(people, instruction, post, facts)
        case .pay(_, let method, let received):
            return PaymentRules.objection(to: method, received, instruction, at: post, facts)
        case .present:
            return facts.emergency == nil || post.door.direction == .exit ? nil : .emergencyHolds
        case .headcount(let people):
            return (1...mostPeople).contains(people.magnitude.asInt) ? nil : .countOutOfRange
        case .walkUp(let people): return walkingUp(people, instruction, post, facts)
        case .emergency: return facts.emergency == nil ? nil : .alreadyDone
        case .allClear(let number):
            return facts.emergency == number ? nil : .noEmergency
        case .decide: return instruction.cause?.isRuling == true ? nil : .causeMissing
        case .clearOut, .closing, .lookup, .search, .openShift, .closeShift, .turn: return nil
        }
    }

    /// The box itself may do what nobody has to answer for; and whoever stands at the door may say
    /// that there is an emergency, signed in or not.
    private static func authority(_ order: Order, _ staff: Staff?) -> OrderFault? {
        switch order {
        case .emergency: return nil
        case .clearOut where staff == nil, .closing where staff == nil: return nil
        default:
            guard let staff, staff.role >= order.leastRole else { return .notAllowed }
            return nil
        }
    }

    private static func overriding(
        _ instruction: Instruction, _ post: Post, _ facts: OrderFacts
    ) -> OrderFault? {
        guard isExcused(instruction) else { return .causeMissing }
        guard let target = facts.target else { return .noSuchAttempt }
        guard let refusal = target.answer.verdict?.refusal else { return .notRefused }
        guard refusal.code.isOverridable, let claims = target.claims,
            claims.scheme != .reservation
        else { return .neverOverridable }
        if facts.isDone { return .alreadyDone }
        if post.door.direction == .exit { return .notAtExits }
        if facts.emergency != nil { return .emergencyHolds }
        guard isRecent(target, overrideSpan, instruction.at) else { return .tooLate }
        return facts.overrides < overridesPerShift ? nil : .limitReached
    }

    private static func undoing(_ instruction: Instruction, _ facts: OrderFacts) -> OrderFault? {
        guard let target = facts.target else { return .noSuchAttempt }
        let isCount = target.act.kind == .headcount || target.act.kind == .walkUp
        let isEntry = target.isPassage && target.direction == .entry && target.claims != nil
        guard isCount || isEntry || target.act.kind == .payment else { return .nothingToUndo }
        if facts.isDone { return .alreadyDone }
        guard isRecent(target, undoSpan, instruction.at) else { return .tooLate }
        guard let role = facts.targetRole, let staff = instruction.staff else { return nil }
        return staff.role >= role ? nil : .higherRoleNeeded
    }

    private static func confirming(
        _ instruction: Instruction, _ post: Post, _ facts: OrderFacts
    ) -> OrderFault? {
        guard let target = facts.target else { return .noSuchAttempt }
        guard target.answer.verdict?.refusal?.code == .notConfirmed else {
            return .nothingToConfirm
        }
        if facts.isDone { return .alreadyDone }
        if facts.emergency != nil { return .emergencyHolds }
        if post.door.direction == .exit { return .notAtExits }
        return isRecent(target, confirmSpan, instruction.at) ? nil : .tooLate
    }

    private static func grouping(
        _ people: Int, _ instruction: Instruction, _ post: Post, _ facts: OrderFacts
    ) -> OrderFault? {
        guard let target = facts.target else { return .noSuchAttempt }
        guard case .groupWaits(let outside, _)? = target.answer.verdict?.refusal else {
            return .nothingToConfirm
        }
        if facts.isDone { return .alreadyDone }
        if facts.emergency != nil { return .emergencyHolds }
        if post.door.direction == .exit { return .notAtExits }
        guard (1...outside).contains(people) else { return .countOutOfRange }
        return isRecent(target, confirmSpan, instruction.at) ? nil : .tooLate
    }

    private static func walkingUp(
        _ people: Int, _ instruction: Instruction, _ post: Post, _ facts: OrderFacts
    ) -> OrderFault? {
        guard isExcused(instruction) else { return .causeMissing }
        if facts.emergency != nil { return .emergencyHolds }
        if post.door.direction == .exit { return .notAtExits }
        return (1...mostPeople).contains(people) ? nil : .countOutOfRange
    }

    /// Has a reason for what is done at a door.
    static func isExcused(_ instruction: Instruction) -> Bool {
        instruction.cause.map { !$0.isRuling } ?? false
    }

    /// By the wall clock, both ways: a clock that was set right in between must not lock staff out,
    /// by more than it was set.
    static func isRecent(
        _ target: Attempt, _ span: Duration, _ now: Timestamp
    ) -> Bool {
        let gap = now.since(target.at)
        return gap <= span && gap >= .zero - span
    }
}

extension UInt {
    /// As an `Int`; the largest one where it does not fit.
    fileprivate var asInt: Int { Int(exactly: self) ?? .max }
}
