// All keys a box or a desk holds. It knows which of them count for an event and in which order they
// are tried; it must never hold two keys that a code could not tell apart.

package import CheckinCore

package struct KeyRing: Sendable {
    /// Keys of some hundred events: more belong in a server.
    package static let maximumKeys = 1_024
    /// NS1 has no key id, so each of an event's keys may be tried for each code.
    package static let maximumNS1Keys = 8

    package static let empty = KeyRing()

    /// Every key, by event.
    private let keysByEvent: [EventID: [EventKey]]

    private init() { keysByEvent = [:] }

    package init(_ keys: [EventKey]) throws(TicketFault) {
        guard keys.count <= Self.maximumKeys else { throw .tooManyKeys(event: nil) }
        let byEvent = Dictionary(grouping: keys, by: \.event)
        for (event, keys) in byEvent {
            var names: Set<String> = []
            for key in keys where !names.insert("\(key.scheme.rawValue) \(key.id)").inserted {
                throw .duplicateKey(key: key.id, event: event)
            }
            guard keys.count(where: { $0.scheme == .ns1 }) <= Self.maximumNS1Keys else {
                throw .tooManyKeys(event: event)
            }
        }
        keysByEvent = byEvent.mapValues { $0.sorted(by: Self.isTriedBefore) }
    }

    /// In a stable order.
    package var events: [EventID] { keysByEvent.keys.sorted() }

    /// Active keys first, and among them the newest first.
    package func keys(of event: EventID) -> [EventKey] { keysByEvent[event] ?? [] }

    /// Whether this box can verify any code of `event`; if not, there is a condition to raise.
    package func hasUsableKey(
        for event: EventID, at now: Timestamp, timeTrusted: Bool = true
    ) -> Bool {
        keys(of: event).contains { $0.isUsable(at: now, timeTrusted: timeTrusted) }
    }

    /// The newest key that may make codes of this kind now.
    package func makingKey(for event: EventID, scheme: Scheme, at now: Timestamp) -> EventKey? {
        keys(of: event).first { key in
            key.scheme == scheme && (try? CodeMaker(key: key, at: now)) != nil
        }
    }

    /// Newest: whose window begins last; among equals the highest id.
    private static func isTriedBefore(_ left: EventKey, _ right: EventKey) -> Bool {
        if left.status != right.status {
            return left.status == .active || right.status == .revoked
        }
        let (begins, other) = (left.window.from, right.window.from)
        if begins != other {
            guard let begins else { return false }
            guard let other else { return true }
            return begins > other
        }
        if left.id != right.id { return left.id > right.id }
        return left.scheme.rawValue < right.scheme.rawValue
    }
}
