// The clock and the executor of the simulated world: what a simulation stands on must be right.

import CheckinCore
import CheckinTesting
import Synchronization
import Testing

@Suite struct VirtualClockTests {
    @Test func standsStillUntilItIsMoved() {
        let clock = VirtualClock()
        #expect(clock.now() == VirtualClock.evening)
        clock.advance(by: .seconds(2))
        #expect(clock.now() == VirtualClock.evening + .seconds(2))
        #expect(clock.uptime() == Uptime(nanoseconds: 2_000_000_000))
    }

    @Test func uptimeNeverFollowsTheWall() {
        let clock = VirtualClock()
        clock.setWall(Timestamp(milliseconds: 0))
        #expect(clock.uptime() == Uptime(nanoseconds: 0))
    }

    @Test func wakesSleepersInTheOrderOfTheirDeadlines() {
        let clock = VirtualClock()
        let executor = SeededExecutor(seed: 3)
        let woken = Log()
        for seconds in [5, 1, 3] {
            Task(executorPreference: executor) {
                try await clock.sleep(for: .seconds(seconds))
                woken.append("\(seconds) at \(clock.uptime().nanoseconds / 1_000_000_000)")
            }
        }
        executor.drain(with: clock)
        #expect(woken.lines == ["1 at 1", "3 at 3", "5 at 5"])
    }

    @Test func cancelledSleeperWakesAtOnce() {
        let clock = VirtualClock()
        let executor = SeededExecutor(seed: 3)
        let woken = Log()
        let task = Task(executorPreference: executor) {
            do {
                try await clock.sleep(for: .hours(1))
            } catch {
                woken.append("\(error is CancellationError)")
            }
        }
        executor.drain()
        task.cancel()
        executor.drain()
        #expect(woken.lines == ["true"])
        #expect(!clock.advanceToNextDeadline())
    }

    @Test func cancelledTaskNeverFallsAsleep() {
        let clock = VirtualClock()
        let executor = SeededExecutor(seed: 3)
        let woken = Log()
        let task = Task(executorPreference: executor) {
            woken.append((try? await clock.sleep(for: .hours(1))) == nil ? "refused" : "slept")
        }
        task.cancel()
        executor.drain()
        #expect(woken.lines == ["refused"])
    }

    private func interleaving(seed: UInt64) -> [String] {
        let executor = SeededExecutor(seed: seed)
        let log = Log()
        for name in ["a", "b", "c"] {
            Task(executorPreference: executor) {
                for step in 1...4 {
                    log.append("\(name)\(step)")
                    await Task.yield()
                }
            }
        }
        executor.drain()
        return log.lines
    }

    @Test func sameSeedPicksTheSameOrder() {
        #expect(interleaving(seed: 5) == interleaving(seed: 5))
        #expect(interleaving(seed: 5).count == 12)
        #expect(Set((1...20).map(interleaving)).count > 10)
    }

    @Test func seededNumbersAreTheSameEverywhere() {
        // The first outputs of SplitMix64 for the seed 1234567, as its author's code prints them.
        var random = SeededRandom(seed: 1_234_567)
        #expect(random.next() == 6_457_827_717_110_365_317)
        #expect(random.next() == 3_203_168_211_198_807_973)
        #expect(random.next() == 9_817_491_932_198_370_423)
    }
}

/// Lines from several tasks.
private final class Log: Sendable {
    private let storage = Mutex<[String]>([])

    var lines: [String] { storage.withLock { $0 } }

    func append(_ line: String) { storage.withLock { $0.append(line) } }
}
