// A clock that fell behind what is known must be noticed, and one that runs must not be doubted.

import CheckinCore
import Testing

@testable import CheckinDaemon

@Suite struct ClockTrustTests {
    private let evening = Timestamp(milliseconds: 1_795_300_000_000)

    @Test func doubtsAClockThatBootedInThePast() {
        #expect(!ClockTrust().isTrusted(at: Timestamp(milliseconds: 0)))
        #expect(!ClockTrust().isTrusted(at: ClockTrust.earliest - .minutes(11)))
    }

    @Test func trustsAClockThatIsLaterThanEverythingKnown() {
        let clock = ClockTrust()
        clock.learn(evening)
        #expect(clock.isTrusted(at: evening))
        #expect(clock.isTrusted(at: evening + .hours(1)))
    }

    @Test func bearsASmallCorrectionAndNoMore() {
        let clock = ClockTrust()
        clock.learn(evening)
        #expect(clock.isTrusted(at: evening - .minutes(10)))
        #expect(!clock.isTrusted(at: evening - .minutes(11)))
    }

    @Test func learnsTheNewestOfItsHistoryOnce() {
        let clock = ClockTrust()
        #expect(!clock.knowsHistory)
        clock.learnHistory([evening - .hours(5), evening, evening - .hours(9)])
        #expect(clock.knowsHistory)
        #expect(!clock.isTrusted(at: evening - .hours(1)))
    }

    @Test func doesNotForgetWhatItLearntFirst() {
        let clock = ClockTrust()
        clock.learn(evening)
        clock.learn(evening - .hours(240))
        #expect(!clock.isTrusted(at: evening - .hours(240)))
    }
}
