// How long somebody has to wait who was wrong too often. Pure: how often and when are arguments, so
// that the same rule serves a table on a disk and a list in memory. It must never lock for ever.

package struct LockPolicy: Hashable, Sendable {
    /// Wrong tries in a row that cost nothing: people mistype.
    package let free: Int
    package let first: Duration
    /// Each wrong try after the first lock doubles it, up to this.
    package let longest: Duration

    package init(free: Int, first: Duration, longest: Duration) {
        self.free = free
        self.first = first
        self.longest = longest
    }

    /// For one person, or one address.
    package static let standard = LockPolicy(
        free: 5, first: .minutes(1), longest: .minutes(15))

    /// For a box as a whole, whoever is guessed at: a crew changing shifts is never wrong that
    /// often in a row, and it must not stay out for long when somebody else was.
    package static let box = LockPolicy(free: 20, first: .minutes(1), longest: .minutes(5))

    package func lock(after failures: Int) -> Duration {
        guard failures >= free else { return .zero }
        // Nothing is longer than the longest lock after that many doublings.
        let doublings = min(failures - free, 16)
        return min(first * (1 << doublings), longest)
    }

    /// What is left of the lock that `failures` brought, the last of them at `last`; nil when
    /// another try is free.
    package func rest(after failures: Int, last: Uptime, at now: Uptime) -> Duration? {
        let rest = lock(after: failures) - now.since(last)
        return rest > .zero ? rest : nil
    }

    /// What one more makes of `failures`: somebody who waited twice the longest lock starts anew.
    package func count(after failures: Int, last: Uptime, at now: Uptime) -> Int {
        now.since(last) > longest * 2 ? 1 : failures + 1
    }
}
