// The straight line from tokens to displays: nothing is used up unseen, nothing waits for ever.

import CheckinCore
import Logging
import Synchronization
import Testing

@testable import CheckinDaemon

/// Counts what reaches it; answers when it is let.
private final class CountingGate: Admissions {
    let admitted = Mutex<[TicketToken]>([])
    private let opening: AsyncStream<Void>?

    init(waitingFor opening: AsyncStream<Void>? = nil) { self.opening = opening }

    func admit(_ token: TicketToken) async -> Announcement {
        let number = admitted.withLock { tokens in
            tokens.append(token)
            return tokens.count
        }
        if let opening { for await _ in opening {} }
        return Announcement(
            attempt: attempt(number), answer: .verdict(Verdict(.admitted)), ticket: nil,
            occupancy: Occupancy(), at: Timestamp(milliseconds: 0), elapsed: .zero)
    }

    private func attempt(_ number: Int) -> Attempt? {
        guard let door = DoorID("a") else { return nil }
        return Attempt(
            number: AttemptNumber(Int64(number)), at: Timestamp(milliseconds: 0),
            clock: HybridTime(milliseconds: 0, counter: 0), timeTrusted: true, door: door,
            direction: .entry, source: .camera, fingerprint: CodeFingerprint(0), claims: nil,
            tier: nil, event: nil, answer: .verdict(Verdict(.admitted)))
    }
}

private actor Screen: DoorDisplay, Acknowledgements {
    private(set) var shown: [Announcement] = []
    private(set) var acknowledged: [AttemptNumber] = []
    private let watched: Bool

    init(watched: Bool) { self.watched = watched }

    func show(_ announcement: Announcement) { shown.append(announcement) }
    func isWatched() -> Bool { watched }
    func acknowledge(_ number: AttemptNumber) { acknowledged.append(number) }
}

@Suite struct DoorTests {
    private static let silence = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func token(_ text: String) -> TicketToken {
        TicketToken(bytes: text.utf8, source: .camera, seenAt: Uptime(nanoseconds: 0))
    }

    /// Runs a door over `texts` until they end.
    private func run(
        _ texts: [String], gate: CountingGate, screen: Screen, requiresDisplay: Bool,
        onUnseen: @escaping @Sendable (TicketToken) -> Void = { _ in }
    ) async {
        let (tokens, feed) = AsyncStream.makeStream(of: TicketToken.self)
        for text in texts { feed.yield(token(text)) }
        feed.finish()
        let door = DoorService(
            camera: tokens,
            gate: DoorAdmissions(
                gate: gate, time: SystemTime(),
                acknowledgements: requiresDisplay ? nil : screen, logger: Self.silence),
            display: screen, requiresDisplay: requiresDisplay, time: SystemTime(),
            onEnd: { true }, onUnseen: onUnseen)
        await door.run()
        #expect(door.pending == .zero)
    }

    @Test func answersEveryTokenInOrder() async {
        let (gate, screen) = (CountingGate(), Screen(watched: true))
        await run(["1", "2", "3"], gate: gate, screen: screen, requiresDisplay: true)
        #expect(gate.admitted.withLock { $0 } == ["1", "2", "3"].map(token))
        #expect(await screen.shown.compactMap(\.attempt?.number.value) == [1, 2, 3])
        #expect(await screen.acknowledged.isEmpty, "a page says itself what it has shown")
    }

    @Test func usesUpNoTicketWhileNobodyLooksAndGivesTheCodesBack() async {
        let (gate, screen) = (CountingGate(), Screen(watched: false))
        let unseen = Mutex<[TicketToken]>([])
        await run(["1", "2"], gate: gate, screen: screen, requiresDisplay: true) { token in
            unseen.withLock { $0.append(token) }
        }
        #expect(gate.admitted.withLock { $0.isEmpty })
        #expect(unseen.withLock { $0 } == ["1", "2"].map(token))
    }

    @Test func countsAnAnswerAsSeenWhereNoDisplayIsRequired() async {
        let (gate, screen) = (CountingGate(), Screen(watched: false))
        await run(["1", "2"], gate: gate, screen: screen, requiresDisplay: false)
        #expect(await screen.acknowledged.map(\.value) == [1, 2])
    }

    @Test func answersAHandScannerWhileTheCamerasAnswerHangs() async {
        let (opening, open) = AsyncStream.makeStream(of: Void.self)
        let (gate, screen) = (CountingGate(waitingFor: opening), Screen(watched: true))
        let (camera, cameraFeed) = AsyncStream.makeStream(of: TicketToken.self)
        let (hand, handFeed) = AsyncStream.makeStream(of: TicketToken.self)
        let door = DoorService(
            camera: camera, handScanners: hand, gate: gate, display: screen,
            requiresDisplay: true, time: SystemTime(), onEnd: { true })
        await withDiscardingTaskGroup { group in
            group.addTask { await door.run() }
            cameraFeed.yield(token("camera"))
            while gate.admitted.withLock({ $0.isEmpty }) { await Task.yield() }
            handFeed.yield(token("hand"))
            while gate.admitted.withLock({ $0.count }) < 2 { await Task.yield() }
            open.finish()
            while await screen.shown.count < 2 { await Task.yield() }
            cameraFeed.finish()
        }
        #expect(gate.admitted.withLock { $0 } == [token("camera"), token("hand")])
    }

    @Test func apologisesOnceForALineThatNobodyLookedAt() async {
        let screen = Screen(watched: true)
        // A clock that stands: the whole line comes at once.
        let time = SettableClock(at: SystemTime().now())
        let (apologies, feed) = AsyncStream.makeStream(of: Announcement.self)
        let admissions = DoorAdmissions(
            gate: CountingGate(), time: time, acknowledgements: nil, logger: Self.silence)
        for _ in 0..<3 { feed.yield(admissions.busy(since: time.uptime())) }
        let (camera, cameraFeed) = AsyncStream.makeStream(of: TicketToken.self)
        let door = DoorService(
            camera: camera, apologies: apologies, gate: admissions, display: screen,
            requiresDisplay: true, time: time, onEnd: { true })
        await withDiscardingTaskGroup { group in
            group.addTask { await door.run() }
            while await screen.shown.isEmpty { await Task.yield() }
            cameraFeed.yield(token("after"))
            while await screen.shown.count < 2 { await Task.yield() }
            cameraFeed.finish()
        }
        #expect(await screen.shown.map(\.answer.kind) == [.unavailable, .admitted])
    }

    @Test func answersBusyBeyondItsBound() async {
        let (opening, open) = AsyncStream.makeStream(of: Void.self)
        let gate = CountingGate(waitingFor: opening)
        let door = DoorAdmissions(
            gate: gate, time: SystemTime(), acknowledgements: nil, logger: Self.silence)
        let answers = await withTaskGroup(of: Answer.self) { group in
            for number in 0..<DoorAdmissions.maximumInFlight {
                group.addTask { await door.admit(token("\(number)")).answer }
            }
            while gate.admitted.withLock({ $0.count }) < DoorAdmissions.maximumInFlight {
                await Task.yield()
            }
            #expect(await door.admit(token("one more")).answer == .unavailable(.busy))
            open.finish()
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.allSatisfy { $0.kind == .admitted })
        #expect(await door.admit(token("later")).answer.kind == .admitted)
    }
}
