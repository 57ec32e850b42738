// Who has logged in. A session is a random name in a cookie and a moment at which it ends; it lives
// in memory, so a restart logs everybody out. It must never be written anywhere.

import CheckinCore
import Cryptography
import Hummingbird

actor Sessions {
    static let cookieName = "checkind_session"
    /// A long night, from doors to the last guest.
    static let lifetime: Duration = .hours(12)
    /// Managers of one venue with all their telephones; the oldest session ends for the next.
    static let maximumSessions = 64
    /// Nobody guesses 256 bits.
    static let nameBytes = 32

    private let time: any TimeSource
    private var ends: [String: Uptime] = [:]

    init(time: any TimeSource) { self.time = time }

    /// Starts a session and returns its name.
    func open() throws -> String {
        sweep()
        if ends.count >= Self.maximumSessions,
            let oldest = ends.min(by: { $0.value < $1.value })?.key
        {
            ends[oldest] = nil
        }
        let name = Hex.text(of: try Randomness.bytes(count: Self.nameBytes))
        ends[name] = time.uptime() + Self.lifetime
        return name
    }

    /// A table look-up may tell by its time how a name's hash begins, under a seed of this process:
    /// nothing that helps to guess a random name.
    func isOpen(_ name: String) -> Bool {
        guard name.utf8.count == Self.nameBytes * 2, let end = ends[name] else { return false }
        return time.uptime() < end
    }

    func close(_ name: String) { ends[name] = nil }

    private func sweep() {
        let now = time.uptime()
        ends = ends.filter { now < $0.value }
    }

    /// The cookie of a session; `Secure` cannot be set where the venue's network has no TLS.
    static func cookie(_ name: String, lifetime: Duration = Sessions.lifetime) -> Cookie {
        Cookie(
            name: cookieName, value: name, maxAge: Int(lifetime.components.seconds), path: "/",
            httpOnly: true, sameSite: .strict)
    }
}
