// How often somebody may be wrong who is known by a text of their own choosing: an address, an id
// that nobody has. Pure: time is an argument. It must never let its own memory grow, and one
// guesser must never lock out everybody.

package struct Throttle: Sendable {
    /// Texts remembered; when it is full the one longest quiet is forgotten.
    package static let maximumKeys = 1_024

    private struct Record {
        var failures: Int
        var last: Uptime
    }

    private let policy: LockPolicy
    private var records: [String: Record] = [:]

    package init(policy: LockPolicy = .standard) { self.policy = policy }

    /// How long `key` has to wait; nil when it may try.
    package func wait(for key: String, at now: Uptime) -> Duration? {
        guard let record = records[key] else { return nil }
        return policy.rest(after: record.failures, last: record.last, at: now)
    }

    package mutating func failed(_ key: String, at now: Uptime) {
        if records[key] == nil, records.count >= Self.maximumKeys,
            let quiet = records.min(by: { $0.value.last < $1.value.last })?.key
        {
            records[quiet] = nil
        }
        let before = records[key] ?? Record(failures: 0, last: now)
        let failures = policy.count(after: before.failures, last: before.last, at: now)
        records[key] = Record(failures: failures, last: now)
    }

    package mutating func succeeded(_ key: String) { records[key] = nil }
}
