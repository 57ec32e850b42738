// Invented conflicts for the storybook: one of each kind, and one that was decided.

import CheckinCore

extension Canned {
    static let conflicts: [ConflictRow] = [
        ConflictRow(
            name: identifier("c-4"),
            conflict: Conflict(
                kind: .admission, first: placed(801, .admitted, at: "door-a", minutesAgo: 38),
                second: placed(466, .admitted, at: "door-b", minutesAgo: 36)),
            ticket: longTicket,
            decision: Decision(
                ruling: .copy, at: now - .minutes(20), device: identifier("box-a"),
                staff: identifier("17"))),
        ConflictRow(
            name: identifier("c-3"),
            conflict: Conflict(
                kind: .payment,
                first: placed(
                    911, .admittedAfterPayment, at: "door-a",
                    minutesAgo: 31),
                second: placed(502, .admittedAfterPayment, at: "door-v", minutesAgo: 29))),
        ConflictRow(
            name: identifier("c-2"),
            conflict: Conflict(
                kind: .late, first: placed(1_104, .admitted, at: "door-b", minutesAgo: 12)),
            ticket: cancelledTicket),
        ConflictRow(
            name: identifier("c-1"),
            conflict: Conflict(
                kind: .admission, first: placed(1_187, .admitted, at: "door-a", minutesAgo: 4),
                second: placed(733, .admitted, at: "door-v", minutesAgo: 3)),
            ticket: ticket),
    ]

    private static let cancelledTicket: Ticket = {
        var ticket = earlyTicket
        ticket.status = .cancelled
        ticket.statusSince = now - .minutes(25)
        return ticket
    }()

    private static func placed(
        _ number: Int64, _ outcome: Outcome, at door: String, minutesAgo: Int64
    ) -> PlacedAttempt {
        let moment = now - .minutes(minutesAgo)
        return PlacedAttempt(
            journal: JournalName(
                device: identifier("box-" + door.suffix(1)), incarnation: identifier("evening")),
            attempt: Attempt(
                number: AttemptNumber(number), at: moment,
                clock: HybridTime(milliseconds: moment.milliseconds, counter: 0),
                timeTrusted: true, door: identifier(door), direction: .entry, source: .camera,
                fingerprint: nil, claims: nil, tier: nil, event: event.id,
                answer: .verdict(Verdict(outcome))))
    }
}
