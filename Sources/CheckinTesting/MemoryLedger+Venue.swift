// The view of a venue over a `MemoryLedger`, for tests of pages and commands.

package import CheckinCore

extension MemoryLedger: VenueView {
    /// Arrivals are shown for the last two hours.
    private static let arrivalMinutes: Int64 = 120

    package func events() async throws -> [Event] {
        (list?.events ?? [:]).values.sorted { $0.id < $1.id }
    }

    package func newestAttempts(
        before number: AttemptNumber?, limit: Int
    ) async throws -> [AttemptRow] {
        journal.attempts.reversed().lazy
            .filter { attempt in number.map { attempt.number < $0 } ?? true }
            .prefix(min(max(limit, 1), 500))
            .map { attempt in
                let ticket = attempt.claims.flatMap { self.list?.ticket($0.ticket, of: $0.event) }
                return AttemptRow(attempt: attempt, ticket: ticket)
            }
    }

    package func standing(of event: EventID, at now: Timestamp) async throws -> Standing? {
        guard let list, let known = list.events[event] else { return nil }
        let attempts = journal.attempts.filter { $0.event == event }
        let inside = journal.inside(event)
        let tickets = list.tickets(of: event)
        let admitted = journal.standings(event).filter { $0.value.presence.entries > 0 }
        let sold = tickets.filter { $0.status != .cancelled && $0.status != .refunded }
        let tiers = Dictionary(tickets.map { ($0.tier.id, $0.tier) }) { first, _ in first }
        return Standing(
            event: known, inside: journal.occupancy(of: event, tier: nil, area: nil).told.event,
            admitted: admitted.count, sold: sold.count,
            tiers: tiers.values.sorted { $0.id < $1.id }.map { tier in
                TierStanding(
                    tier: tier, inside: inside.values.count { $0.tier == tier.id },
                    admitted: admitted.values.count { $0.tier == tier.id },
                    sold: sold.count { $0.tier.id == tier.id })
            },
            areas: known.areas.map { area in
                AreaStanding(
                    area: area,
                    inside: journal.occupancy(of: event, tier: nil, area: area.id).told.area)
            }, emergency: journal.emergency,
            clearedAt: attempts.last { $0.act.kind == .clearOut }?.at,
            arrivals: arrivals(attempts, until: now), refusals: refusals(attempts),
            snapshotAsOf: list.asOf, newest: journal.attempts.last?.number)
    }

    private func arrivals(_ attempts: [Attempt], until now: Timestamp) -> [MinuteCount] {
        var perMinute: [Int64: Int] = [:]
        for attempt in attempts where !journal.isUndone(attempt.number) {
            perMinute[attempt.at.milliseconds / 60_000, default: 0] += arrived(by: attempt)
        }
        let last = now.milliseconds / 60_000
        return (last - Self.arrivalMinutes + 1...last).map { minute in
            MinuteCount(
                minute: Timestamp(milliseconds: minute * 60_000),
                entries: perMinute[minute] ?? 0)
        }
    }

    /// How many came in from outside.
    private func arrived(by attempt: Attempt) -> Int {
        switch attempt.act.kind {
        case .headcount, .walkUp: return max(0, attempt.act.people)
        default:
            let isMove = attempt.answer.verdict?.flags.contains(.movedArea) == true
            return attempt.isPassage && attempt.isEntry && !isMove ? 1 : 0
        }
    }

    private func refusals(_ attempts: [Attempt]) -> [RefusalCount] {
        Dictionary(grouping: attempts.compactMap { $0.answer.verdict?.refusal?.code }) { $0 }
            .map { RefusalCount(code: $0.key, count: $0.value.count) }
            .sorted { ($1.count, $0.code.rawValue) < ($0.count, $1.code.rawValue) }
    }
}
