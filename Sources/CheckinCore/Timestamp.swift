// Time as a door knows it: wall time in milliseconds, and time since boot in nanoseconds. Neither
// reads a clock: the executables do, and hand the values in.

/// A moment of wall time: milliseconds since 1970-01-01T00:00:00Z.
package struct Timestamp: Hashable, Comparable, Sendable {
    package let milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    package static func < (left: Self, right: Self) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// Saturates at the ends of time: a code may claim any moment, and must crash nobody.
    package static func + (moment: Self, span: Duration) -> Self {
        let (sum, overflow) = moment.milliseconds.addingReportingOverflow(span.milliseconds)
        if overflow { return Self(milliseconds: span < .zero ? .min : .max) }
        return Self(milliseconds: sum)
    }

    package static func - (moment: Self, span: Duration) -> Self { moment + (.zero - span) }

    /// How long after `earlier` this moment is; saturates like `+`.
    package func since(_ earlier: Timestamp) -> Duration {
        let (gap, overflow) = milliseconds.subtractingReportingOverflow(earlier.milliseconds)
        if overflow { return .milliseconds(self < earlier ? Int64.min : Int64.max) }
        return .milliseconds(gap)
    }
}

/// A moment of this boot: nanoseconds of a clock that never jumps. Means nothing on another box.
package struct Uptime: Hashable, Comparable, Sendable {
    package let nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    package static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }

    package func since(_ earlier: Uptime) -> Duration {
        .nanoseconds(nanoseconds - earlier.nanoseconds)
    }

    package static func + (moment: Self, span: Duration) -> Self {
        let (seconds, attoseconds) = span.components
        return Self(
            nanoseconds: moment.nanoseconds + seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }
}

extension Duration {
    /// Whole milliseconds, rounded towards zero, saturating.
    package var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000)
        let (sum, carry) = whole.addingReportingOverflow(attoseconds / 1_000_000_000_000_000)
        return overflow || carry ? (seconds < 0 ? .min : .max) : sum
    }

    package static func minutes(_ count: Int64) -> Duration { .seconds(count * 60) }
    package static func hours(_ count: Int64) -> Duration { .seconds(count * 3_600) }
}

/// A hybrid logical clock reading: wall milliseconds, and a counter for events within one.
///
/// Orders attempts of several boxes whose wall clocks disagree (Kulkarni et al., 2014).
package struct HybridTime: Hashable, Comparable, Sendable {
    package let milliseconds: Int64
    package let counter: UInt16

    package init(milliseconds: Int64, counter: UInt16) {
        self.milliseconds = milliseconds
        self.counter = counter
    }

    package static func < (left: Self, right: Self) -> Bool {
        (left.milliseconds, left.counter) < (right.milliseconds, right.counter)
    }
}
