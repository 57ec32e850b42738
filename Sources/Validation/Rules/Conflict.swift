// Attempts that cannot both be right: one ticket let in twice with no way out between, or one
// reservation paid for twice, by two boxes that did not know of each other. Found anew from the
// attempts each time, never stored: an exit that arrives late, or an undo, dissolves one. It must
// never decide who was right.

import CheckinCore

package struct Conflict: Hashable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        case admission
        case payment
    }

    package let kind: Kind
    /// In the order of all attempts.
    package let first: PlacedAttempt
    package let second: PlacedAttempt

    package init(kind: Kind, first: PlacedAttempt, second: PlacedAttempt) {
        self.kind = kind
        self.first = first
        self.second = second
    }

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
