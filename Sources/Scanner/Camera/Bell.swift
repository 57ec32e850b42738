// Wakes a capture thread out of any wait it is in. Used to stop it, and to tell it that there is
// room for a token again.

import CV4L2

/// How a capture thread waits when there is no device to wait on.
package protocol Pausing: Sendable {
    /// Returns after `span`, or earlier when there is something to look at.
    func pause(for span: Duration)
}

/// Once rung it stays rung, so a ring just before a wait is not lost. Safe from any thread.
package final class Bell: Pausing {
    /// Nobody waits longer in one go, in seconds; keeps the milliseconds within 32 bits.
    private static let longestPause = 3_600

    let descriptor: Int32

    package init() {
        descriptor = cv4l2_bell_open()
        precondition(descriptor >= 0, "no descriptor left for a bell: \(descriptor)")
    }

    deinit { _ = cv4l2_close(descriptor) }

    package func ring() { _ = cv4l2_bell_ring(descriptor) }

    /// Lets `pause` wait again. Look for what the ring meant after this, never before.
    package func mute() { _ = cv4l2_bell_mute(descriptor) }

    package func pause(for span: Duration) {
        _ = cv4l2_poll(-1, descriptor, Self.pollTimeout(span))
    }

    /// Whole milliseconds for `poll`, rounded up: a wait must not become a busy loop.
    static func pollTimeout(_ span: Duration) -> Int32 {
        guard span > .zero else { return 0 }
        let (seconds, attoseconds) = min(span, .seconds(longestPause)).components
        return Int32(seconds) * 1_000
            + Int32((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
