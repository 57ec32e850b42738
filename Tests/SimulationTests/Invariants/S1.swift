// S1: one admission per ticket and door, unless an exit lies between. Checked on what the disks
// hold, and on what guests saw.

import CheckinCore
import CheckinTesting

enum S1 {
    static func violations(_ evening: Evening) -> [String] {
        evening.journals.sorted { $0.key < $1.key }.flatMap { door, journal in
            stored(journal, door) + shown(evening, journal, door)
        }
    }

    private static func stored(_ journal: MemoryJournal, _ door: DoorID) -> [String] {
        var inside: [TicketID: AttemptNumber] = [:]
        var violations: [String] = []
        for attempt in journal.attempts {
            guard let ticket = attempt.claims?.ticket, let verdict = attempt.answer.verdict,
                verdict.repeats == nil
            else { continue }
            if verdict.outcome == .exited { inside[ticket] = nil }
            guard verdict.outcome.kind.isEntry else { continue }
            if let earlier = inside[ticket] {
                violations.append(
                    "S1: \(door) admits \(ticket) with #\(attempt.number) after #\(earlier)")
            }
            inside[ticket] = attempt.number
        }
        return violations
    }

    /// Guests cannot have seen more admissions than one, and one for each exit.
    private static func shown(
        _ evening: Evening, _ journal: MemoryJournal, _ door: DoorID
    ) -> [String] {
        var seen: [TicketID: Int] = [:]
        for shown in evening.shown where shown.door == door {
            guard let attempt = shown.announcement.attempt, let ticket = attempt.claims?.ticket,
                attempt.answer.kind.isEntry, attempt.answer.verdict?.repeats == nil
            else { continue }
            seen[ticket, default: 0] += 1
        }
        return seen.sorted { $0.key < $1.key }.compactMap { ticket, count in
            let exits = journal.attempts.count {
                $0.claims?.ticket == ticket && $0.answer.kind == .exited
            }
            return count > exits + 1
                ? "S1: \(door) showed \(count) admissions of \(ticket) with \(exits) exits" : nil
        }
    }
}
