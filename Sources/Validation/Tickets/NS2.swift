// NS2, the compact code: "N2:" and base45 of 24 bytes of claims and a proof. Small enough for a
// coarse QR code that reads from afar. Reading here proves nothing: a key does.

package import CheckinCore
internal import Cryptography

/// A code in the form of NS2, its proof not yet checked.
///
///     version and algorithm (1) · key id (1) · event tag (2) · ticket id (16)
///     · minutes since 2020 (3) · generation (1) · proof (14 or 64)
package struct NS2: Sendable {
    static let prefix = Array("N2:".utf8)
    /// What the proof covers before the event id: no other signature of the platform begins so.
    static let domain = Array("checkind/ns2".utf8)
    static let bodyBytes = 24
    static let hmacProofBytes = 14
    /// 2020-01-01T00:00:00Z.
    static let epoch = Timestamp(milliseconds: 1_577_836_800_000)
    static let millisecondsPerMinute: Int64 = 60_000
    /// Three bytes of minutes: the last is in November 2051.
    static let lastMinute: Int64 = 0xFF_FFFF

    private static let hmacHead: UInt8 = 0x20
    private static let ed25519Head: UInt8 = 0x21
    private static let longestText = 135

    package let scheme: Scheme
    package let keyID: UInt8
    package let tag: EventTag
    package let ticket: TicketID
    package let issuedAt: Timestamp
    package let generation: UInt8
    /// All bytes the proof covers after the event id.
    let body: ArraySlice<UInt8>
    let proof: ArraySlice<UInt8>

    static func isClaimed(by text: ArraySlice<UInt8>) -> Bool { text.starts(with: prefix) }

    /// Reads the text of a code, prefix included.
    init(_ text: ArraySlice<UInt8>) throws(CodeDefect) {
        guard text.count <= Self.longestText else { throw CodeDefect(.compactLength) }
        let bytes = try Base45.decode(text.dropFirst(Self.prefix.count))
        guard let head = bytes.first else { throw CodeDefect(.compactLength) }
        let proofBytes: Int
        switch head {
        case Self.hmacHead: (scheme, proofBytes) = (.ns2HMAC, Self.hmacProofBytes)
        case Self.ed25519Head: (scheme, proofBytes) = (.ns2Ed25519, Ed25519PublicKey.signatureBytes)
        default: throw CodeDefect(.compactVersion)
        }
        guard bytes.count == Self.bodyBytes + proofBytes else { throw CodeDefect(.compactLength) }
        keyID = bytes[1]
        tag = EventTag(UInt16(bytes[2]) << 8 | UInt16(bytes[3]))
        ticket = TicketID(uuid: bytes[4..<20])
        let minutes = Int64(bytes[20]) << 16 | Int64(bytes[21]) << 8 | Int64(bytes[22])
        issuedAt = Timestamp(
            milliseconds: Self.epoch.milliseconds + minutes * Self.millisecondsPerMinute)
        generation = bytes[23]
        body = bytes[..<Self.bodyBytes]
        proof = bytes[Self.bodyBytes...]
    }

    /// The bytes of a code before its proof.
    static func body(
        scheme: Scheme, keyID: UInt8, tag: EventTag, ticket: [UInt8], minutes: Int64,
        generation: UInt8
    ) -> [UInt8] {
        precondition(ticket.count == 16 && (0...lastMinute).contains(minutes))
        var bytes = [scheme == .ns2Ed25519 ? ed25519Head : hmacHead, keyID]
        bytes += [UInt8(tag.value >> 8), UInt8(tag.value & 0xFF)]
        bytes += ticket
        bytes += [UInt8(minutes >> 16), UInt8(minutes >> 8 & 0xFF), UInt8(minutes & 0xFF)]
        bytes.append(generation)
        return bytes
    }

    func claims(for event: EventID) -> Claims {
        Claims(
            ticket: ticket, event: event, scheme: scheme, issuedAt: issuedAt,
            generation: generation)
    }
}

/// The first two bytes of the SHA-256 of an event's id: which event a compact code is probably for.
package struct EventTag: Hashable, Sendable, CustomStringConvertible {
    package let value: UInt16

    package init(_ value: UInt16) { self.value = value }

    /// nil when the id is no UUID: such an event has no compact codes.
    package init?(_ event: EventID) {
        guard event.uuidBytes != nil else { return nil }
        let digest = SHA256.digest(of: Array(event.text.utf8).span)
        value = UInt16(digest[0]) << 8 | UInt16(digest[1])
    }

    package var description: String { Hex.text(of: [UInt8(value >> 8), UInt8(value & 0xFF)]) }
}
