// The evening of the demonstration: an event, its keys, and five hundred tickets. Everything is
// made anew each time, from the clock and from random keys.

import CheckinCore
import Cryptography
import Validation

struct DemoEvent {
    static let id = EventID(uuid: digest("tonight"))
    static let tomorrow = EventID(uuid: digest("tomorrow"))
    static let ticketCount = 500
    private static let hmacKey: UInt8 = 1
    private static let signingKey: UInt8 = 2

    let now: Timestamp
    /// What the box is given. Of the Ed25519 pair it would need the public half only.
    let keys: [EventKey]
    private let makers: [Scheme: CodeMaker]
    private let tomorrowMaker: CodeMaker
    private let forger: CodeMaker
    private let stranger: CodeMaker

    init(now: Timestamp) throws {
        self.now = now
        func hmac(_ id: UInt8, _ event: EventID) throws -> EventKey {
            let secret = try Randomness.secret(count: EventKey.minimumSecretBytes)
            return try EventKey(id: id, event: event, material: .ns2HMAC(secret))
        }
        let platform = try Randomness.secret(count: EventKey.minimumSecretBytes)
        let pair = try Ed25519PrivateKey.generate()
        let long = try EventKey(id: 0, event: Self.id, material: .ns1(platform))
        let compact = try hmac(Self.hmacKey, Self.id)
        let signing = try EventKey(id: Self.signingKey, event: Self.id, material: .ns2Signing(pair))
        let verifying = try EventKey(
            id: Self.signingKey, event: Self.id, material: .ns2Verifying(pair.publicKey))
        let later = try hmac(Self.hmacKey, Self.tomorrow)
        keys = [long, compact, verifying, later]
        makers = [
            .ns1: try CodeMaker(key: long, at: now),
            .ns2HMAC: try CodeMaker(key: compact, at: now),
            .ns2Ed25519: try CodeMaker(key: signing, at: now),
        ]
        tomorrowMaker = try CodeMaker(key: later, at: now)
        forger = try CodeMaker(key: hmac(Self.hmacKey, Self.id), at: now)
        stranger = try CodeMaker(key: hmac(9, Self.id), at: now)
    }

    /// The text that a guest holds up.
    func text(of code: DemoCode) throws -> String {
        switch code {
        case .long(let index, let age): try long(index, drawn: now - age)
        case .compact(let index, let scheme, let generation):
            try compact(makers[scheme], scheme, Self.ticket(index), Self.id, generation)
        case .soldJustNow(let number, let scheme):
            try compact(makers[scheme], scheme, Self.unlisted(number), Self.id, 0)
        case .forged(let index): try compact(forger, .ns2HMAC, Self.ticket(index), Self.id, 0)
        case .strangeKey(let index): try compact(stranger, .ns2HMAC, Self.ticket(index), Self.id, 0)
        case .otherEvent(let number):
            try compact(tomorrowMaker, .ns2HMAC, Self.unlisted(1_000 + number), Self.tomorrow, 0)
        case .text(let text): text
        case .blurred(let index):
            try compact(makers[.ns2HMAC], .ns2HMAC, Self.ticket(index), Self.id, 0)
        }
    }

    private func long(_ index: Int, drawn: Timestamp) throws -> String {
        let claims = Claims(
            ticket: Self.ticket(index), event: Self.id, scheme: .ns1, issuedAt: drawn,
            user: Self.user(index))
        return try makers[.ns1]?.code(for: claims) ?? ""
    }

    private func compact(
        _ maker: CodeMaker?, _ scheme: Scheme, _ ticket: TicketID, _ event: EventID,
        _ generation: UInt8
    ) throws -> String {
        let claims = Claims(
            ticket: ticket, event: event, scheme: scheme, issuedAt: now - .minutes(1),
            generation: generation)
        return try maker?.code(for: claims) ?? ""
    }

    static func ticket(_ index: Int) -> TicketID { TicketID(uuid: digest("ticket \(index)")) }
    static func unlisted(_ number: Int) -> TicketID { TicketID(uuid: digest("unlisted \(number)")) }
    static func user(_ index: Int) -> UserID { UserID(uuid: digest("user \(index)")) }

    private static func digest(_ text: String) -> ArraySlice<UInt8> {
        SHA256.digest(of: Array("checkind demo \(text)".utf8).span).prefix(16)
    }
}
