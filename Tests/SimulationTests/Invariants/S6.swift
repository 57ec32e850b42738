// S6: nobody is turned away for an answer that nobody saw. "Already inside" within thirty seconds
// of an entry at the same door means that somebody saw that entry's answer.

import CheckinCore
import CheckinTesting

enum S6 {
    static func violations(_ evening: Evening) -> [String] {
        evening.shown.compactMap { shown in
            guard let attempt = shown.announcement.attempt, let ticket = attempt.claims?.ticket,
                attempt.answer.verdict?.refusal?.code == .alreadyInside
            else { return nil }
            let journal = evening.journals[shown.door]?.attempts ?? []
            let entry = journal.last {
                $0.number < attempt.number && $0.claims?.ticket == ticket && isFirstWord($0)
                    && !isUndone($0, before: attempt, in: journal)
            }
            guard let entry else {
                return "S6: \(shown.door) calls \(ticket) already inside without an entry"
            }
            let gap = attempt.at.since(entry.at)
            guard gap <= History.unseenSpan, gap >= .zero - History.unseenSpan else { return nil }
            let wasSeen = evening.shown.contains { other in
                guard other.door == shown.door, let seen = other.announcement.attempt
                else { return false }
                return seen.number == entry.number || seen.answer.verdict?.repeats == entry.number
            }
            return wasSeen
                ? nil : "S6: \(shown.door) holds the unseen #\(entry.number) against \(ticket)"
        }
    }

    private static func isFirstWord(_ attempt: Attempt) -> Bool {
        attempt.answer.kind.isEntry && attempt.answer.verdict?.repeats == nil
    }

    private static func isUndone(
        _ entry: Attempt, before attempt: Attempt, in journal: [Attempt]
    ) -> Bool {
        journal.contains {
            $0.act.kind == .undo && $0.act.target == entry.number && $0.number < attempt.number
        }
    }
}
