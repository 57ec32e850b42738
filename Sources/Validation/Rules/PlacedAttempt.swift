// The one order of attempts of many journals, and what of them was taken back. Every box and the
// central server fold the same attempts in this order, whenever each of them arrived, so that all
// of them come to the same standing. It must never depend on who is asking.

package import CheckinCore

extension PlacedAttempt: Comparable {
    /// By clock; between equal clocks by device, life of its journal and number, which say nothing
    /// but are the same for everybody.
    package static func < (left: Self, right: Self) -> Bool {
        if left.attempt.clock != right.attempt.clock {
            return left.attempt.clock < right.attempt.clock
        }
        if left.journal.device != right.journal.device {
            return left.journal.device < right.journal.device
        }
        if left.journal.incarnation != right.journal.incarnation {
            return left.journal.incarnation < right.journal.incarnation
        }
        return left.attempt.number < right.attempt.number
    }
}

/// Which of some attempts were taken back by others of them.
package struct TakenBack: Sendable {
    private struct Place: Hashable {
        let journal: JournalName
        let number: AttemptNumber

        init(_ placed: PlacedAttempt) {
            journal = placed.journal
            number = placed.attempt.number
        }
    }

    private var places: Set<Place> = []

    /// `attempts`: all that are about one ticket or one count, the undos among them. An undo means
    /// a number of its own life of the journal; where that life has none such, of the last life
    /// before it that had one. Which that was, its clock says: of one number the later is the newer
    /// life's. An undo names the ticket that its target names.
    package init(_ attempts: some Sequence<PlacedAttempt>) {
        let undos = attempts.filter { $0.attempt.act.kind == .undo }
        guard !undos.isEmpty else { return }
        let targets = Set(undos.compactMap(\.attempt.act.target))
        let known = attempts.filter { targets.contains($0.attempt.number) }
        for undo in undos {
            let candidates = known.filter { Self.mayBeTarget($0, of: undo) }
            let own = candidates.first { $0.journal == undo.journal }
            if let target = own ?? candidates.max() { places.insert(Place(target)) }
        }
    }

    private static func mayBeTarget(_ placed: PlacedAttempt, of undo: PlacedAttempt) -> Bool {
        placed.attempt.number == undo.attempt.act.target
            && placed.journal.device == undo.journal.device
            && placed.attempt.claims?.ticket == undo.attempt.claims?.ticket
    }

    package func contains(_ placed: PlacedAttempt) -> Bool {
        !places.isEmpty && places.contains(Place(placed))
    }
}
