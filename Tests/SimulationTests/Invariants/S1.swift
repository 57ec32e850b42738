// S1: one admission per ticket and door, unless an exit lies between, or somebody of the staff took
// it back, counted everybody out, or let the guest in against the rules. Checked on what the disks
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

    /// The entries of each ticket that still count: nobody has gone out by it since, and nobody has
    /// taken them back.
    private struct Standing {
        private(set) var entries: [TicketID: [Attempt]] = [:]

        mutating func take(_ attempt: Attempt) {
            switch attempt.act.kind {
            case .clearOut: entries = [:]
            case .undo:
                guard let ticket = attempt.claims?.ticket else { return }
                entries[ticket]?.removeAll { $0.number == attempt.act.target }
            default:
                guard let ticket = attempt.claims?.ticket, let verdict = attempt.answer.verdict,
                    verdict.repeats == nil
                else { return }
                if verdict.outcome == .exited { entries[ticket] = nil }
                if verdict.outcome.kind.isEntry { entries[ticket, default: []].append(attempt) }
            }
        }
    }

    /// An answer said again is the newest entry of that ticket, word for word.
    private static func misquoted(_ journal: MemoryJournal, _ door: DoorID) -> [String] {
        var standing = Standing()
        return journal.attempts.compactMap { attempt -> String? in
            defer { standing.take(attempt) }
            guard let ticket = attempt.claims?.ticket, let first = attempt.answer.verdict?.repeats
            else { return nil }
            let entry = standing.entries[ticket]?.last
            guard entry?.number != first || entry?.answer.kind != attempt.answer.kind else {
                return nil
            }
            return "S1: \(door) says #\(first) again to \(ticket) with #\(attempt.number)"
        }
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
        var standing = Standing()
        return journal.attempts.compactMap { attempt -> String? in
            defer { standing.take(attempt) }
            guard let ticket = attempt.claims?.ticket, let verdict = attempt.answer.verdict,
                verdict.repeats == nil, verdict.outcome.kind.isEntry,
                verdict.outcome != .admittedByOverride,
                let earlier = standing.entries[ticket]?.last
            else { return nil }
            return "S1: \(door) admits \(ticket) with #\(attempt.number) after #\(earlier.number)"
        }
    }

    /// Guests cannot have seen more admissions than one, and one for each exit and for each deed of
    /// staff that lets the ticket in once more.
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
            let others = journal.attempts.count { attempt in
                guard attempt.act.kind != .clearOut else { return true }
                let isReason =
                    attempt.answer.kind == .exited || attempt.act.kind == .override
                    || attempt.act.kind == .undo
                return attempt.claims?.ticket == ticket && isReason
            }
            return count > others + 1
                ? "S1: \(door) showed \(count) admissions of \(ticket), and \(others) others" : nil
        }
    }
}
