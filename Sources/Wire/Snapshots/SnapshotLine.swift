// One line of a bulk snapshot: its header, one thing as it is, or the trailer that proves it all.
// A line is bounded, and no more than one is ever looked at.

package import CheckinCore

package enum SnapshotLine: Hashable, Sendable {
    /// Attempts have 8 kB; the rules that an administrator keeps for an event may have more.
    package static let maximumBytes = 1 << 20

    case header(SnapshotHeader)
    case change(FeedChange)
    case trailer(SnapshotTrailer)

    package init(_ bytes: [UInt8]) throws(WireFault) {
        guard bytes.count <= Self.maximumBytes else { throw .tooLarge }
        let object = try JSONParser.object(of: bytes)
        switch object["kind"] {
        case .text("header"): self = .header(try SnapshotHeader(object))
        case .text("trailer"): self = .trailer(try SnapshotTrailer(object))
        default: self = .change(try FeedChange(object))
        }
    }
}

package struct SnapshotHeader: Hashable, Sendable {
    private static let format = "checkind-snapshot/1"

    package let id: SnapshotID
    package let event: EventID
    package let generation: FeedGeneration
    package let position: Int64
    package let asOf: Timestamp

    init(_ object: JSONObject) throws(WireFault) {
        guard object["format"] == .text(Self.format) else { throw .malformed("format") }
        id = try object.identifier("snapshot")
        event = try object.identifier("event")
        generation = try object.identifier("generation")
        position = try object.integer("cursor", in: 0...Int64.max)
        asOf = try object.moment("as_of")
    }

    /// As it is offered, when the file has so many bytes.
    package func offer(size: Int64) -> SnapshotOffer {
        SnapshotOffer(
            id: id, event: event, generation: generation, position: position, asOf: asOf,
            size: size)
    }

    /// What is signed, with the digest of all lines before the trailer.
    package func signedBytes(digest: String) -> [UInt8] {
        Array("checkind/snapshot/1\n\(event)\n\(generation)\n\(position)\n\(digest)".utf8)
    }
}

package struct SnapshotTrailer: Hashable, Sendable {
    private static let textBytes = 256

    /// Before the trailer.
    package let lines: Int64
    /// SHA-256 of all their bytes, line breaks included, in hexadecimal digits.
    package let digest: String
    /// Ed25519.
    package let signature: [UInt8]

    init(_ object: JSONObject) throws(WireFault) {
        lines = try object.integer("lines", in: 1...Int64.max)
        digest = try object.text("sha256", atMost: Self.textBytes)
        let signed = try object.text("signature", atMost: Self.textBytes)
        guard let signature = Base64Text.bytes(of: signed) else { throw .malformed("signature") }
        self.signature = signature
    }
}
