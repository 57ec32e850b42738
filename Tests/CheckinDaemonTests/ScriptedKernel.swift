// A box's clocks as a test plays them: the wall that people set, the uptime that only goes on, and
// a kernel that knows which boot it is and whether a time server keeps the clock.

import CheckinCore
import Synchronization

@testable import CheckinDaemon

final class SettableClock: TimeSource {
    private let clocks: Mutex<(wall: Timestamp, uptime: Uptime)>

    init(at wall: Timestamp) { clocks = Mutex((wall, Uptime(nanoseconds: 0))) }

    func now() -> Timestamp { clocks.withLock { $0.wall } }
    func uptime() -> Uptime { clocks.withLock { $0.uptime } }

    /// Nobody waits on this clock.
    func sleep(for span: Duration) async throws { throw CancellationError() }

    func setWall(_ wall: Timestamp) { clocks.withLock { $0.wall = wall } }

    func advance(by span: Duration) {
        clocks.withLock { $0 = ($0.wall + span, $0.uptime + span) }
    }
}

final class ScriptedKernel: KernelClock {
    let boot: String
    private let time: any TimeSource
    private let synchronised = Mutex(false)

    init(boot: String = "this-boot", time: any TimeSource) {
        self.boot = boot
        self.time = time
    }

    func sinceBoot() -> Uptime { time.uptime() }
    func isSynchronised() -> Bool { synchronised.withLock { $0 } }
    func meetTimeServer(_ isThere: Bool = true) { synchronised.withLock { $0 = isThere } }
}
