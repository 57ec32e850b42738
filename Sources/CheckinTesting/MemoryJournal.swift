// What a `MemoryLedger` has on its pretended disk, and what can be read out of it. Everything is
// derived from the attempts each time it is asked for: slow, and with nothing to get out of step.

package import CheckinCore
internal import Validation

package struct MemoryJournal: Sendable {
    package private(set) var attempts: [Attempt] = []
    /// Numbers that a display has shown.
    package private(set) var seen: Set<AttemptNumber> = []

    package init() {}

    package var nextNumber: AttemptNumber { AttemptNumber(Int64(attempts.count) + 1) }

    package mutating func append(_ attempt: Attempt) {
        precondition(attempt.number == nextNumber, "attempts are numbered without gaps")
        attempts.append(attempt)
    }

    package mutating func acknowledge(_ number: AttemptNumber) {
        if (1..<nextNumber.value).contains(number.value) { seen.insert(number) }
    }

    /// Loses the newest attempts, as a disk that lies about what it has written does.
    package mutating func forget(newest count: Int) {
        attempts.removeLast(min(count, attempts.count))
    }

    package func presence(of ticket: TicketID, in event: EventID) -> Presence {
        var presence = Presence()
        for attempt in attempts(of: ticket, in: event) { presence.fold(attempt) }
        return presence
    }

    package func recentPresentations(
        of ticket: TicketID, in event: EventID, at now: Timestamp
    ) -> Int {
        attempts(of: ticket, in: event).count { attempt in
            guard attempt.isWithin(History.rapidSpan, of: now),
                let verdict = attempt.answer.verdict, verdict.repeats == nil
            else { return false }
            return verdict.refusal?.code != .rapidScanning
        }
    }

    package func unseen(
        of ticket: TicketID, in event: EventID, door: DoorID, at now: Timestamp
    ) -> UnseenAdmission? {
        let here = attempts(of: ticket, in: event).filter { $0.door == door && $0.isEntry }
        let newest = here.last {
            $0.answer.verdict?.repeats == nil && $0.isWithin(History.unseenSpan, of: now)
        }
        guard let newest, let verdict = newest.answer.verdict else { return nil }
        // Whoever saw the answer said again has seen the answer, whenever that was: after a step
        // of the clock it may be further away than the entry itself.
        let numbers = here.filter { $0.answer.verdict?.repeats == newest.number }.map(\.number)
        guard seen.isDisjoint(with: numbers + [newest.number]) else { return nil }
        return UnseenAdmission(number: newest.number, at: newest.at, outcome: verdict.outcome)
    }

    package func highestGeneration(of ticket: TicketID, in event: EventID) -> UInt8? {
        attempts(of: ticket, in: event).compactMap(\.claims?.generation).max()
    }

    /// Who is inside, with the tier they came in by.
    package func inside(_ event: EventID) -> [TicketID: TierID?] {
        var presences: [TicketID: Presence] = [:]
        var tiers: [TicketID: TierID?] = [:]
        for attempt in attempts where attempt.event == event {
            guard let claims = attempt.claims, claims.event == event else { continue }
            presences[claims.ticket, default: Presence()].fold(attempt)
            if attempt.isEntry { tiers[claims.ticket] = .some(attempt.tier) }
        }
        return tiers.filter { presences[$0.key]?.isInside == true }
    }

    private func attempts(of ticket: TicketID, in event: EventID) -> [Attempt] {
        attempts.filter { $0.claims?.ticket == ticket && $0.claims?.event == event }
    }
}

extension Attempt {
    var isEntry: Bool { answer.kind.isEntry }

    /// Before or after: a clock that was set back must not hide a minute.
    func isWithin(_ span: Duration, of now: Timestamp) -> Bool {
        (now - span...now + span).contains(at)
    }
}

extension Presence {
    mutating func fold(_ attempt: Attempt) {
        fold(attempt.answer, direction: attempt.direction, door: attempt.door, at: attempt.at)
    }
}
