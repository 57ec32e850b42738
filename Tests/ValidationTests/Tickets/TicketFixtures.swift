// Small things the ticket tests share: one event, one key of each kind, and a way to sign any text.

import CheckinCore
import Cryptography
import Testing

@testable import Validation

enum TicketFixtures {
    static let now = Timestamp(milliseconds: 1_777_658_400_000)

    static func event(_ text: String = "0197a3c2-5b1e-7d40-9c6f-1f2e3d4c5b6a") throws -> EventID {
        try #require(EventID(text))
    }

    static func secret(_ byte: UInt8 = 1) -> SecretBytes {
        SecretBytes(copying: Array(repeating: byte, count: 32))
    }

    static func key(
        _ id: UInt8 = 1, _ material: KeyMaterial? = nil, of event: EventID? = nil,
        from: Timestamp? = nil, until: Timestamp? = nil, status: KeyStatus = .active
    ) throws -> EventKey {
        try EventKey(
            id: id, event: try event ?? TicketFixtures.event(),
            material: material ?? .ns1(secret()), window: KeyWindow(from: from, until: until),
            status: status)
    }

    static func reader(_ keys: [EventKey], served: Set<EventID>? = nil) throws -> TicketReader {
        TicketReader(ring: try KeyRing(keys), served: try served ?? [event()])
    }

    static func claims(
        _ scheme: Scheme, ticket: String = "7c9e6679-7425-40de-944b-e07fc1f90ae7",
        event: EventID? = nil, issuedAt: Timestamp = now, generation: UInt8? = nil,
        user: String? = nil
    ) throws -> Claims {
        Claims(
            ticket: try #require(TicketID(ticket)), event: try event ?? TicketFixtures.event(),
            scheme: scheme, issuedAt: issuedAt, generation: generation,
            user: try user.map { try #require(UserID($0)) })
    }

    static func code(_ key: EventKey, _ claims: Claims) throws -> String {
        try CodeMaker(key: key, at: now).code(for: claims)
    }

    /// An object whose proof is right, whatever is in it: `members` is its text without braces.
    static func signed(_ members: String, by key: EventKey) throws -> [UInt8] {
        try signed(bytes: Array(members.utf8), by: key)
    }

    static func signed(bytes members: [UInt8], by key: EventKey) throws -> [UInt8] {
        let object = [UInt8(ascii: "{")] + members
        let proof = try key.proof(of: object, NS1.closing)
        return object + Array(",\"signature\":\"\(Hex.text(of: proof))\"}".utf8)
    }

    static func text(of object: [UInt8]) -> TicketToken { TicketToken(Base64Strict.encode(object)) }
}
