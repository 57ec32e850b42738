// A box's own clock: time passes as everywhere, and what it shows may be wrong. Steps of it are
// those of a person or of a time server.

import CheckinCore
import CheckinTesting
import Synchronization

final class WallClock: TimeSource {
    private let base: VirtualClock
    private let offset: Mutex<Duration>

    init(base: VirtualClock, offset: Duration) {
        self.base = base
        self.offset = Mutex(offset)
    }

    func now() -> Timestamp { base.now() + offset.withLock { $0 } }
    func uptime() -> Uptime { base.uptime() }
    func sleep(for span: Duration) async throws { try await base.sleep(for: span) }
    func step(by span: Duration) { offset.withLock { $0 = $0 + span } }
}
