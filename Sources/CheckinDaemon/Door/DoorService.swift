// The straight line: each token becomes an answer on disk, then on the screens. It must never show
// what is not on disk.

import CheckinCore
import ServiceLifecycle
import Synchronization

/// One door at work.
final class DoorService: Service {
    /// nil: no camera; codes are typed only, and go to the gate by the kiosk.
    private let tokens: AsyncStream<TicketToken>?
    private let gate: any Admissions
    private let display: any DoorDisplay
    private let requiresDisplay: Bool
    private let time: any TimeSource
    private let onEnd: @Sendable () async -> Bool
    private let answering = Mutex<Uptime?>(nil)
    private let readerIsStopping = Mutex(false)

    /// - Parameter onEnd: called when the reader's stream ends by itself; whether the box should
    ///   end as well.
    init(
        tokens: AsyncStream<TicketToken>?, gate: any Admissions, display: any DoorDisplay,
        requiresDisplay: Bool, time: any TimeSource,
        onEnd: @escaping @Sendable () async -> Bool
    ) {
        self.tokens = tokens
        self.gate = gate
        self.display = display
        self.requiresDisplay = requiresDisplay
        self.time = time
        self.onEnd = onEnd
    }

    /// How long the answer in the making has taken so far; zero when there is none.
    var pending: Duration {
        answering.withLock { $0 }.map { time.uptime().since($0) } ?? .zero
    }

    /// The reader is about to be stopped: the end of its stream is then not its own.
    func expectEnd() { readerIsStopping.withLock { $0 = true } }

    func run() async {
        if let tokens {
            await answer(tokens)
            if !readerIsStopping.withLock({ $0 }), await onEnd() { return }
        }
        // A reader that has stopped is no reason to stop: codes can still be typed.
        try? await gracefulShutdown()
    }

    private func answer(_ tokens: AsyncStream<TicketToken>) async {
        for await token in tokens.cancelOnGracefulShutdown() {
            // A camera that scans while nobody sees the answer would use up tickets unnoticed.
            if requiresDisplay, await !display.isWatched() { continue }
            let start = time.uptime()
            answering.withLock { $0 = start }
            let announcement = await gate.admit(token)
            await display.show(announcement)
            answering.withLock { $0 = nil }
        }
    }
}
