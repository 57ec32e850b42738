// The machine's own clock, the one that drivers stamp their pictures with.

import CheckinCore
import Foundation

struct RealTime: TimeSource {
    /// Nothing that is measured here asks for the wall's time.
    func now() -> Timestamp { Timestamp(milliseconds: 0) }

    func uptime() -> Uptime {
        Uptime(nanoseconds: Int64(ProcessInfo.processInfo.systemUptime * 1e9))
    }

    func sleep(for span: Duration) async throws {
        try await ContinuousClock().sleep(for: span)
    }

    /// Milliseconds of CPU this process has spent so far, on all threads.
    static var spentMilliseconds: Double { Double(clock()) * 1_000 / Double(CLOCKS_PER_SEC) }
}

/// The CPU time of this process as a clock: for what must not depend on how busy the machine is.
struct SpentTime: TimeSource {
    func now() -> Timestamp { Timestamp(milliseconds: 0) }

    func uptime() -> Uptime { Uptime(nanoseconds: Int64(RealTime.spentMilliseconds * 1e6)) }

    /// Nobody who asks for CPU time sleeps.
    func sleep(for span: Duration) async throws {}
}
