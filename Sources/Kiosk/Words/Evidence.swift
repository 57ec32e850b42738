// The facts of an answer as text of one language. It must never say more than the answer carries.

import CheckinCore

struct Evidence {
    let words: Vocabulary
    let time: BoxTime
    let now: Timestamp
    let doorName: (DoorID) -> String?

    func facts(of announcement: Announcement) -> [Fact: String] {
        guard let refusal = announcement.answer.verdict?.refusal else {
            let people = announcement.attempt?.act.people ?? 0
            return people == 0 ? [:] : [.count: String(people)]
        }
        switch refusal {
        case .unreadable, .unknownKey, .forged, .emergency, .eventCancelled, .reservationNotFound,
            .reservationUsed, .reservationCancelled:
            return [:]
        case .wrongEvent(let other):
            guard let other else { return [:] }
            return [.event: other.title, .when: near(other.startsAt)]
        case .codeExpired(let span), .notYetIssued(ahead: let span): return [.age: say(span)]
        case .notFound(let age): return age.map { [.age: say($0)] } ?? [:]
        case .cancelled(let since), .refunded(let since), .blocked(let since),
            .transferred(let since):
            return since.map { [.since: near($0)] } ?? [:]
        case .unpaid(let due): return due.map { [.amount: $0.text] } ?? [:]
        case .notYetOpen(let opens): return [.when: near(opens)]
        case .closed(let since): return [.since: near(since)]
        case .wrongDoor(let allowed):
            let names = allowed.map { doorName($0) ?? $0.text }
            return names.isEmpty ? [:] : [.doors: names.joined(separator: ", ")]
        case .alreadyInside(let first, let last, let platform):
            return passages(first: first, last: last)
                .merging(platform.map { [.since: near($0)] } ?? [:]) { left, _ in left }
        case .reentryNotAllowed(let last): return passages(first: nil, last: last)
        case .entryLimit(let limit, let first, let last):
            return passages(first: first, last: last)
                .merging([.limit: String(limit)]) { left, _ in left }
        case .full(let count, let limit, let tier, let area):
            let name =
                announcement.ticket.flatMap { $0.tier.id == tier ? $0.tier.name : nil }
                ?? area?.text
            let facts: [Fact: String] = [.count: String(count), .limit: String(limit)]
            return name.map { facts.merging([.tier: $0]) { left, _ in left } } ?? facts
        case .rapidScanning(let count): return [.count: String(count)]
        case .eventPostponed(let until): return until.map { [.when: near($0)] } ?? [:]
        case .notConfirmed(let prompts):
            let asked = prompts.compactMap { words.prompts[$0.rawValue] }
            return [.prompts: asked.joined(separator: ", ")]
        case .groupWaits(let outside, let count):
            return [.count: String(outside), .limit: String(count)]
        case .reservationExpired(let since): return [.since: near(since)]
        case .reservationLocked(let until): return [.when: near(until)]
        case .reservationDue(_, let tickets, let expires):
            let facts: [Fact: String] = [.count: String(tickets)]
            return expires.map { facts.merging([.when: near($0)]) { left, _ in left } } ?? facts
        }
    }

    /// `3 min`; the largest unit that fits, rounded down.
    func say(_ span: Duration) -> String {
        let seconds = max(0, span.components.seconds)
        let (form, number): (String, Int64) =
            switch seconds {
            case ..<60: (words.spans.seconds, seconds)
            case ..<3_600: (words.spans.minutes, seconds / 60)
            case ..<172_800: (words.spans.hours, seconds / 3_600)
            default: (words.spans.days, seconds / 86_400)
            }
        return form.replacing("{n}", with: String(number))
    }

    func ago(_ moment: Timestamp) -> String {
        let span = now.since(moment)
        guard span >= .seconds(1) else { return words.spans.now }
        return words.spans.ago.replacing("{span}", with: say(span))
    }

    private func near(_ moment: Timestamp) -> String { time.near(moment, now: now) }

    private func passages(first: Passage?, last: Passage?) -> [Fact: String] {
        var facts: [Fact: String] = [:]
        if let last = last ?? first {
            facts[.door] = doorName(last.door) ?? last.door.text
            facts[.time] = near(last.at)
            facts[.ago] = ago(last.at)
        }
        if let first, let last, first != last {
            facts[.firstDoor] = doorName(first.door) ?? first.door.text
            facts[.firstTime] = near(first.at)
        }
        return facts
    }
}
