// What this box believes of its clock, for everybody who must know: the door at each scan, the
// checks that keep it up to date, and whoever hears the time from elsewhere. ClockTrust judges;
// this only holds it, and hands it the clocks.

import CheckinCore
import Synchronization
import Validation

final class BoxClock: Sendable {
    /// No build of this program ran before this moment: 2026-11-01T00:00:00Z.
    static let earliest = Timestamp(milliseconds: 1_793_491_200_000)

    let kernel: any KernelClock
    private let time: any TimeSource
    private let trust: Mutex<ClockTrust>

    init(time: any TimeSource, kernel: any KernelClock, remembered: ClockClaim? = nil) {
        self.time = time
        self.kernel = kernel
        trust = Mutex(
            ClockTrust(boot: kernel.boot, earliest: Self.earliest, remembered: remembered))
    }

    func reading() -> ClockReading {
        ClockReading(wall: time.now(), uptime: kernel.sinceBoot())
    }

    /// How long the box has been up.
    var upFor: Duration { kernel.sinceBoot().since(Uptime(nanoseconds: 0)) }

    func isTrusted(at now: Timestamp) -> Bool { judge(at: now).isTrusted }

    func judge(at now: Timestamp) -> ClockJudgement {
        let reading = ClockReading(wall: now, uptime: kernel.sinceBoot())
        return trust.withLock { $0.judge(reading) }
    }

    /// The newest word on the time.
    var claim: ClockClaim? { trust.withLock { $0.claim } }

    /// The newest time known to have been.
    var floor: Timestamp { trust.withLock { $0.floor } }

    var knowsHistory: Bool { trust.withLock { $0.knowsHistory } }

    func learnHistory(_ newest: TrustedMoment?) { trust.withLock { $0.learnHistory(newest) } }

    func adopt(_ claim: ClockClaim) { _ = trust.withLock { $0.adopt(claim) } }

    /// The central server said at `uptime` that it was `moment`; `newest` is the newest attempt.
    func learnServerTime(_ moment: Timestamp, at uptime: Uptime, newest: AttemptNumber) {
        // The kernel's time since boot counts sleep, which `uptime` does not.
        let ago = time.uptime().since(uptime)
        let sinceBoot = kernel.sinceBoot() + (.zero - ago)
        trust.withLock {
            _ = $0.learn(.central, ClockReading(wall: moment, uptime: sinceBoot), newest: newest)
        }
    }

    /// Looks at the clock, and asks the kernel whether a time server keeps it.
    func look(newest: AttemptNumber) -> ClockJudgement {
        let isSynchronised = kernel.isSynchronised()
        let reading = reading()
        return trust.withLock { trust in
            if isSynchronised { trust.learn(.timeServer, reading, newest: newest) }
            trust.observe(reading)
            return trust.judge(reading)
        }
    }
}
