// The straight line: each token becomes an answer on disk, then on the screens. It must never show
// what is not on disk.

import CheckinCore
import Logging
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
    private let logger: Logger
    private let onEnd: @Sendable () async -> Bool
    private let answering = Mutex<Uptime?>(nil)

    /// - Parameter onEnd: called when the reader's stream ends by itself; whether the box should
    ///   end as well.
    init(
        tokens: AsyncStream<TicketToken>?, gate: any Admissions, display: any DoorDisplay,
        requiresDisplay: Bool, time: any TimeSource, logger: Logger,
        onEnd: @escaping @Sendable () async -> Bool
    ) {
        self.tokens = tokens
        self.gate = gate
        self.display = display
        self.requiresDisplay = requiresDisplay
        self.time = time
        self.logger = logger
        self.onEnd = onEnd
    }

    /// How long the answer in the making has taken so far; zero when there is none.
    var pending: Duration {
        answering.withLock { $0 }.map { time.uptime().since($0) } ?? .zero
    }

    func run() async {
        if let tokens {
            await answer(tokens)
            if !Task.isShuttingDownGracefully, await onEnd() { return }
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
            log(announcement)
        }
    }

    private func log(_ announcement: Announcement) {
        logger.info(
            "verdict",
            metadata: [
                "number": "\(announcement.attempt?.number.description ?? "-")",
                "code": "\(announcement.attempt?.fingerprint.description ?? "-")",
                "outcome": "\(announcement.answer.kind.rawValue)",
                "reason": "\(announcement.answer.reason ?? "-")",
                "ms": "\(announcement.elapsed.milliseconds)",
            ])
    }
}
