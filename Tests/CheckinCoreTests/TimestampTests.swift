// A code may claim any moment: arithmetic must neither wrap nor crash.

import CheckinCore
import Testing

@Suite struct TimestampTests {
    private let first = Timestamp(milliseconds: .min)
    private let last = Timestamp(milliseconds: .max)
    private let zero = Timestamp(milliseconds: 0)

    @Test func saturatesAtBothEnds() {
        #expect(last + .milliseconds(1) == last)
        #expect(first - .milliseconds(1) == first)
        #expect(last.since(first) == .milliseconds(Int64.max))
        #expect(first.since(last) == .milliseconds(Int64.min))
        #expect(zero + .seconds(Int64.max) == last)
        #expect(zero - .seconds(Int64.max) == first)
    }

    @Test func addsAndTakesAway() {
        #expect(zero + .minutes(2) == Timestamp(milliseconds: 120_000))
        #expect(zero - .hours(1) == Timestamp(milliseconds: -3_600_000))
        #expect((zero + .seconds(5)).since(zero) == .seconds(5))
        #expect(zero.since(zero + .seconds(5)) == .seconds(-5))
    }

    @Test func roundsSpansTowardsZero() {
        #expect(Duration.microseconds(1_999).milliseconds == 1)
        #expect(Duration.microseconds(-1_999).milliseconds == -1)
        #expect(Duration.seconds(Int64.max).milliseconds == .max)
        #expect(Duration.seconds(Int64.min).milliseconds == .min)
    }

    @Test func uptimeGoesOnInNanoseconds() {
        let later = Uptime(nanoseconds: 5) + .microseconds(3)
        #expect(later == Uptime(nanoseconds: 3_005))
        #expect(later.since(Uptime(nanoseconds: 5)) == .microseconds(3))
    }

    @Test func hybridTimesAreOrderedByClockThenCounter() {
        let times = [(1, 0), (1, 1), (2, 0)].map {
            HybridTime(milliseconds: $0.0, counter: UInt16($0.1))
        }
        #expect(times.shuffled().sorted() == times)
    }
}
