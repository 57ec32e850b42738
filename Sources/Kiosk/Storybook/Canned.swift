// An invented evening for the storybook: its event, tiers, guests and refusals. Nobody here exists.

import CheckinCore

enum Canned {
    /// 2026-11-21T14:12:00Z: 19:42 in Mumbai.
    static let now = Timestamp(milliseconds: 1_795_270_320_000)

    static let event = Event(
        id: identifier("storybook-event"), title: "Monsoon Nights: Closing Party",
        startsAt: now - .minutes(42), capacity: Capacity(limit: 1_200, isHard: true))

    static let doorB = Door(id: identifier("door-b"), name: "Door B", direction: .entry)

    static let post = Post(event: event.id, door: doorB, timeTrusted: true)

    static let identity = identity(isMirrored: false)

    static func identity(isMirrored: Bool) -> KioskIdentity {
        KioskIdentity(
            doorNames: [
                identifier("door-a"): "Door A", identifier("door-b"): "Door B",
                identifier("door-v"): "VIP Lane",
            ],
            picture: isMirrored ? .mirrored : .plain)
    }

    static let general = Tier(id: identifier("general"), name: "General", color: "#06B6D4")
    static let early = Tier(id: identifier("early"), name: "Early Bird", color: "#F59E0B")
    static let vip = Tier(
        id: identifier("vip"), name: "VIP", color: "#8B5CF6",
        capacity: Capacity(limit: 120, isHard: true))

    static let ticket = ticket("t-1", tier: vip, number: "NS-4F2A-1187", holder: "Ananya Sharma")
    static let earlyTicket = ticket(
        "t-2", tier: early, number: "NS-91C0-0042", holder: "Rohan D’Souza")
    static let longTicket = ticket(
        "t-3",
        tier: Tier(
            id: identifier("table"), name: "Chairman’s Table with Backstage Access and Dinner",
            color: "#10B981"),
        number: "NS-77AA-0000000000001",
        holder: "Venkatanarasimharajuvaripeta Krishnamoorthy Balasubrahmanyam Iyer")

    static let standing = Standing(
        event: event, inside: 1_046, admitted: 1_121, sold: 1_460,
        tiers: [
            TierStanding(tier: general, inside: 702, admitted: 748, sold: 980),
            TierStanding(tier: early, inside: 238, admitted: 262, sold: 360),
            TierStanding(tier: vip, inside: 103, admitted: 108, sold: 120),
        ],
        arrivals: arrivals, refusals: refusalCounts, snapshotAsOf: now - .minutes(4),
        newest: AttemptNumber(1_305))

    static let refusals: [Refusal] = [
        .unreadable, .unknownKey, .forged,
        .wrongEvent(EventSummary(title: "Sunrise Sessions", startsAt: now + .hours(24))),
        .codeExpired(age: .hours(27)), .notYetIssued(ahead: .minutes(34)),
        .notFound(snapshotAge: .minutes(4)), .cancelled(since: now - .hours(30)),
        .refunded(since: now - .hours(50)), .blocked(since: now - .minutes(90)),
        .unpaid(due: Money(minorUnits: 125_000, currency: "INR")),
        .transferred(since: now - .hours(5)), .notYetOpen(opens: now + .minutes(48)),
        .closed(since: now - .minutes(12)),
        .wrongDoor(allowed: [identifier("door-a"), identifier("door-v")]),
        .alreadyInside(
            first: Passage(door: identifier("door-a"), at: now - .minutes(66)),
            last: Passage(door: identifier("door-b"), at: now - .minutes(3)), platformSince: nil),
        .reentryNotAllowed(
            lastExit: Passage(door: identifier("door-a"), at: now - .minutes(17))),
        .entryLimit(
            limit: 2, first: Passage(door: identifier("door-a"), at: now - .minutes(80)),
            last: Passage(door: identifier("door-b"), at: now - .minutes(25))),
        .full(count: 120, limit: 120, tier: vip.id), .rapidScanning(count: 4),
        .emergency, .eventCancelled, .eventPostponed(until: now + .hours(24)),
        .notConfirmed(prompts: [.age18, .document]), .groupWaits(outside: 4, of: 6),
        .reservationNotFound, .reservationExpired(since: now - .minutes(20)), .reservationUsed,
        .reservationCancelled,
        due,
        .reservationLocked(until: now + .seconds(48)),
    ]

    static func announcement(
        _ answer: Answer, ticket: Ticket?, isRecorded: Bool = true, number: Int64 = 1_305,
        act: Act = .scan, reservation: Reservation = reservation, receipt: Receipt? = nil
    ) -> Announcement {
        let isDue = answer.reason == RefusalCode.reservationDue.rawValue
        return Announcement(
            attempt: isRecorded ? attempt(number, answer, at: now, ticket: ticket, act: act) : nil,
            answer: answer, ticket: ticket, occupancy: Occupancy(event: 1_047, tier: 103), at: now,
            elapsed: .milliseconds(41),
            reservation: isDue || receipt != nil ? reservation : nil, receipt: receipt)
    }

    static func attempt(
        _ number: Int64, _ answer: Answer, at moment: Timestamp, ticket: Ticket?,
        source: TokenSource = .camera, act: Act = .scan
    ) -> Attempt {
        Attempt(
            number: AttemptNumber(number), at: moment,
            clock: HybridTime(milliseconds: moment.milliseconds, counter: 0), timeTrusted: true,
            door: doorB.id, direction: answer.kind == .exited ? .exit : .entry, source: source,
            fingerprint: CodeFingerprint(UInt64(bitPattern: number)), claims: nil,
            tier: ticket?.tier.id, event: event.id, answer: answer, act: act)
    }

    static func identifier<Subject>(_ text: String) -> Identifier<Subject> {
        guard let identifier = Identifier<Subject>(text) else {
            preconditionFailure("the storybook's own identifiers are well formed")
        }
        return identifier
    }

    private static func ticket(
        _ id: String, tier: Tier, number: String, holder: String
    ) -> Ticket {
        Ticket(
            id: identifier(id), event: event.id, tier: tier, number: number, holder: holder,
            asOf: now - .minutes(4))
    }

    /// A quiet start, two waves, and a minute of nothing: enough to see whether a chart is right.
    private static let arrivals: [MinuteCount] = (0..<120).map { index in
        let wave = max(0, 26 - abs(index - 48)) + max(0, 18 - abs(index - 96) / 2)
        let entries = index == 70 ? 0 : max(0, wave + (index * 7) % 5 - 2)
        let minute = now.milliseconds / 60_000 * 60_000 - Int64(119 - index) * 60_000
        return MinuteCount(minute: Timestamp(milliseconds: minute), entries: entries)
    }

    private static let refusalCounts = [
        RefusalCount(code: .alreadyInside, count: 31), RefusalCount(code: .codeExpired, count: 14),
        RefusalCount(code: .wrongDoor, count: 9), RefusalCount(code: .unreadable, count: 7),
        RefusalCount(code: .cancelled, count: 3), RefusalCount(code: .forged, count: 1),
    ]
}
