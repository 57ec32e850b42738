// The hybrid logical clock: an order of attempts that survives wall clocks which jump, stop or
// disagree. It must never let one box with a clock in the far future move everybody else's, but for
// what is about the same ticket and must come after.

package import CheckinCore

package enum HybridClock {
    /// How far another box may be ahead of our wall time and still be believed. Boxes with a
    /// time server differ by milliseconds, those without by minutes a month; what is further off
    /// is a broken clock. Measured against wall time, so that no chain of boxes, each a little
    /// ahead of the one before, can pull us further than this.
    package static let maximumLead: Duration = .minutes(10)

    /// The time of our next attempt: later than `last`, the latest of ours and of those that were
    /// believed, and not before `now`.
    package static func next(after last: HybridTime?, now: Timestamp) -> HybridTime {
        let wall = HybridTime(milliseconds: now.milliseconds, counter: 0)
        guard let last, last >= wall else { return wall }
        return successor(of: last)
    }

    /// Whether another box's time may move ours.
    package static func isBelievable(_ foreign: HybridTime, at now: Timestamp) -> Bool {
        Timestamp(milliseconds: foreign.milliseconds).since(now) <= maximumLead
    }

    /// The least time after `time`. A full counter carries into the milliseconds; at the end of
    /// time, 292 million years from now, it stays where it is.
    private static func successor(of time: HybridTime) -> HybridTime {
        if time.counter < .max {
            return HybridTime(milliseconds: time.milliseconds, counter: time.counter + 1)
        }
        guard time.milliseconds < .max else { return time }
        return HybridTime(milliseconds: time.milliseconds + 1, counter: 0)
    }
}
