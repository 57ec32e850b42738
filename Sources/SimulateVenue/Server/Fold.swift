// The fold of docs/PROTOCOL.md, written from that page and from nothing else: who is inside and
// what contradicts what. It must never borrow from the rules of a box, which are held against it.

import CheckinCore
import Validation

/// What the server knows of one life of a journal.
struct Life: Hashable, Sendable {
    /// The life has the numbers after this one.
    let base: Int64
    let previous: Incarnation?
}

struct Fold {
    struct Place: Hashable {
        let journal: JournalName
        let number: Int64

        init(journal: JournalName, number: Int64) {
            self.journal = journal
            self.number = number
        }

        init(_ placed: PlacedAttempt) {
            self.init(journal: placed.journal, number: placed.attempt.number.value)
        }
    }

    struct Standing: Equatable {
        var isInside = false
        var entries = 0
    }

    private(set) var standings: [TicketID: Standing] = [:]
    /// By their names.
    private(set) var conflicts: Set<ConflictName> = []

    /// - Parameters:
    ///   - attempts: each once, in any order.
    ///   - event: whose set it is.
    init(_ attempts: [PlacedAttempt], of event: EventID, lives: [JournalName: Life]) {
        let undone = Self.undone(attempts, lives: lives)
        let own = attempts.filter { placed in
            placed.attempt.event == event
                && !undone.contains(
                    Place(journal: placed.journal, number: placed.attempt.number.value))
        }.sorted(by: Self.isBefore)
        var last: [TicketID: PlacedAttempt] = [:]
        for placed in own {
            let attempt = placed.attempt
            if attempt.act.kind == .clearOut {
                for ticket in standings.keys { standings[ticket]?.isInside = false }
                last = [:]
                continue
            }
            guard let claims = attempt.claims, claims.event == event,
                let verdict = attempt.answer.verdict, verdict.repeats == nil
            else { continue }
            let ticket = claims.ticket
            if attempt.direction == .exit, verdict.outcome.kind == .exited {
                standings[ticket]?.isInside = false
                last[ticket] = nil
            } else if attempt.direction == .entry, verdict.outcome.kind.isEntry {
                standings[ticket, default: Standing()].isInside = true
                standings[ticket, default: Standing()].entries += 1
                if let first = last[ticket], first.journal.device != placed.journal.device {
                    conflicts.insert(
                        Conflict(kind: .admission, first: first, second: placed).name)
                }
                last[ticket] = placed
            }
        }
    }

    func standing(of ticket: TicketID) -> Standing { standings[ticket] ?? Standing() }

    private static func undone(
        _ attempts: [PlacedAttempt], lives: [JournalName: Life]
    ) -> Set<Place> {
        var undone: Set<Place> = []
        for placed in attempts where placed.attempt.act.kind == .undo {
            guard let target = placed.attempt.act.target?.value else { continue }
            var journal = placed.journal
            while let life = lives[journal], target <= life.base, let previous = life.previous {
                journal = JournalName(device: journal.device, incarnation: previous)
            }
            undone.insert(Place(journal: journal, number: target))
        }
        return undone
    }

    private static func isBefore(_ left: PlacedAttempt, _ right: PlacedAttempt) -> Bool {
        let clocks = (left.attempt.clock, right.attempt.clock)
        if clocks.0.milliseconds != clocks.1.milliseconds {
            return clocks.0.milliseconds < clocks.1.milliseconds
        }
        if clocks.0.counter != clocks.1.counter { return clocks.0.counter < clocks.1.counter }
        let devices = (left.journal.device, right.journal.device)
        if devices.0 != devices.1 { return devices.0 < devices.1 }
        let lives = (left.journal.incarnation, right.journal.incarnation)
        if lives.0 != lives.1 { return lives.0 < lives.1 }
        return left.attempt.number < right.attempt.number
    }
}
