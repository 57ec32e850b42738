// A clock that fell behind or leapt must be noticed, one that was put right believed again, and one
// that runs must not be doubted.

import CheckinCore
import CheckinTesting
import Testing
import Validation

@Suite struct ClockTrustTests {
    private static let earliest = Fixtures.now - .hours(24 * 30)
    private let evening = Fixtures.now

    private static func uptime(_ span: Duration) -> Uptime { Uptime(nanoseconds: 0) + span }

    /// The clocks when the box has been up for `up`.
    private func reading(_ wall: Timestamp, up: Duration) -> ClockReading {
        ClockReading(wall: wall, uptime: Self.uptime(up))
    }

    private func number(_ value: Int64) -> AttemptNumber { AttemptNumber(value) }

    /// A box that has read its journal.
    private func box(
        boot: String = "b", newest: TrustedMoment? = nil, remembered: ClockClaim? = nil
    ) -> ClockTrust {
        var trust = ClockTrust(boot: boot, earliest: Self.earliest, remembered: remembered)
        trust.learnHistory(newest)
        return trust
    }

    private func moment(_ value: Int64, _ at: Timestamp) -> TrustedMoment {
        TrustedMoment(number: number(value), at: at)
    }

    // MARK: what must have passed

    @Test func doubtsAClockThatBootedInThePast() {
        let start = reading(Timestamp(milliseconds: 0), up: .zero)
        #expect(
            box().judge(start)
                == .doubted(.behindProgram(by: Self.earliest.since(start.wall))))
        #expect(!box().judge(reading(Self.earliest - .minutes(11), up: .zero)).isTrusted)
        #expect(box().judge(reading(Self.earliest - .minutes(10), up: .zero)).isTrusted)
    }

    @Test func doubtsAClockBehindTheNewestTrustedAttempt() {
        let trust = box(newest: moment(7, evening))
        #expect(trust.judge(reading(evening - .minutes(10), up: .zero)).isTrusted)
        #expect(
            trust.judge(reading(evening - .minutes(11), up: .zero))
                == .doubted(.behindKnown(by: .minutes(11))))
        #expect(trust.judge(reading(evening + .hours(1), up: .zero)) == .trusted(.nobody))
    }

    @Test func doubtsEveryClockUntilItKnowsItsHistory() {
        var trust = ClockTrust(boot: "b", earliest: Self.earliest)
        #expect(trust.judge(reading(evening, up: .zero)) == .doubted(.historyUnread))
        trust.observe(reading(evening, up: .zero))
        #expect(trust.claim == nil)
        trust.learnHistory(nil)
        #expect(trust.judge(reading(evening, up: .zero)) == .trusted(.nobody))
    }

    @Test func aDozenRestartsCannotWalkTheClockBack() {
        var remembered: ClockClaim?
        for boot in 0..<12 {
            var trust = box(boot: "\(boot)", remembered: remembered)
            trust.observe(reading(evening - .minutes(9 * Int64(boot)), up: .zero))
            remembered = trust.claim ?? remembered
        }
        let trust = box(boot: "last", remembered: remembered)
        #expect(!trust.judge(reading(evening - .minutes(20), up: .zero)).isTrusted)
    }

    // MARK: within one boot

    @Test func noticesAStepAheadAndBack() {
        var trust = box()
        trust.observe(reading(evening, up: .minutes(1)))
        #expect(trust.judge(reading(evening + .hours(2), up: .minutes(121))).isTrusted)
        #expect(
            trust.judge(reading(evening + .hours(3), up: .minutes(1)))
                == .doubted(.stepped(by: .hours(3), from: .nobody)))
        #expect(
            trust.judge(reading(evening - .minutes(11), up: .minutes(1)))
                == .doubted(.stepped(by: .minutes(-11), from: .nobody)))
        #expect(trust.judge(reading(evening + .minutes(10), up: .minutes(1))).isTrusted)
    }

    @Test func aStepThatIsTakenBackIsForgiven() {
        var trust = box()
        trust.observe(reading(evening, up: .zero))
        trust.observe(reading(evening + .hours(90_000), up: .minutes(1)))
        let floor = trust.floor
        #expect(floor == evening, "a doubted clock teaches nothing")
        #expect(trust.judge(reading(evening + .minutes(2), up: .minutes(2))).isTrusted)
    }

    @Test func aRestartOfTheProcessDoesNotForgiveAStep() {
        var trust = box()
        trust.observe(reading(evening, up: .zero))
        let again = box(remembered: trust.claim)
        #expect(!again.judge(reading(evening + .hours(9), up: .minutes(1))).isTrusted)
        #expect(again.judge(reading(evening + .minutes(1), up: .minutes(1))).isTrusted)
    }

    @Test func sleepIsNoStep() {
        var trust = box()
        trust.observe(reading(evening, up: .zero))
        // Uptime counts sleep: both clocks come back eight hours later.
        #expect(trust.judge(reading(evening + .hours(8), up: .hours(8))).isTrusted)
    }

    // MARK: the central server

    @Test func agreesWithTheServersTimeAndTimeSinceBoot() {
        var trust = box()
        trust.learn(.central, reading(evening, up: .minutes(5)), newest: number(0))
        #expect(
            trust.judge(reading(evening + .hours(1), up: .minutes(65))) == .trusted(.central))
        #expect(
            trust.judge(reading(evening + .hours(2), up: .minutes(65)))
                == .doubted(.stepped(by: .hours(1), from: .central)))
    }

    @Test func nobodySpeaksAfterTheServerInItsBoot() {
        var trust = box()
        trust.learn(.central, reading(evening, up: .zero), newest: number(0))
        let wrong = reading(evening + .hours(5), up: .minutes(1))
        trust.learn(.ops, wrong, newest: number(0))
        trust.learn(.timeServer, wrong, newest: number(0))
        #expect(!trust.judge(wrong).isTrusted)
        let later = reading(evening + .minutes(30), up: .minutes(2))
        trust.learn(.central, later, newest: number(0))
        #expect(trust.judge(later).isTrusted, "it may correct itself")
    }

    @Test func acrossBootsTheServersTimeIsALowerBound() {
        var before = box(boot: "a")
        before.learn(.central, reading(evening, up: .hours(40)), newest: number(3))
        var trust = box(boot: "b", remembered: before.claim)
        #expect(
            trust.judge(reading(evening - .minutes(20), up: .zero))
                == .doubted(.behindKnown(by: .minutes(20))))
        #expect(trust.judge(reading(evening + .hours(50), up: .zero)) == .trusted(.nobody))
        trust.learn(.ops, reading(evening + .hours(9), up: .zero), newest: number(3))
        #expect(trust.judge(reading(evening + .hours(9), up: .zero)) == .trusted(.ops))
    }

    // MARK: a clock that ran ahead

    /// In 2036, trusted, with attempts to prove it; then a boot with the right time.
    private func ranAhead() -> (kept: ClockClaim?, newest: TrustedMoment) {
        let ahead = evening + .hours(24 * 3_650)
        var trust = box(boot: "ahead")
        trust.observe(reading(ahead, up: .zero))
        return (trust.claim, moment(40, ahead + .hours(1)))
    }

    @Test func aClockThatRanAheadAndWasSetRightIsDoubtedUntilSomebodyVouches() {
        let past = ranAhead()
        let trust = box(newest: past.newest, remembered: past.kept)
        #expect(!trust.judge(reading(evening, up: .zero)).isTrusted)
    }

    @Test(arguments: [ClockWitness.ops, .timeServer, .central])
    func aWitnessReplacesAnOlderClaimThoughItWasLater(witness: ClockWitness) {
        let past = ranAhead()
        var trust = box(newest: past.newest, remembered: past.kept)
        trust.learn(witness, reading(evening, up: .minutes(1)), newest: number(41))
        #expect(trust.judge(reading(evening, up: .minutes(1))) == .trusted(witness))
        #expect(trust.floor == evening)
        // The next start finds the attempts of 2036 again, and knows that they are settled.
        var next = box(boot: "next", newest: past.newest, remembered: trust.claim)
        #expect(next.judge(reading(evening + .hours(20), up: .zero)) == .trusted(.nobody))
        // Attempts made since count as ever.
        next.learnHistory(moment(42, evening + .hours(30)))
        #expect(!next.judge(reading(evening + .hours(20), up: .zero)).isTrusted)
    }

    @Test func aWordThatIsOlderInItsBootIsIgnored() {
        var trust = box()
        trust.learn(.timeServer, reading(evening, up: .hours(2)), newest: number(0))
        let wrong = reading(evening + .hours(7), up: .hours(1))
        let older = trust.learn(.ops, wrong, newest: number(0))
        #expect(!older)
        let newer = trust.learn(.ops, reading(evening, up: .hours(2)), newest: number(0))
        #expect(newer)
    }

    @Test func aWordOfAnotherBootIsNoWordOfThisOne() {
        var trust = box()
        let isTaken = trust.adopt(
            ClockClaim(
                witness: .ops, boot: "other", reading: reading(evening, up: .zero),
                attempt: number(0), floor: evening))
        #expect(!isTaken)
        #expect(trust.claim == nil)
    }

    @Test(arguments: ClockWitness.allCases)
    func nobodyCanConfirmATimeBeforeTheProgramWasMade(witness: ClockWitness) {
        var trust = box()
        trust.learn(witness, reading(Timestamp(milliseconds: 0), up: .zero), newest: number(0))
        #expect(trust.claim == nil)
    }

    @Test func aConfirmationHoldsWhereTheClockGoesOnFromItAndNoFurther() {
        var trust = box()
        trust.learn(.ops, reading(evening, up: .zero), newest: number(0))
        #expect(trust.judge(reading(evening + .hours(9), up: .hours(9))) == .trusted(.ops))
        #expect(!trust.judge(reading(evening + .hours(9), up: .hours(8))).isTrusted)
    }

    /// Whatever happened before: after somebody vouched for the clock, it is trusted, and from then
    /// on exactly as long as it runs.
    @Test func anyHistoryHeals() {
        var random = SeededRandom(seed: 46)
        for _ in 0..<500 {
            var trust = box(newest: moment(1, evening + .seconds(random.seconds(9_000_000))))
            var up: Duration = .zero
            for _ in 0..<20 {
                up += .seconds(Int64.random(in: 0...3_600, using: &random))
                trust.observe(reading(evening + .seconds(random.seconds(9_000_000)), up: up))
            }
            let right = reading(evening + .hours(3), up: up)
            trust.learn(.ops, right, newest: number(1))
            let span = random.seconds(20 * 60)
            let later = reading(right.wall + .seconds(3_600 + span), up: up + .hours(1))
            #expect(trust.judge(later).isTrusted == (abs(span) <= 600))
        }
    }
}

extension SeededRandom {
    fileprivate mutating func seconds(_ limit: Int64) -> Int64 {
        Int64.random(in: -limit...limit, using: &self)
    }
}
