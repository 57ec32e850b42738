// S9: what is said of who is inside is what the attempts say, counted here anew and by other means:
// the number that an answer shows, and every "already inside".

import CheckinCore
import CheckinTesting

enum S9 {
    /// Who is inside: tickets, and people without one.
    private struct Crowd {
        var tickets: Set<TicketID> = []
        var people = 0

        init(_ attempts: some Sequence<Attempt>, without undone: Set<AttemptNumber>) {
            for attempt in attempts where !undone.contains(attempt.number) { take(attempt) }
        }

        mutating func take(_ attempt: Attempt) {
            switch attempt.act.kind {
            case .clearOut: (tickets, people) = ([], 0)
            case .headcount, .walkUp: people += attempt.act.people
            default:
                guard let ticket = attempt.claims?.ticket, let verdict = attempt.answer.verdict,
                    verdict.repeats == nil
                else { return }
                if verdict.outcome == .exited { tickets.remove(ticket) }
                if verdict.outcome.kind.isEntry { tickets.insert(ticket) }
            }
        }
    }

    static func violations(_ evening: Evening) -> [String] {
        evening.journals.sorted { $0.key < $1.key }.flatMap { door, journal in
            violations(evening, journal, door)
        }
    }

    private static func violations(
        _ evening: Evening, _ journal: MemoryJournal, _ door: DoorID
    ) -> [String] {
        let said = Dictionary(
            evening.shown.compactMap { shown in
                shown.door == door
                    ? shown.announcement.attempt.map { ($0.number, shown.announcement) } : nil
            }
        ) { first, _ in first }
        var undone: Set<AttemptNumber> = []
        var crowd = Crowd([], without: [])
        var violations: [String] = []
        for (index, attempt) in journal.attempts.enumerated() {
            if attempt.answer.verdict?.refusal?.code == .alreadyInside,
                let ticket = attempt.claims?.ticket, !crowd.tickets.contains(ticket)
            {
                violations.append("S9: \(door) calls \(ticket) inside with #\(attempt.number)")
            }
            if attempt.act.kind == .undo, let target = attempt.act.target {
                undone.insert(target)
                crowd = Crowd(journal.attempts[...index], without: undone)
            } else {
                crowd.take(attempt)
            }
            let counted = max(0, crowd.tickets.count + crowd.people)
            if let told = said[attempt.number], told.occupancy.event != counted {
                violations.append(
                    "S9: \(door) says \(told.occupancy.event) are inside with "
                        + "#\(attempt.number), and there are \(counted)")
            }
        }
        return violations
    }
}
