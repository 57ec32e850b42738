// What the other boxes of a venue say is heard before anything is decided, and nobody waits for
// them longer than a guest may.

import CheckinCore
import CheckinTesting
import Ledger
import Synchronization
import Testing
import Validation

/// A venue whose answer takes a while.
private struct SlowVenue: VenueClaims {
    let patience: Duration? = .milliseconds(200)
    let delay: Duration
    let clock: VirtualClock

    func claim(_ ticket: TicketID, of event: EventID, for door: DoorID) async -> VenueClaim {
        guard (try? await clock.sleep(for: delay)) != nil else { return .unknown }
        return .taken(by: "door-9")
    }
}

/// Keeps what a decision could see.
private actor ListeningLedger: DoorLedger {
    let ledger = MemoryLedger(list: TicketList())
    private(set) var heard: [VenueClaim] = []
    private nonisolated let seen = Mutex<VenueClaim?>(nil)

    func record(
        _ scan: Scan, at post: Post, deciding decide: @escaping @Sendable (Facts) -> Answer
    ) async throws -> Recorded {
        let recorded = try await ledger.record(scan, at: post) { [self] facts in
            seen.withLock { $0 = facts.history.venue }
            return decide(facts)
        }
        if let claim = seen.withLock({ $0 }) { heard.append(claim) }
        return recorded
    }

    func perform(
        _ instruction: Instruction, at post: Post,
        deciding decide: @escaping @Sendable (Presentation, Facts) -> Answer
    ) async throws -> [Recorded] {
        try await ledger.perform(instruction, at: post, deciding: decide)
    }

    func event(
        reserving code: ReservationCode, for post: Post, at now: Timestamp
    ) async -> EventID? { nil }

    func event(of number: AttemptNumber) async -> EventID? { nil }

    func acknowledge(_ number: AttemptNumber) async throws {}
}

@Suite struct VenueClaimsTests {
    /// Admits a guest; returns what was heard, and how long it took by the clock that stands still.
    private func admit(
        delay: Duration?, direction: Direction = .entry
    ) async -> (heard: [VenueClaim], elapsed: Duration) {
        let clock = VirtualClock()
        let ledger = ListeningLedger()
        let executor = SeededExecutor(seed: 1)
        let elapsed = Mutex(Duration.zero)
        Task(executorPreference: executor) {
            let venue: any VenueClaims =
                delay.map { SlowVenue(delay: $0, clock: clock) } ?? AloneAtTheVenue()
            let gate = Gate(
                reader: ManualReader(["good": .claims(Fixtures.claims())]), ledger: ledger,
                time: clock, conditions: Health(time: clock), venue: venue
            ) { _ in Fixtures.post(door: Fixtures.door(direction: direction)) }
            let said = await gate.admit(Fixtures.token("good", seenAt: clock.uptime()))
            elapsed.withLock { $0 = said.elapsed }
        }
        executor.drain(with: clock)
        return (await ledger.heard, elapsed.withLock { $0 })
    }

    @Test func anAnswerInTimeIsPartOfWhatIsDecidedOn() async {
        let (heard, elapsed) = await admit(delay: .milliseconds(150))
        #expect(heard == [.taken(by: "door-9")])
        #expect(elapsed == .milliseconds(150))
    }

    @Test func nobodyWaitsLongerThanAGuestMay() async {
        let (heard, elapsed) = await admit(delay: .seconds(30))
        #expect(heard == [.unknown])
        #expect(elapsed == .milliseconds(200))
    }

    @Test func aBoxAloneWaitsForNobody() async {
        let (heard, elapsed) = await admit(delay: nil)
        #expect(heard == [.alone])
        #expect(elapsed == .zero)
    }

    @Test func whoGoesOutIsAskedAboutNowhere() async {
        let (heard, elapsed) = await admit(delay: .milliseconds(150), direction: .exit)
        #expect(heard == [.alone])
        #expect(elapsed == .zero)
    }
}
