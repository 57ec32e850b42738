// Moments must survive being written down, in every year a ticket can carry.

import CheckinCore
import Testing

@Suite struct TimestampTextTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0),
        ("2026-11-21T20:00:00+05:30", 1_795_271_400_000),
        ("2026-11-21 14:30:00.5Z", 1_795_271_400_500),
        ("2026-11-21T14:30:00.1239Z", 1_795_271_400_123),
        ("2024-02-29T00:00:00Z", 1_709_164_800_000),
        ("1970-01-01T00:30:00+01:00", -1_800_000),
        ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
    ])
    func readsAMomentWithItsOffset(text: String, milliseconds: Int64) {
        #expect(Timestamp(rfc3339: text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "2026-11-21", "2026-11-21T20:00:00", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
        "2026-00-10T00:00:00Z", "2026-11-31T00:00:00Z", "2026-11-21T24:00:00Z",
        "2026-11-21T23:60:00Z", "2026-11-21T23:59:60Z", "2026-11-21T20:00:00.Z",
        "2026-11-21T20:00:00+5:30", "2026-11-21T20:00:00+24:00", "2026-11-21T20:00:00Z ",
        "1969-12-31T23:59:59Z", "２０２６-11-21T20:00:00Z",
    ])
    func refusesWhatIsNoMoment(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test func writesWhatItReads() {
        for day in stride(from: 0, through: 2_932_896, by: 97) {
            let moment = Timestamp(milliseconds: Int64(day) * 86_400_000 + 12_345_678)
            #expect(Timestamp(rfc3339: moment.rfc3339) == moment)
        }
    }

    @Test func writesWholeSecondsWithoutAFraction() {
        let moment = Timestamp(milliseconds: 1_777_658_400_999)
        #expect(moment.rfc3339Seconds == "2026-05-01T18:00:00Z")
    }

    @Test func writesExtremesWithoutTrapping() {
        #expect(Timestamp(milliseconds: .max).rfc3339 == "9999-12-31T23:59:59.999Z")
        #expect(Timestamp(milliseconds: .min).rfc3339 == "0000-01-01T00:00:00.000Z")
        #expect(Timestamp(milliseconds: -1).rfc3339 == "1969-12-31T23:59:59.999Z")
    }
}
