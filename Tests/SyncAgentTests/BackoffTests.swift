// The waits after failures, as the table beside them says.

import SyncAgent
import Testing

@Suite struct BackoffTests {
    @Test func ceilingsDoubleUpToAMinute() {
        let ceilings = (1...9).map { Backoff.ceiling(afterFailures: $0) }
        #expect(ceilings == [1, 2, 4, 8, 16, 32, 60, 60, 60].map { .seconds($0) })
    }

    @Test func anyCountHasACeiling() {
        #expect(Backoff.ceiling(afterFailures: .max) == .seconds(60))
        #expect(Backoff.ceiling(afterFailures: 0) == .seconds(1))
        #expect(Backoff.ceiling(afterFailures: .min) == .seconds(1))
    }

    @Test func jitterFillsTheWholeSpanEvenly() {
        #expect(Backoff.delay(afterFailures: 3, random: 0) == .zero)
        #expect(Backoff.delay(afterFailures: 3, random: 1 << 62) == .seconds(1))
        #expect(Backoff.delay(afterFailures: 3, random: 1 << 63) == .seconds(2))
        #expect(Backoff.delay(afterFailures: 3, random: .max) < .seconds(4))
        #expect(Backoff.delay(afterFailures: 3, random: .max) > .milliseconds(3_999))
    }
}
