// The hybrid logical clock: an order of attempts that survives wall clocks which jump, stop or
// disagree. By itself it never lets a box with a clock in the future move everybody else's. What
// is about the same ticket must come after, however far ahead that is; such a pull may be handed
// on from door to door, and has an end of its own, so that nothing anybody says makes our attempts
// such that nobody takes them.

package import CheckinCore

package enum HybridClock {
    /// How far another box may be ahead of our wall time and still be believed. Boxes with a
    /// time server differ by milliseconds, those without by minutes a month; what is further off
    /// is a broken clock. Measured against wall time, so that no chain of boxes, each a little
    /// ahead of the one before, can pull us further than this.
    package static let maximumLead: Duration = .minutes(10)
    /// No clock of another box beyond this pulls ours along: milliseconds, in the year 5138. What
    /// the protocol allows is ten times as much, which our own successors never reach.
    package static let furthestPull: Int64 = 100_000_000_000_000

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

    /// As far as another box's time may pull ours, for what has to come after it.
    package static func pull(of foreign: HybridTime) -> HybridTime {
        min(foreign, HybridTime(milliseconds: furthestPull, counter: 0))
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
