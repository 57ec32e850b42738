// Attempts that cannot both be right: one ticket let in twice with no way out between, or one
// reservation paid for twice, by two boxes that did not know of each other; and an entry that
// would have been refused by what the list says now. Found anew from the attempts each time, never
// stored: an exit that arrives late, or an undo, dissolves one. It must never decide who was right.

package import CheckinCore

extension Conflict {
    /// `attempts`: all of one ticket, in any order. `clearOuts`: of its event.
    package static func admissions(
        _ attempts: [PlacedAttempt], clearOuts: [PlacedAttempt]
    ) -> [Conflict] {
        let takenBack = TakenBack(attempts)
        var conflicts: [Conflict] = []
        // The last entry of the stay that lasts.
        var entry: PlacedAttempt?
        let standing = attempts.filter { !takenBack.contains($0) } + clearOuts
        for placed in standing.sorted() {
            let attempt = placed.attempt
            if attempt.act.kind == .clearOut {
                entry = nil
            } else if attempt.isPassage, attempt.direction == .exit {
                // Back into another area ends nothing.
                if attempt.area == nil { entry = nil }
            } else if attempt.isPassage {
                // Who comes from another area came in before; unless that is all that is known.
                let isMove = attempt.answer.verdict?.flags.contains(.movedArea) == true
                guard !isMove || entry == nil else { continue }
                conflicts += between(.admission, entry, placed)
                entry = placed
            }
        }
        return conflicts
    }

    /// `attempts`: all of one ticket, in any order. `ticket`: as a list has it that is whole up to
    /// `asOf`; nil when it does not. What staff let in or were paid for, they answered for.
    package static func late(
        _ attempts: [PlacedAttempt], ticket: Ticket?, asOf: Timestamp
    ) -> [Conflict] {
        let takenBack = TakenBack(attempts)
        let objection: (Attempt) -> Bool
        if let ticket {
            guard ticket.status.isObjection else { return [] }
            objection = { attempt in
                guard let since = ticket.statusSince, attempt.timeTrusted else { return true }
                return since <= attempt.at
            }
        } else {
            objection = { $0.answer.kind == .admittedUnlisted && $0.at < asOf }
        }
        return attempts.filter { placed in
            placed.attempt.isUnvouchedEntry && !takenBack.contains(placed)
                && objection(placed.attempt)
        }.sorted().map { Conflict(kind: .late, first: $0) }
    }

    /// `attempts`: the payments of one reservation, and what took them back.
    package static func payments(_ attempts: [PlacedAttempt]) -> [Conflict] {
        let takenBack = TakenBack(attempts)
        let payments = attempts.filter {
            $0.attempt.act.kind == .payment && !takenBack.contains($0)
        }.sorted()
        return zip(payments, payments.dropFirst()).flatMap { between(.payment, $0, $1) }
    }

    private static func between(
        _ kind: Kind, _ first: PlacedAttempt?, _ second: PlacedAttempt
    ) -> [Conflict] {
        guard let first, first.journal.device != second.journal.device else { return [] }
        return [Conflict(kind: kind, first: first, second: second)]
    }
}

extension TicketStatus {
    /// A door that knows of it refuses.
    fileprivate var isObjection: Bool {
        switch self {
        case .valid, .used: false
        case .cancelled, .refunded, .blocked, .unpaid, .transferred: true
        }
    }
}

extension Attempt {
    /// The rules let somebody in from outside.
    fileprivate var isUnvouchedEntry: Bool {
        guard isPassage, direction == .entry,
            answer.verdict?.flags.contains(.movedArea) != true
        else { return false }
        return answer.kind != .admittedByOverride && answer.kind != .admittedAfterPayment
    }
}

extension Decision {
    /// The last word on each conflict. `attempts`: all decisions of an event, and what took any of
    /// them back.
    package static func last(of attempts: [PlacedAttempt]) -> [ConflictName: Decision] {
        let takenBack = TakenBack(attempts)
        var last: [ConflictName: Decision] = [:]
        for placed in attempts.sorted() where placed.attempt.act.kind == .decision {
            let act = placed.attempt.act
            guard let name = act.conflict, let ruling = act.cause, !takenBack.contains(placed)
            else { continue }
            last[name] = Decision(
                ruling: ruling, at: placed.attempt.at, device: placed.journal.device,
                staff: act.staff)
        }
        return last
    }
}
