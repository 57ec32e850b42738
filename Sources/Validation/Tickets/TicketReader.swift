// From untrusted bytes to verified claims: on the path of every scan, pure, and without Foundation.
// Everything after it may trust the claims; nothing after it may look at the text.

package import CheckinCore
internal import Cryptography

package struct TicketReader: CodeReader {
    /// An event that this box serves or holds keys for.
    struct KnownEvent {
        let isServed: Bool
        /// In the order in which they are tried.
        let keys: [EventKey]
    }

    private let events: [EventID: KnownEvent]
    /// Several events may share a tag of two bytes.
    private let eventsByTag: [EventTag: [KnownEvent]]

    /// `served`: the events whose tickets this box decides on; their keys ought to be in the ring.
    package init(ring: KeyRing, served: Set<EventID>) {
        var events: [EventID: KnownEvent] = [:]
        var byTag: [EventTag: [KnownEvent]] = [:]
        for id in served.union(ring.events).sorted() {
            let event = KnownEvent(isServed: served.contains(id), keys: ring.keys(of: id))
            events[id] = event
            if let tag = EventTag(id) { byTag[tag, default: []].append(event) }
        }
        self.events = events
        eventsByTag = byTag
    }

    package func read(
        _ token: TicketToken, at now: Timestamp, timeTrusted: Bool
    ) -> CodeReading {
        do throws(CodeDefect) {
            let text = try CodeText(token).bytes
            if let code = ReservationText.code(text, isTyped: token.source == .typed) {
                return .reservation(code)
            }
            let content = try CodeContent(text)
            return judge(content) { $0.isUsable(at: now, timeTrusted: timeTrusted) }
                .reading(of: content)
        } catch {
            return .unreadable
        }
    }

    /// Of the text without a reader's additions, so that every reader's is the same; of the bytes
    /// as they came when they are no code at all.
    package func fingerprint(of token: TicketToken) -> CodeFingerprint {
        let bytes = (try? CodeText(token))?.bytes ?? token.bytes[...]
        let digest = SHA256.digest(of: bytes.span)
        return CodeFingerprint(digest.prefix(8).reduce(0) { $0 << 8 | UInt64($1) })
    }

    func judge(_ content: CodeContent, isUsable: (EventKey) -> Bool) -> Judgement {
        switch content {
        case .ns1(let code):
            guard let event = events[code.event] else { return .otherEvent }
            return judge(
                among: [event], isUsable: isUsable, asked: { $0.scheme == .ns1 },
                proves: { key throws(CryptographyFault) in try key.proves(code) })
        case .ns2(let code):
            guard let events = eventsByTag[code.tag] else { return .otherEvent }
            return judge(
                among: events, isUsable: isUsable,
                asked: { $0.scheme == code.scheme && $0.id == code.keyID },
                proves: { key throws(CryptographyFault) in try key.proves(code) })
        }
    }

    /// Tries every key that is `asked` for. When none of them proves the code, the gravest reason
    /// that may be our own fault comes before any that would be the guest's.
    private func judge(
        among events: [KnownEvent], isUsable: (EventKey) -> Bool, asked: (EventKey) -> Bool,
        proves: (EventKey) throws(CryptographyFault) -> Bool
    ) -> Judgement {
        var wasTried = false
        var failed = false
        for event in events {
            for key in event.keys where asked(key) && isUsable(key) {
                wasTried = true
                do throws(CryptographyFault) {
                    if try proves(key) { return .proved(by: key) }
                } catch {
                    failed = true
                }
            }
        }
        if failed { return .noUsableKey }
        let served = events.filter(\.isServed)
        if served.contains(where: { !$0.keys.contains(where: isUsable) }) {
            return .noUsableKey
        }
        if wasTried { return .disproved }
        return served.isEmpty ? .otherEvent : .unknownKey
    }
}

/// What the keys say of a code that could be read.
enum Judgement {
    case proved(by: EventKey)
    case disproved
    case unknownKey
    case otherEvent
    case noUsableKey

    func reading(of content: CodeContent) -> CodeReading {
        switch self {
        case .proved(let key): .claims(content.claims(for: key.event))
        case .disproved: .forged
        case .unknownKey: .unknownKey
        case .otherEvent: .otherEvent
        case .noUsableKey: .noUsableKey
        }
    }
}
