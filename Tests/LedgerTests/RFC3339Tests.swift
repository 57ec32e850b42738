// Moments as text, against known ones and against themselves.

import CheckinCore
import CheckinTesting
import Testing

@testable import Ledger

@Suite struct RFC3339Tests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0),
        ("2026-11-21T19:42:00.5Z", 1_795_290_120_500),
        ("2026-11-22T01:12:00.500+05:30", 1_795_290_120_500),
        ("2026-11-21t19:42:00.5009z", 1_795_290_120_500),
        ("2000-02-29T23:59:59-01:00", 951_872_399_000 - 0),
        ("1969-12-31T23:59:59.999Z", -1),
        ("0000-01-01T00:00:00Z", -62_167_219_200_000),
        ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
    ])
    func readsWhatTheStandardAllows(_ text: String, _ milliseconds: Int64) {
        #expect(RFC3339.parse(Array(text.utf8)[...]) == Timestamp(milliseconds: milliseconds))
    }

    @Test(arguments: [
        "", "2026", "2026-11-21", "2026-11-21T19:42:00", "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z", "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z",
        "2026-11-31T00:00:00Z", "2026-11-21T24:00:00Z", "2026-11-21T19:60:00Z",
        "2026-11-21T19:42:60Z", "2026-11-21 19:42:00Z", "2026-11-21T19:42:00.Z",
        "2026-11-21T19:42:00+5:30", "2026-11-21T19:42:00+24:00", "2026-11-21T19:42:00ZZ",
        "+026-11-21T19:42:00Z", "2026-11-21T19:42:00,5Z",
    ])
    func refusesEverythingElse(_ text: String) {
        #expect(RFC3339.parse(Array(text.utf8)[...]) == nil)
    }

    @Test func readsWhatItWrites() {
        var random = SeededRandom(seed: 1)
        for _ in 0..<2_000 {
            let moment = Timestamp(
                milliseconds: .random(in: 0...RFC3339.latest.milliseconds, using: &random))
            #expect(RFC3339.parse(Array(RFC3339.text(of: moment).utf8)[...]) == moment)
        }
        #expect(RFC3339.text(of: Timestamp(milliseconds: -1)) == "-1")
        #expect(RFC3339.text(of: Timestamp(milliseconds: .max)) == "9223372036854775807")
    }
}
