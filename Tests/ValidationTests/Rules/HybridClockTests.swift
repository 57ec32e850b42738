// The order of attempts must survive every clock there is.

import CheckinCore
import CheckinTesting
import Testing
import Validation

@Suite struct HybridClockTests {
    private let now = Fixtures.now

    private func time(_ offset: Duration, _ counter: UInt16 = 0) -> HybridTime {
        HybridTime(milliseconds: (now + offset).milliseconds, counter: counter)
    }

    @Test func firstTimeIsTheWall() {
        #expect(HybridClock.next(after: nil, now: now) == time(.zero))
    }

    @Test func countsWithinAMillisecond() {
        #expect(HybridClock.next(after: time(.zero), now: now) == time(.zero, 1))
    }

    @Test func followsTheWallWhenItIsAhead() {
        #expect(HybridClock.next(after: time(.seconds(-1), 9), now: now) == time(.zero))
    }

    @Test func goesOnWhenTheWallWasSetBack() {
        #expect(HybridClock.next(after: time(.hours(3), 4), now: now) == time(.hours(3), 5))
    }

    @Test func fullCounterCarries() {
        #expect(
            HybridClock.next(after: time(.zero, .max), now: now) == time(.milliseconds(1)))
    }

    @Test func endOfTimeIsNoCrash() {
        let end = HybridTime(milliseconds: .max, counter: .max)
        #expect(HybridClock.next(after: end, now: now) == end)
        #expect(HybridClock.merge(end, into: end, now: now) == end)
        let lastWall = Timestamp(milliseconds: .max)
        #expect(HybridClock.merge(end, into: nil, now: lastWall) == end)
        let start = HybridTime(milliseconds: .min, counter: 0)
        #expect(HybridClock.merge(start, into: nil, now: now) == time(.zero))
    }

    @Test func mergeIsLaterThanBoth() {
        #expect(
            HybridClock.merge(time(.minutes(10), 3), into: time(.seconds(1)), now: now)
                == time(.minutes(10), 4))
        #expect(
            HybridClock.merge(time(.seconds(1)), into: time(.minutes(2), 1), now: now)
                == time(.minutes(2), 2))
        #expect(HybridClock.merge(time(.seconds(-9)), into: nil, now: now) == time(.zero))
    }

    @Test func clockInTheFarFutureIsNeverMerged() {
        let foreign = time(.minutes(10) + .milliseconds(1))
        #expect(HybridClock.merge(foreign, into: time(.zero), now: now) == time(.zero, 1))
        #expect(HybridClock.merge(foreign, into: nil, now: now) == time(.zero))
    }

    @Test func alwaysGrowsWhateverTheWallDoes() {
        var random = SeededRandom(seed: 11)
        for _ in 0..<200 {
            var last: HybridTime?
            for _ in 0..<50 {
                let wall = now + .milliseconds(Int64.random(in: -100_000...100_000, using: &random))
                let next: HybridTime
                if random.chance(40) {
                    let foreign = HybridTime(
                        milliseconds: now.milliseconds
                            + Int64.random(in: -2_000_000...2_000_000, using: &random),
                        counter: UInt16.random(in: 0...UInt16.max, using: &random))
                    next = HybridClock.merge(foreign, into: last, now: wall)
                    let lead = Timestamp(milliseconds: foreign.milliseconds).since(wall)
                    if lead <= HybridClock.maximumLead { #expect(next > foreign) }
                } else {
                    next = HybridClock.next(after: last, now: wall)
                }
                if let last { #expect(next > last) }
                last = next
            }
        }
    }

    /// A chain of boxes, each nine minutes ahead of the one before, moves nobody far.
    @Test func chainOfFastClocksCannotPullUsAlong() {
        var last = HybridClock.next(after: nil, now: now)
        for step in 1...100 {
            last = HybridClock.merge(time(.minutes(9 * Int64(step))), into: last, now: now)
        }
        #expect(last <= time(.minutes(10), .max))
    }
}

extension HybridClock {
    /// Our clock after another box's time was heard, as a ledger keeps it.
    static func merge(
        _ foreign: HybridTime, into last: HybridTime?, now: Timestamp
    ) -> HybridTime {
        let heard = isBelievable(foreign, at: now) ? foreign : nil
        return next(after: [heard, last].compactMap(\.self).max(), now: now)
    }
}
