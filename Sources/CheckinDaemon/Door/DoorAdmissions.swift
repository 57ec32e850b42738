// The gate as camera and keyboard reach it: bounded, and seen for whoever has nobody to see. It
// must never say that an answer was seen where a page is there to say it.

import CheckinCore
import Logging
import Synchronization

final class DoorAdmissions: Admissions {
    /// More presentations than that at once come from no queue of people. Each waits for the disk
    /// behind the others; what comes on top is told so at once.
    static let maximumInFlight = 16

    private let gate: any Admissions
    private let time: any TimeSource
    /// Where no display is required, an answer that was given counts as seen: otherwise a second
    /// showing of the same code would be let in again for as long as nobody acknowledges.
    private let acknowledgements: (any Acknowledgements)?
    private let logger: Logger
    private let inFlight = Mutex(0)

    /// - Parameter acknowledgements: nil where pages acknowledge what they show.
    init(
        gate: any Admissions, time: any TimeSource, acknowledgements: (any Acknowledgements)?,
        logger: Logger
    ) {
        self.gate = gate
        self.time = time
        self.acknowledgements = acknowledgements
        self.logger = logger
    }

    func admit(_ token: TicketToken) async -> Announcement {
        let isFree = inFlight.withLock { count in
            guard count < Self.maximumInFlight else { return false }
            count += 1
            return true
        }
        guard isFree else { return busy(since: token.seenAt) }
        let announcement = await gate.admit(token)
        inFlight.withLock { $0 -= 1 }
        log(announcement, from: token.source)
        if let number = announcement.attempt?.number {
            // The next answer may be a repetition then, and is never a double entry.
            try? await acknowledgements?.acknowledge(number)
        }
        return announcement
    }

    private func log(_ announcement: Announcement, from source: TokenSource) {
        logger.info(
            "verdict",
            metadata: [
                "number": "\(announcement.attempt?.number.description ?? "-")",
                "code": "\(announcement.attempt?.fingerprint?.description ?? "-")",
                "source": "\(source.rawValue)",
                "outcome": "\(announcement.answer.kind.rawValue)",
                "reason": "\(announcement.answer.reason ?? "-")",
                "ms": "\(announcement.elapsed.milliseconds)",
            ])
    }

    /// The answer to a presentation that nobody could look at.
    func busy(since seenAt: Uptime) -> Announcement {
        Announcement(
            attempt: nil, answer: .unavailable(.busy), ticket: nil, occupancy: Occupancy(),
            at: time.now(), elapsed: time.uptime().since(seenAt))
    }
}
