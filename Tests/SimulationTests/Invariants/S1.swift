// S1: one admission per ticket and door, unless an exit lies between. Checked on what the disks
// hold, and on what guests saw. An answer said again counts as none only while that is what it is:
// the entry of the same guest, who has not gone out since, and of which nobody has said "seen".

import CheckinCore
import CheckinTesting

enum S1 {
    static func violations(_ evening: Evening) -> [String] {
        evening.journals.sorted { $0.key < $1.key }.flatMap { door, journal in
            stored(journal, door) + shown(evening, journal, door) + misquoted(journal, door)
                + repeatedThoughSeen(evening, journal, door)
        }
    }

    /// An answer said again is the newest entry of that ticket, word for word.
    private static func misquoted(_ journal: MemoryJournal, _ door: DoorID) -> [String] {
        var inside: [TicketID: Attempt] = [:]
        var violations: [String] = []
        for attempt in journal.attempts {
            guard let ticket = attempt.claims?.ticket, let verdict = attempt.answer.verdict
            else { continue }
            if let first = verdict.repeats {
                let entry = inside[ticket]
                if entry?.number != first || entry?.answer.kind != attempt.answer.kind {
                    violations.append(
                        "S1: \(door) says #\(first) again to \(ticket) with #\(attempt.number)")
                }
            } else if verdict.outcome == .exited {
                inside[ticket] = nil
            } else if verdict.outcome.kind.isEntry {
                inside[ticket] = attempt
            }
        }
        return violations
    }

    /// What was acknowledged before a code was presented is never said again to it: that would
    /// let in everybody with a copy.
    private static func repeatedThoughSeen(
        _ evening: Evening, _ journal: MemoryJournal, _ door: DoorID
    ) -> [String] {
        let firstWords = Dictionary(
            uniqueKeysWithValues: journal.attempts.map {
                ($0.number, $0.answer.verdict?.repeats ?? $0.number)
            })
        // The earliest moment at which each entry was known to be seen, by whichever answer.
        var heard: [AttemptNumber: Int] = [:]
        for seen in evening.acknowledged where seen.door == door {
            let entry = firstWords[seen.number] ?? seen.number
            heard[entry] = min(seen.heard, heard[entry] ?? .max)
        }
        return evening.shown.compactMap { shown in
            guard shown.door == door, let attempt = shown.announcement.attempt,
                let first = attempt.answer.verdict?.repeats, let heard = heard[first],
                heard < shown.asked
            else { return nil }
            return "S1: \(door) says #\(first) again with #\(attempt.number), although it was seen"
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
