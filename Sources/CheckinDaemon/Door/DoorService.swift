// The straight line: each token becomes an answer on disk, then on the screens. It must never show
// what is not on disk.

import CheckinCore
import ServiceLifecycle
import Synchronization

/// One door at work.
final class DoorService: Service {
    /// nil: no camera.
    private let camera: AsyncStream<TicketToken>?
    /// nil: no hand scanner. What is typed on the page goes to the gate by the kiosk.
    private let handScanners: AsyncStream<TicketToken>?
    /// Answers to what could not be looked at.
    private let apologies: AsyncStream<Announcement>?
    private let gate: any Admissions
    private let display: any DoorDisplay
    private let requiresDisplay: Bool
    private let time: any TimeSource
    private let onEnd: @Sendable () async -> Bool
    private let onUnseen: @Sendable (TicketToken) -> Void
    /// When each answer in the making was begun: one a reader at most.
    private let answering = Mutex<[Uptime]>([])
    private let cameraIsStopping = Mutex(false)

    /// A scanner gone mad must not keep the verdicts of others off the screen.
    static let betweenApologies: Duration = .seconds(2)

    /// - Parameter onEnd: called when the camera's stream ends by itself, as a replay's does;
    ///   whether the box should end as well.
    /// - Parameter onUnseen: called with each token that was left alone since nobody would see the
    ///   answer.
    init(
        camera: AsyncStream<TicketToken>?, handScanners: AsyncStream<TicketToken>? = nil,
        apologies: AsyncStream<Announcement>? = nil, gate: any Admissions, display: any DoorDisplay,
        requiresDisplay: Bool,
        time: any TimeSource, onEnd: @escaping @Sendable () async -> Bool,
        onUnseen: @escaping @Sendable (TicketToken) -> Void = { _ in }
    ) {
        self.camera = camera
        self.handScanners = handScanners
        self.apologies = apologies
        self.gate = gate
        self.display = display
        self.requiresDisplay = requiresDisplay
        self.time = time
        self.onEnd = onEnd
        self.onUnseen = onUnseen
    }

    /// How long the oldest answer in the making has taken so far; zero when there is none.
    var pending: Duration {
        answering.withLock { $0.min() }.map { time.uptime().since($0) } ?? .zero
    }

    /// The readers are about to be stopped: the end of a stream is then not its own.
    func expectEnd() { cameraIsStopping.withLock { $0 = true } }

    /// Each reader has a line of its own: nobody at the camera waits behind a hand scanner.
    func run() async {
        await withDiscardingTaskGroup { group in
            if let handScanners { group.addTask { await self.answer(handScanners) } }
            if let apologies { group.addTask { await self.apologise(apologies) } }
            if let camera {
                await answer(camera)
                if !cameraIsStopping.withLock({ $0 }), await onEnd() { return group.cancelAll() }
            }
            // A reader that has stopped is no reason to stop: codes can still be typed.
            try? await gracefulShutdown()
        }
    }

    private func apologise(_ apologies: AsyncStream<Announcement>) async {
        var lastAt: Uptime?
        for await apology in apologies.cancelOnGracefulShutdown() {
            let now = time.uptime()
            if let lastAt, now.since(lastAt) < Self.betweenApologies { continue }
            lastAt = now
            await display.show(apology)
        }
    }

    private func answer(_ tokens: AsyncStream<TicketToken>) async {
        for await token in tokens.cancelOnGracefulShutdown() {
            // A reader that scans while nobody sees the answer would use up tickets unnoticed.
            if requiresDisplay, await !display.isWatched() {
                onUnseen(token)
                continue
            }
            let start = time.uptime()
            answering.withLock { $0.append(start) }
            let announcement = await gate.admit(token)
            await display.show(announcement)
            answering.withLock { starts in
                if let index = starts.firstIndex(of: start) { starts.remove(at: index) }
            }
        }
    }
}
