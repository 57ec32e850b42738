// Many boxes with bad clocks: the order of attempts must hold on each of them, and one box in 2030
// must poison nobody.

import CheckinCore
import CheckinTesting
import Testing
import Validation

@Suite struct HybridClockVenueTests {
    private struct Box {
        var error: Duration
        var last: HybridTime?
        var times: [HybridTime] = []
        /// The latest that this box's own wall clock has shown.
        var latestWall = Timestamp(milliseconds: .min)

        mutating func attempt(at now: Timestamp) {
            let wall = now + error
            latestWall = max(latestWall, wall)
            let next = HybridClock.next(after: last, now: wall)
            times.append(next)
            last = next
        }

        mutating func hear(_ foreign: HybridTime, at now: Timestamp) {
            latestWall = max(latestWall, now + error)
            last = HybridClock.merge(foreign, into: last, now: now + error)
        }
    }

    private static let errors: [Duration] = [
        .zero, .minutes(4), .minutes(-7), .hours(-24 * 365 * 20), .hours(24 * 365 * 4),
    ]

    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func oneBoxInTheFarFuturePoisonsNobody(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var boxes = Self.errors.map { Box(error: $0) }
        var now = Fixtures.now
        for _ in 0..<400 {
            now = now + .seconds(Int64.random(in: 0...30, using: &random))
            let index = Int.random(in: boxes.indices, using: &random)
            if random.chance(5) {
                // Somebody sets a clock, or a time server does.
                boxes[index].error = Self.errors[Int.random(in: 0..<5, using: &random)]
            } else if random.chance(50) {
                boxes[index].attempt(at: now)
            } else if let foreign = boxes[Int.random(in: boxes.indices, using: &random)].last {
                boxes[index].hear(foreign, at: now)
            }
        }
        for box in boxes {
            #expect(zip(box.times, box.times.dropFirst()).allSatisfy(<), "later is greater")
            let bound = box.latestWall + HybridClock.maximumLead
            // A full counter may carry a millisecond over.
            if let last = box.last { #expect(last.milliseconds <= bound.milliseconds + 1) }
        }
    }

    @Test func whatIsHeardFromTheFarFutureLeavesNoTrace() {
        var random = SeededRandom(seed: 30)
        for _ in 0..<1_000 {
            let wall = Fixtures.now + .seconds(Int64.random(in: -9_999...9_999, using: &random))
            let lead = Int64.random(in: 600_001...(1 << 50), using: &random)
            let foreign = HybridTime(
                milliseconds: wall.milliseconds + lead,
                counter: UInt16.random(in: 0...UInt16.max, using: &random))
            let last: HybridTime? =
                random.chance(20) ? nil : HybridClock.next(after: nil, now: Fixtures.now)
            #expect(
                HybridClock.merge(foreign, into: last, now: wall)
                    == HybridClock.next(after: last, now: wall))
        }
    }

    /// A box boots in 1970, learns the time, is set back: its attempts keep their order.
    @Test func orderHoldsFrom1970IntoTheEveningAndBack() {
        let walls = [
            Timestamp(milliseconds: 0), Timestamp(milliseconds: 60_000), Fixtures.now,
            Fixtures.now, Fixtures.now - .hours(1), Timestamp(milliseconds: 0),
            Fixtures.now + .minutes(1),
        ]
        var times: [HybridTime] = []
        for wall in walls { times.append(HybridClock.next(after: times.last, now: wall)) }
        #expect(zip(times, times.dropFirst()).allSatisfy(<))
        #expect(times.last?.milliseconds == (Fixtures.now + .minutes(1)).milliseconds)
    }
}
