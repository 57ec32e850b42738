// Spans of time as people write them, in the configuration and in an event's policy.

/// `90s`, `15m`, `24h`, `2d`: a whole number and a unit.
package struct Span: Hashable, Sendable {
    /// A year: nothing at a door is configured to last longer.
    package static let longest: Duration = .seconds(366 * 86_400)

    package let duration: Duration

    package init?(_ text: String) {
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
        guard let last = text.last, let unit = units[last],
            let count = Int64(text.dropLast()), (0...10_000_000).contains(count),
            text.first != "+"
        else { return nil }
        let span = Duration.seconds(count * unit)
        guard span <= Self.longest else { return nil }
        duration = span
    }
}
