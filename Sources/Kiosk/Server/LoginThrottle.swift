// How often somebody may be wrong. Pure: time is an argument. Five wrong passphrases in a row
// lock an address out for a minute, and each further one for twice as long, up to a quarter of
// an hour. It must never let its own memory grow, and one guesser must never lock out everybody.

import CheckinCore

struct LoginThrottle: Sendable {
    static let freeAttempts = 5
    static let firstLock: Duration = .minutes(1)
    static let longestLock: Duration = .minutes(15)
    /// Addresses remembered; when it is full the one longest quiet is forgotten.
    static let maximumAddresses = 1_024

    private struct Record {
        var failures: Int
        var last: Uptime
    }

    private var records: [String: Record] = [:]

    init() {}

    /// How long `address` has to wait; nil when it may try.
    func wait(for address: String, at now: Uptime) -> Duration? {
        guard let record = records[address] else { return nil }
        let rest = Self.lock(after: record.failures) - now.since(record.last)
        return rest > .zero ? rest : nil
    }

    mutating func failed(_ address: String, at now: Uptime) {
        if records[address] == nil, records.count >= Self.maximumAddresses,
            let quiet = records.min(by: { $0.value.last < $1.value.last })?.key
        {
            records[quiet] = nil
        }
        let before = records[address]
        // Somebody who waited twice the longest lock starts anew.
        let isOld = before.map { now.since($0.last) > Self.longestLock * 2 } ?? false
        records[address] = Record(failures: isOld ? 1 : (before?.failures ?? 0) + 1, last: now)
    }

    mutating func succeeded(_ address: String) { records[address] = nil }

    static func lock(after failures: Int) -> Duration {
        guard failures >= freeAttempts else { return .zero }
        let doublings = min(failures - freeAttempts, 8)
        return min(firstLock * (1 << doublings), longestLock)
    }
}
