// Moments on the pages: the wall text of the box's zone, also on the nights when it moves.

import CheckinCore
import Testing

@testable import Kiosk

@Suite struct BoxTimeTests {
    private func moment(_ text: String) throws -> Timestamp {
        try #require(Timestamp(rfc3339: text), "\(text)")
    }

    @Test(arguments: [
        ("2026-10-25T00:59:59Z", "02:59:59"),  // summer time's last second
        ("2026-10-25T01:00:00Z", "02:00:00"),  // and the hour comes again
        ("2027-03-28T00:59:59Z", "01:59:59"),
        ("2027-03-28T01:00:00Z", "03:00:00"),  // 02:00 does not come
        ("2026-12-31T23:00:00Z", "00:00:00"),
    ])
    func showsBerlinsWallText(text: String, wall: String) throws {
        #expect(BoxTime(zone: "Europe/Berlin").seconds(try moment(text)) == wall)
    }

    @Test(arguments: [
        ("2026-10-25T01:00:00Z", "06:30"), ("2027-03-28T01:00:00Z", "06:30"),
        ("2026-10-24T18:30:00Z", "00:00"), ("2026-10-24T18:29:59Z", "23:59"),
    ])
    func showsTheWallTextOfAZoneWithoutSummerTime(text: String, wall: String) throws {
        #expect(BoxTime(zone: "Asia/Kolkata").clock(try moment(text)) == wall)
    }

    @Test func namesTheDayOverMidnight() throws {
        let box = BoxTime(zone: "Europe/Berlin")
        let after = try moment("2026-10-25T00:30:00+02:00")
        #expect(box.near(try moment("2026-10-24T23:59:00+02:00"), now: after) == "24/10 23:59")
        #expect(box.near(try moment("2026-10-25T02:30:00+01:00"), now: after) == "02:30")
        let newYear = try moment("2027-01-01T00:05:00+01:00")
        #expect(
            box.near(try moment("2026-12-31T23:55:00+01:00"), now: newYear) == "31/12/2026 23:55")
    }

    @Test func aBoxThatBootedIn1970HasAWallTextToo() {
        #expect(BoxTime(zone: "Europe/Berlin").clock(Timestamp(milliseconds: 0)) == "01:00")
    }
}
