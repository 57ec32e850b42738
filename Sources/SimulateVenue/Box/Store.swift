// A box's ledger as its gate and its agent see it, in one life of the process: it fails when the
// weather says so, can die between two steps, and has on purpose what is wrong with its box. After
// the process died nothing of it reaches the disk any more.

import CheckinCore
import CheckinTesting
import Synchronization

struct StoreFault: Fault {
    let code = "simulated"
    let remedy = FaultRemedy.retry
    let message = "the disk does not answer"
    let hint = "this is a simulation"
}

final class Store: DoorLedger, OutgoingJournal, FeedStore {
    private struct State {
        var random: SeededRandom
        var isDead = false
        var isCalm = false
    }

    private let ledger: any SimulatedLedger
    private let weather: VenueWeather
    private let defect: VenueDefect
    private let state: Mutex<State>
    private let dies: @Sendable () async -> Bool
    private let asks: @Sendable () async -> Void

    /// - Parameters:
    ///   - dies: whether the process dies at this point.
    ///   - asks: what a gate with a defect does before it answers.
    init(
        _ ledger: any SimulatedLedger, seed: UInt64, weather: VenueWeather, defect: VenueDefect,
        dies: @escaping @Sendable () async -> Bool, asks: @escaping @Sendable () async -> Void
    ) {
        self.ledger = ledger
        self.weather = weather
        self.defect = defect
        self.dies = dies
        self.asks = asks
        state = Mutex(State(random: SeededRandom(seed: seed)))
    }

    func die() { state.withLock { $0.isDead = true } }
    func becomeCalm() { state.withLock { $0.isCalm = true } }

    private func live() throws {
        if state.withLock({ $0.isDead }) { throw StoreFault() }
    }

    private func fails(_ percent: Int) -> Bool {
        state.withLock { !$0.isCalm && $0.random.chance(percent) }
    }

    // MARK: The door

    func record(
        _ scan: Scan, at post: Post, deciding decide: @escaping @Sendable (Facts) -> Answer
    ) async throws -> Recorded {
        if defect == .askingGate { await asks() }
        if await dies() { throw StoreFault() }
        try live()
        let isDeaf = defect == .deafBox
        if fails(weather.commitFailsBefore) { throw StoreFault() }
        let recorded = try await ledger.record(scan, at: post) { facts in
            decide(isDeaf ? facts.withoutHistory : facts)
        }
        if fails(weather.commitFailsAfter) { throw StoreFault() }
        if await dies() { throw StoreFault() }
        return recorded
    }

    func perform(
        _ instruction: Instruction, at post: Post,
        deciding decide: @escaping @Sendable (Presentation, Facts) -> Answer
    ) async throws -> [Recorded] {
        if await dies() { throw StoreFault() }
        try live()
        if fails(weather.commitFailsBefore) { throw StoreFault() }
        let recorded = try await ledger.perform(instruction, at: post, deciding: decide)
        if fails(weather.commitFailsAfter) { throw StoreFault() }
        return recorded
    }

    func event(
        reserving code: ReservationCode, for post: Post, at now: Timestamp
    ) async -> EventID? {
        await ledger.event(reserving: code, for: post, at: now)
    }

    func event(of number: AttemptNumber) async -> EventID? { await ledger.event(of: number) }

    func acknowledge(_ number: AttemptNumber) async throws {
        try live()
        try await ledger.acknowledge(number)
    }

    // MARK: The way up

    func heldByCentral() async throws -> AttemptNumber {
        try live()
        return try await ledger.heldByCentral()
    }

    func batch(after number: AttemptNumber, limit: Int) async throws -> JournalBatch {
        try live()
        if fails(weather.pageFails) { throw StoreFault() }
        let batch = try await ledger.batch(after: number, limit: limit)
        try live()
        return batch
    }

    func rememberHeld(through number: AttemptNumber) async throws {
        try live()
        if fails(weather.pageFails) { throw StoreFault() }
        try await ledger.rememberHeld(through: number)
    }

    // MARK: The way down

    func cursor(of event: EventID) async throws -> FeedCursor {
        try live()
        return try await ledger.cursor(of: event)
    }

    func apply(_ page: FeedPage, at now: Timestamp) async throws {
        try live()
        if fails(weather.pageFails) { throw StoreFault() }
        try await ledger.apply(distorted(page), at: now)
        if fails(weather.pageFails) { throw StoreFault() }
    }

    private func distorted(_ page: FeedPage) -> FeedPage {
        var changes = page.changes
        switch defect {
        case .skippingBox:
            if let index = changes.firstIndex(where: { $0.attempt?.attempt.isPassage == true }) {
                changes.remove(at: index)
            }
        case .stubbornBox:
            changes.removeAll { $0.attempt?.attempt.act.kind == .undo }
        default: return page
        }
        return FeedPage(
            event: page.event, generation: page.generation, position: page.position,
            head: page.head, asOf: page.asOf, changes: changes)
    }
}

extension FeedChange {
    var attempt: ForeignAttempt? {
        if case .attempt(let attempt) = self { attempt } else { nil }
    }
}

extension Facts {
    /// As if nothing had happened before.
    fileprivate var withoutHistory: Facts {
        Facts(
            event: event, ticket: ticket, otherEvent: otherEvent,
            history: History(snapshotAsOf: history.snapshotAsOf))
    }
}
