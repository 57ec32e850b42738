// Who has to wait before the next passphrase. Addresses are cheap: an IPv6 network has 2^64 of
// them, and a guest has several. So wrong passphrases are counted by network, and of all networks
// together. Pure: time is an argument. It must never believe what a client says of itself, and the
// network must never shut out whoever stands at the box.

import CheckinCore

struct LoginThrottle: Sendable {
    /// The one record of `everybody`.
    private static let key = "everybody"
    /// What of an IPv6 address names its network, in groups of 16 bits: 64 bits are one customer's.
    private static let networkGroups = 4
    private static let groups = 8

    private var networks = Throttle()
    private var everybody = Throttle(policy: .box)

    /// How long `address` has to wait; nil when it may try.
    func wait(for address: String, at now: Uptime) -> Duration? {
        let own = networks.wait(for: Self.network(of: address), at: now)
        guard !Self.isLoopback(address) else { return own }
        return [own, everybody.wait(for: Self.key, at: now)].compactMap { $0 }.max()
    }

    /// Before the check: wrong until it is found right, so that many at once are no free guesses.
    mutating func tries(_ address: String, at now: Uptime) {
        networks.failed(Self.network(of: address), at: now)
    }

    mutating func failed(_ address: String, at now: Uptime) {
        guard !Self.isLoopback(address) else { return }
        everybody.failed(Self.key, at: now)
    }

    mutating func succeeded(_ address: String) {
        networks.succeeded(Self.network(of: address))
    }

    /// An IPv4 address, also one that came by an IPv6 socket; of an IPv6 address its /64. Anything
    /// else stands for itself.
    static func network(of address: String) -> String {
        guard address.contains(":") else { return address }
        // A link's own addresses may name the interface after a percent sign.
        let parts = address.prefix { $0 != "%" }.split(
            separator: ":", omittingEmptySubsequences: false)
        if let last = parts.last, last.contains(".") { return String(last) }
        // Between the two stands "::", and for it as many zeros as are missing.
        let head = Array(parts.prefix { !$0.isEmpty })
        let tail = parts.dropFirst(head.count).filter { !$0.isEmpty }
        let missing = max(0, groups - head.count - tail.count)
        let whole = head + [Substring](repeating: "0", count: missing) + tail
        return whole.prefix(networkGroups).joined(separator: ":") + "::/64"
    }

    private static func isLoopback(_ address: String) -> Bool {
        address == "::1" || network(of: address).hasPrefix("127.")
    }
}
