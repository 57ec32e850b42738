// Evenings of one box and its central server in bad weather, by seeds: whatever is lost, repeated,
// delayed or restored, nothing is believed that is not so, and in the end both have everything.

import CheckinCore
import CheckinTesting
import Logging
import Synchronization
import Testing
import Wire

@testable import SyncAgent

@Suite struct SyncSimulationTests {
    private static let quiet = Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }

    private struct Evening: Sendable {
        let journal: MemoryOutgoing
        let store: MemoryFeedStore
        let central: StormyCentral
        let conditions: ConditionLog
        let clock: VirtualClock
    }

    private final class Result: Sendable {
        let ended = Mutex(false)
    }

    /// - Parameter restores: how often the server's database goes back to an earlier state.
    private func evening(seed: UInt64, badness: Int, restores: Int) -> Evening {
        let clock = VirtualClock()
        let central = StormyCentral(seed: seed, clock: clock, badness: badness)
        let evening = Evening(
            journal: MemoryOutgoing { central.check($0, isHeldThrough: $1) },
            store: MemoryFeedStore(), central: central, conditions: ConditionLog(), clock: clock)
        let executor = SeededExecutor(seed: seed)
        let result = Result()
        let bits = Mutex(SeededRandom(seed: seed &+ 1))
        Task(executorPreference: executor) {
            let service = SyncService(
                central: central, journal: evening.journal, store: evening.store,
                name: evening.journal.name, events: ["gala"], conditions: evening.conditions,
                time: clock, random: { bits.withLock { $0.next() } }, logger: Self.quiet,
                onRevoked: { _ in Issue.record("is not revoked") })
            let running = Task(executorPreference: executor) { await service.run() }
            try? await live(evening, seed: seed, restores: restores)
            running.cancel()
            await running.value
            result.ended.withLock { $0 = true }
        }
        executor.drain(with: clock)
        #expect(result.ended.withLock { $0 }, "something waits outside the clock")
        return evening
    }

    private static let turns = 120
    /// Longer than anybody waits for anything.
    private static let calm: Duration = .minutes(12)

    /// Twenty minutes or so in which things happen, and some in which the weather is fine.
    private func live(_ evening: Evening, seed: UInt64, restores: Int) async throws {
        var random = SeededRandom(seed: seed &+ 2)
        let restored = Set(
            (0..<restores).map { _ in Int.random(in: 0..<Self.turns, using: &random) })
        for turn in 0..<Self.turns {
            try await evening.clock.sleep(
                for: .milliseconds(Int64.random(in: 0...24_000, using: &random)))
            for _ in 0..<Int.random(in: 0...9, using: &random) { evening.journal.append() }
            if random.chance(2) {
                evening.journal.beginLife(losing: Int64.random(in: 0...3, using: &random))
            }
            if random.chance(3) { evening.journal.fail(2) }
            if random.chance(3) { evening.store.fail(2) }
            if random.chance(30) { evening.central.publish("\(turn)") }
            if restored.contains(turn) { evening.central.restore() }
        }
        evening.journal.append()
        evening.central.becomeCalm()
        evening.store.mend()
        try await evening.clock.sleep(for: Self.calm)
    }

    private func expectAgreement(_ evening: Evening, seed: UInt64) {
        #expect(evening.central.complaints == [], "seed \(seed)")
        #expect(evening.journal.held == evening.journal.last, "seed \(seed)")
        for life in evening.journal.lives {
            let numbers = life.entries.map(\.attempt.number.value)
            #expect(evening.central.numbers(of: life.name) == numbers, "seed \(seed)")
            let isSame = life.entries.allSatisfy { entry in
                evening.central.bytes(of: life.name, entry.attempt.number.value)
                    == AttemptMessage.bytes(of: entry)
            }
            #expect(isSame, "seed \(seed)")
        }
        #expect(evening.store.cursor.generation == evening.central.generation, "seed \(seed)")
        #expect(Set(evening.store.things.keys) == Set(evening.central.feed), "seed \(seed)")
        #expect(evening.store.cursor.position == Int64(evening.central.feed.count), "seed \(seed)")
        #expect(evening.conditions.holding == [:], "seed \(seed)")
    }

    @Test(arguments: UInt64(1)...8)
    func everythingArrivesInTheEnd(seed: UInt64) {
        let badness = [0, 5, 30, 60][Int(seed % 4)]
        expectAgreement(evening(seed: seed, badness: badness, restores: 0), seed: seed)
    }

    /// Those beyond 102 have found something once.
    @Test(arguments: [101, 102, 113, 118, 122, 230, 236, 254] as [UInt64])
    func aServerThatIsRestoredGetsEverythingAgain(seed: UInt64) {
        let badness = [0, 20, 50][Int(seed % 3)]
        expectAgreement(evening(seed: seed, badness: badness, restores: 2), seed: seed)
    }

    @Test func theSameSeedIsTheSameEvening() {
        let (one, two) = (
            evening(seed: 9, badness: 30, restores: 1), evening(seed: 9, badness: 30, restores: 1)
        )
        #expect(one.conditions.lines == two.conditions.lines)
        #expect(one.central.sends == two.central.sends)
        #expect(one.journal.remembered == two.journal.remembered)
    }

    @Test func aQuietBoxAsksSeldom() {
        // Nothing goes wrong: one request for what is new, and one page each 25 seconds.
        let evening = evening(seed: 4, badness: 0, restores: 0)
        let minutes = Int(evening.clock.uptime().nanoseconds / 60_000_000_000)
        #expect(evening.central.sends <= Self.turns + 1)
        #expect(evening.store.pages <= minutes * 60 / 25 + Self.turns)
    }
}
