// Nights on which the wall's hands move: rules compare moments, so an hour that comes twice or not
// at all opens and closes no door too early or too late.

import CheckinCore
import CheckinTesting
import Testing

@testable import Validation

@Suite struct DaylightSavingTests {
    private func moment(_ text: String) throws -> Timestamp {
        try #require(Timestamp(rfc3339: text), "\(text)")
    }

    private func answer(
        at now: Timestamp, opens: Timestamp?, closes: Timestamp?, issuedAt: Timestamp? = nil
    ) -> String {
        var event = Fixtures.event()
        event.window = EntryWindow(opens: opens, closes: closes)
        var ticket = Fixtures.ticket()
        ticket.asOf = now - .minutes(5)
        let claims = Fixtures.claims(
            scheme: issuedAt == nil ? .ns2Ed25519 : .ns1, issuedAt: issuedAt ?? now - .hours(1))
        return decide(
            Presentation(reading: .claims(claims)), ticket: ticket,
            history: History(snapshotAsOf: now - .minutes(5)),
            policy: Fixtures.policy(event: event), at: now
        ).answerName
    }

    /// Berlin, 25 October 2026: at 03:00 it is 02:00 again. Doors close at the second 02:30.
    @Test func theHourThatComesTwiceIsTwoHours() throws {
        let opens = try moment("2026-10-24T22:00:00+02:00")
        let closes = try moment("2026-10-25T02:30:00+01:00")
        let first = try moment("2026-10-25T02:45:00+02:00")
        #expect(answer(at: first, opens: opens, closes: closes) == "admitted", "the first 02:45")
        let second = try moment("2026-10-25T02:45:00+01:00")
        #expect(answer(at: second, opens: opens, closes: closes) == "closed", "the second 02:45")
        #expect(second.since(first) == .hours(1))
        #expect(closes.since(opens) == .minutes(5 * 60 + 30))
    }

    /// Berlin, 28 March 2027: after 01:59 comes 03:00.
    @Test func theHourThatDoesNotComeIsMissing() throws {
        let opens = try moment("2027-03-27T22:00:00+01:00")
        let closes = try moment("2027-03-28T03:30:00+02:00")
        #expect(closes.since(opens) == .minutes(4 * 60 + 30))
        let before = try moment("2027-03-28T01:59:59+01:00")
        #expect(answer(at: before, opens: opens, closes: closes) == "admitted")
        #expect(answer(at: before + .minutes(30), opens: opens, closes: closes) == "admitted")
        #expect(answer(at: before + .minutes(31), opens: opens, closes: closes) == "closed")
    }

    /// Kolkata has no such night; its offset has half an hour.
    @Test func aNightOverMidnightIsOneNight() throws {
        let opens = try moment("2026-10-24T21:00:00+05:30")
        let closes = try moment("2026-10-25T02:00:00+05:30")
        for (text, expected) in [
            ("2026-10-24T20:59:59+05:30", "not_yet_open"),
            ("2026-10-24T23:59:59+05:30", "admitted"),
            ("2026-10-25T00:00:00+05:30", "admitted"),
            ("2026-10-25T01:59:59+05:30", "admitted"),
            ("2026-10-25T02:00:00+05:30", "closed"),
        ] {
            #expect(
                answer(at: try moment(text), opens: opens, closes: closes) == expected, "\(text)")
        }
    }

    /// A code of 24 hours made on the eve is a day old, not a date old.
    @Test func aCodesAgeIsASpanAndNoDate() throws {
        let made = try moment("2026-10-24T12:00:00+02:00")
        let sameWall = try moment("2026-10-25T12:00:00+01:00")
        #expect(
            answer(at: sameWall - .hours(1), opens: nil, closes: nil, issuedAt: made) == "admitted")
        #expect(
            answer(at: sameWall, opens: nil, closes: nil, issuedAt: made) == "code_expired",
            "noon to noon was twenty-five hours")
    }
}
