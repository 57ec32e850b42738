// How much is taken, and how much goes back: pure, in minor units, without any rounding. It must
// never take less than is due, and never more than it gives change for.

package import CheckinCore

package enum PaymentRules {
    /// How long after its code was shown a reservation may be paid for: the guest is looking for
    /// money. Afterwards the list, and the queue, may have changed.
    package static let paySpan: Duration = .minutes(10)

    /// `received`: nil when it is just what is due. Throws `amountMismatch`.
    package static func settle(
        _ due: Money, by method: PaymentMethod, received: Money?
    ) throws(OrderFault) -> (amount: Money, change: Money) {
        let nothing = Money(minorUnits: 0, currency: due.currency)
        let wanted = method == .comp ? nothing : due
        let given = received ?? wanted
        guard given.currency == due.currency, given.minorUnits >= wanted.minorUnits,
            given.minorUnits == wanted.minorUnits || method.givesChange
        else { throw .amountMismatch }
        // Both are at least nothing, so their difference fits.
        return (
            wanted,
            Money(
                minorUnits: given.minorUnits - wanted.minorUnits, currency: due.currency)
        )
    }

    static func objection(
        to method: PaymentMethod, _ received: Money?, _ instruction: Instruction, at post: Post,
        _ facts: OrderFacts
    ) -> OrderFault? {
        if method == .comp, !OrderRules.isExcused(instruction) { return .causeMissing }
        guard let target = facts.target else { return .noSuchAttempt }
        guard case .reservationDue(let due, _, _)? = target.answer.verdict?.refusal else {
            return .nothingToPay
        }
        if facts.isDone { return .alreadyDone }
        if post.door.direction == .exit { return .notAtExits }
        if facts.emergency != nil { return .emergencyHolds }
        guard OrderRules.isRecent(target, paySpan, instruction.at) else { return .tooLate }
        do throws(OrderFault) {
            _ = try settle(due, by: method, received: received)
            return nil
        } catch {
            return error
        }
    }
}
