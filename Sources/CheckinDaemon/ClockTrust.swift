// Whether the box knows what time it is. A box without a battery boots in 1970; what it then calls
// "too early" must not be held against a guest.

import CheckinCore
import Synchronization

final class ClockTrust: Sendable {
    /// No build of this program ran before this moment: 2026-11-01T00:00:00Z.
    static let earliest = Timestamp(milliseconds: 1_793_491_200_000)

    private let history = Mutex(false)
    private let newestTrusted = Mutex(ClockTrust.earliest)

    /// The journal of earlier runs has been looked at.
    var knowsHistory: Bool { history.withLock { $0 } }

    func learnHistory(_ moments: [Timestamp]) {
        for moment in moments { learn(moment) }
        history.withLock { $0 = true }
    }

    /// A moment that was recorded while the clock was trusted.
    func learn(_ moment: Timestamp) {
        newestTrusted.withLock { $0 = max($0, moment) }
    }

    /// Trusted is a clock that has not fallen behind what is known, but for a small correction.
    func isTrusted(at now: Timestamp) -> Bool {
        newestTrusted.withLock { now + Policy.defaultClockTolerance >= $0 }
    }
}
