// Removes guests' data in time: at the start, and once a day. It must never do so by a clock that
// is not trusted.

import CheckinCore
import Ledger
import Logging
import ServiceLifecycle
import Validation

struct RetentionService: Service {
    /// Between two looks at whether it is time for a round.
    private static let interval: Duration = .seconds(60)
    private static let day: Duration = .hours(24)
    /// After a round that failed: an import runs, or the disk is full.
    private static let afterFailure: Duration = .hours(1)
    /// How long a box must be up before it removes anything by a clock that nobody confirmed. One
    /// that starts in a wrong year must not remove tonight's list: the evening shows it to people.
    static let proving: Duration = .hours(24)

    let retention: Retention
    let rule: RetentionRule
    let clock: BoxClock
    let time: any TimeSource
    let logger: Logger

    func run() async {
        await cancelWhenGracefulShutdown {
            var next = time.uptime()
            while !Task.isCancelled {
                if time.uptime() >= next, mayRemove {
                    next = time.uptime() + (await round() ? Self.day : Self.afterFailure)
                }
                try? await time.sleep(for: Self.interval)
            }
        }
    }

    var mayRemove: Bool {
        let judgement = clock.judge(at: time.now())
        guard judgement.isTrusted else { return false }
        return judgement.isConfirmed || clock.upFor >= Self.proving
    }

    /// False when it could not be done.
    @discardableResult
    func round() async -> Bool {
        do {
            guard let report = try await retention.run(rule, at: time.now()) else { return true }
            logger.notice(
                "guests' data removed",
                metadata: [
                    "events": "\(report.events.map(\.text).joined(separator: " "))",
                    "remarks": "\(report.remarks)",
                ])
            return true
        } catch {
            logger.warning("guests' data not removed", metadata: ["reason": "\(error.toldMessage)"])
            return false
        }
    }
}
