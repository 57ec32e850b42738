// The straight line: each token becomes an answer on disk, then on the screens. It must never show
// what is not on disk.

import CheckinCore
import Logging
import ServiceLifecycle

/// One door at work.
struct DoorService: Service {
    /// nil: no camera; codes are typed only, and go to the gate by the kiosk.
    let tokens: AsyncStream<TicketToken>?
    let gate: any Admissions
    let display: any DoorDisplay
    let conditions: any ConditionReporter
    let requiresDisplay: Bool
    /// Called when the reader's stream ends; whether the box should then end as well.
    let onEnd: @Sendable () async -> Bool
    let logger: Logger

    func run() async {
        if let tokens, await answer(tokens) { return }
        // A reader that has stopped is no reason to stop: codes can still be typed.
        try? await gracefulShutdown()
    }

    private func answer(_ tokens: AsyncStream<TicketToken>) async -> Bool {
        for await token in tokens.cancelOnGracefulShutdown() {
            guard await isSeen() else { continue }
            let announcement = await gate.admit(token)
            await display.show(announcement)
            log(announcement)
        }
        return await onEnd()
    }

    /// A camera that scans while nobody can see the answer would use up tickets unnoticed.
    private func isSeen() async -> Bool {
        guard requiresDisplay else { return true }
        let isWatched = await display.isWatched()
        if isWatched {
            await conditions.clear(.nobodySees)
        } else {
            await conditions.raise(.nobodySees, detail: "")
        }
        return isWatched
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
