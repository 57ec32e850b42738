// How long to wait after failures: exponential with full jitter, so that fifty boxes that lost one
// server do not all come back to it in the same second. Pure; the random number is handed in.

package enum Backoff {
    /// The ceiling after the first failure.
    package static let shortest: Duration = .seconds(1)
    /// No ceiling is higher: a box is back within a minute of its server.
    package static let longest: Duration = .seconds(60)

    /// The most that is waited after `failures` failures in a row (1 or more):
    ///
    ///     failures   1   2   3   4    5    6    7 and more
    ///     ceiling    1   2   4   8   16   32   60  seconds
    ///     mean      0.5  1   2   4    8   16   30  seconds
    package static func ceiling(afterFailures failures: Int) -> Duration {
        // The sixth doubling passes `longest`; counting on would only overflow.
        let doublings = min(max(failures, 1) - 1, 6)
        return min(shortest * (1 << doublings), longest)
    }

    /// A span from zero up to, but not including, the ceiling. `random` is any 64 random bits.
    package static func delay(afterFailures failures: Int, random: UInt64) -> Duration {
        let ceiling = UInt64(ceiling(afterFailures: failures) / .nanoseconds(1))
        return .nanoseconds(Int64(ceiling.multipliedFullWidth(by: random).high))
    }
}
