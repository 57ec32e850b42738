// Whatever an attempt can say comes back from the journal as it went in.

import CheckinCore
import CheckinTesting
import Testing

@testable import Ledger

@Suite struct RoundTripTests {
    private static let passage = Passage(door: "door|b%7C", at: Fixtures.now)

    static let refusals: [Refusal] = [
        .unreadable, .unknownKey, .forged, .wrongEvent(nil),
        .wrongEvent(EventSummary(title: "", startsAt: Fixtures.now)),
        .wrongEvent(EventSummary(title: "A|B %00 100% \u{0}\n🎪", startsAt: Fixtures.now)),
        .wrongEvent(EventSummary(title: "\u{301}toile", startsAt: Fixtures.now)),
        .codeExpired(age: .hours(25)), .codeExpired(age: .zero),
        .notYetIssued(ahead: .milliseconds(1)), .notFound(snapshotAge: nil),
        .notFound(snapshotAge: .minutes(7)), .cancelled(since: nil),
        .cancelled(since: Fixtures.now), .refunded(since: nil), .refunded(since: Fixtures.now),
        .blocked(since: nil), .blocked(since: Timestamp(milliseconds: -1)), .unpaid(due: nil),
        .unpaid(due: Money(minorUnits: 150_000, currency: "INR")),
        .unpaid(due: Money(minorUnits: 0, currency: "")), .transferred(since: nil),
        .transferred(since: Fixtures.now), .notYetOpen(opens: Fixtures.now),
        .closed(since: Timestamp(milliseconds: .max)), .wrongDoor(allowed: []),
        .wrongDoor(allowed: ["door-a"]), .wrongDoor(allowed: ["a|b", "c%d", "ü"]),
        .alreadyInside(first: nil, last: nil, platformSince: nil),
        .alreadyInside(first: nil, last: nil, platformSince: Fixtures.now),
        .alreadyInside(first: passage, last: passage, platformSince: nil),
        .reentryNotAllowed(lastExit: nil), .reentryNotAllowed(lastExit: passage),
        .entryLimit(limit: 2, first: passage, last: nil),
        .entryLimit(limit: 0, first: nil, last: passage),
        .full(count: 10, limit: 10, tier: nil), .full(count: 11, limit: 10, tier: "vip"),
        .full(count: 9, limit: 8, tier: nil, area: "hall|1"), .rapidScanning(count: 4),
        .emergency, .eventCancelled, .eventPostponed(until: nil),
        .eventPostponed(until: Fixtures.now), .notConfirmed(prompts: [.age18, .document]),
        .notConfirmed(prompts: []), .groupWaits(outside: 4, of: 6),
        .reservationNotFound, .reservationExpired(since: Fixtures.now), .reservationUsed,
        .reservationCancelled, .reservationLocked(until: Fixtures.now),
        .reservationDue(
            due: Money(minorUnits: 150_000, currency: "INR"), tickets: 4, expires: Fixtures.now),
        .reservationDue(due: Money(minorUnits: 0, currency: "JPY"), tickets: 1, expires: nil),
    ]

    @Test func everyReasonHasAnExample() {
        #expect(Set(Self.refusals.map(\.code)) == Set(RefusalCode.allCases))
    }

    @Test(arguments: refusals)
    func aRefusalComesBack(_ refusal: Refusal) throws {
        #expect(try Refusal.reading(refusal.code, facts: refusal.facts) == refusal)
    }

    @Test func everyAnswerComesBackFromTheDisk() async throws {
        let box = try TemporaryBox()
        try box.importList(TicketList())
        let ledger = try await box.open()
        let answers = Self.answers
        for (index, answer) in answers.enumerated() {
            let scan = Scan(
                reading: .claims(Self.claims(index)), fingerprint: CodeFingerprint(.max - 5),
                source: TokenSource.allCases[index % TokenSource.allCases.count],
                at: Fixtures.now)
            _ = try await ledger.record(scan, at: Fixtures.post(timeTrusted: index % 2 == 0)) { _ in
                answer
            }
        }
        let attempts = try await ledger.attempts(after: AttemptNumber(0), limit: 1_000)
        #expect(attempts.map(\.answer) == answers)
        #expect(attempts.map(\.claims) == answers.indices.map { Self.claims($0) })
        #expect(attempts.allSatisfy { $0.fingerprint == CodeFingerprint(.max - 5) })
        #expect(attempts.enumerated().allSatisfy { $1.timeTrusted == ($0 % 2 == 0) })
    }

    /// Whatever an organiser may call an evening, and a door.
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func anyTextComesBackAsItWas(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<500 {
            let title = Self.text(&random)
            let event = EventSummary(title: title, startsAt: Fixtures.now)
            let read = try Refusal.reading(.wrongEvent, facts: Refusal.wrongEvent(event).facts)
            guard case .wrongEvent(let found?) = read else {
                Issue.record("seed \(seed): no event")
                return
            }
            #expect(found.startsAt == Fixtures.now)
            #expect(found.title.utf8.elementsEqual(title.utf8), "seed \(seed)")
            let doors = (0..<3).compactMap { _ in DoorID("d" + Self.text(&random)) }
            guard !doors.isEmpty else { continue }
            let refusal = Refusal.wrongDoor(allowed: doors)
            #expect(try Refusal.reading(.wrongDoor, facts: refusal.facts) == refusal)
        }
    }

    /// A few scalars, most of them of the kind that combines, separates or escapes.
    private static func text(_ random: inout SeededRandom) -> String {
        let nasty: [ClosedRange<UInt32>] = [
            0x300...0x36F, 0x200B...0x200F, 0xFE00...0xFE0F, 0x1F3FB...0x1F3FF, 0x1F1E6...0x1F1FF,
            0x1100...0x11FF, 0x0...0x7F, 0x25...0x25, 0x7C...0x7C, 0x0...0x10FFFF,
        ]
        var text = ""
        for _ in 0..<Int.random(in: 0...8, using: &random) {
            let range = nasty[Int.random(in: nasty.indices, using: &random)]
            let value = UInt32.random(in: range, using: &random)
            if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
        }
        return text
    }

    private static func claims(_ index: Int) -> Claims {
        let scheme = Scheme.allCases[index % Scheme.allCases.count]
        return Fixtures.claims(
            TicketID(stringLiteral: "t-\(index)"), scheme: scheme, generation: 255,
            user: scheme == .ns1 ? "guest" : nil)
    }

    private static var answers: [Answer] {
        let outcomes: [Outcome] =
            [
                .admitted, .readmitted, .exited, .admittedUnlisted, .admittedByOverride,
                .admittedAfterPayment,
            ] + refusals.map(Outcome.refused)
        return [.verdict(Verdict(.admitted))]
            + outcomes.map { .verdict(Verdict($0, flags: VerdictFlag.allCases)) }
            + VerdictFlag.allCases.map { .verdict(Verdict(.admitted, flags: [$0])) }
            + [.verdict(Verdict(.admitted, repeats: AttemptNumber(1)))]
            + Unavailable.allCases.map(Answer.unavailable)
    }

    @Test(arguments: ["", "x", "1|", "|1|2", "99999999999999999999", "%zz", "%", "1|2|3|4|5|6|7"])
    func damagedFactsAreAFaultOrHarmless(_ text: String) {
        for code in RefusalCode.allCases {
            do { _ = try Refusal.reading(code, facts: text) } catch {
                #expect(error is ImpossibleValue)
            }
        }
    }
}
