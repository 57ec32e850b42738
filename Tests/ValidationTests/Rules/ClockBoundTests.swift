// The exact bounds of what a clock is believed, and what a witness is told of it.

import CheckinCore
import CheckinTesting
import Testing
import Validation

@Suite struct ClockBoundTests {
    private let now = Fixtures.now
    private let moment: Duration = .milliseconds(1)

    private func reading(_ wall: Timestamp, up: Duration = .zero) -> ClockReading {
        ClockReading(wall: wall, uptime: Uptime(nanoseconds: 0) + up)
    }

    private func box(earliest: Timestamp, remembered: ClockClaim? = nil) -> ClockTrust {
        var trust = ClockTrust(boot: "b", earliest: earliest, remembered: remembered)
        trust.learnHistory(nil)
        return trust
    }

    @Test func onlySomebodysWordConfirmsAClock() {
        for witness in ClockWitness.allCases {
            #expect(ClockJudgement.trusted(witness).isConfirmed == (witness != .nobody))
            #expect(ClockJudgement.trusted(witness).isTrusted)
        }
        #expect(!ClockJudgement.doubted(.historyUnread).isConfirmed)
    }

    @Test func attemptUpToTheNewestWordAddsNothingToIt() {
        let claim = ClockClaim(
            witness: .ops, boot: "a", reading: reading(now), attempt: AttemptNumber(5), floor: now)
        for (number, isNews) in [(4, false), (5, false), (6, true)] as [(Int64, Bool)] {
            var trust = ClockTrust(boot: "b", earliest: now - .hours(9), remembered: claim)
            let later = now + .hours(1)
            trust.learnHistory(TrustedMoment(number: AttemptNumber(number), at: later))
            #expect(trust.floor == (isNews ? later : now))
        }
    }

    @Test func witnessMayBeAsFarBeforeTheProgramAsAnyClock() {
        let edge = now - ClockTrust.tolerance
        var trust = box(earliest: now)
        let early = trust.learn(.ops, reading(edge - moment), newest: AttemptNumber(0))
        #expect(!early)
        #expect(trust.claim == nil)
        let inTime = trust.learn(.ops, reading(edge), newest: AttemptNumber(0))
        #expect(inTime)
        #expect(trust.claim?.reading.wall == edge)
    }

    @Test func whoSpeaksAfterTheCentralServerIsToldThatItWasNotHeard() {
        var trust = box(earliest: now - .hours(1))
        let first = trust.learn(.central, reading(now), newest: AttemptNumber(0))
        let second = trust.learn(.ops, reading(now, up: .seconds(5)), newest: AttemptNumber(0))
        #expect(first)
        #expect(!second)
    }

    @Test func stepOfExactlyTheToleranceIsNone() {
        var trust = box(earliest: now - .hours(9))
        _ = trust.learn(.ops, reading(now), newest: AttemptNumber(0))
        for span in [ClockTrust.tolerance, .zero - ClockTrust.tolerance] {
            let beyond = span < .zero ? span - moment : span + moment
            #expect(trust.judge(reading(now + span)).isTrusted)
            #expect(!trust.judge(reading(now + beyond)).isTrusted)
        }
    }
}
