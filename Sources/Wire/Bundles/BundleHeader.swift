// The first line of a file that brings a snapshot to a box without a network: for which box, and
// what the box should be now. The lines of the snapshot follow as they are.

package import CheckinCore

package struct BundleHeader: Hashable, Sendable {
    /// A box's description, once more as base64, and the words around it.
    package static let maximumBytes = 2 * DeviceMessage.maximumBytes
    private static let format = "checkind-bundle/1"
    private static let signatureBytes = 256

    package let device: DeviceID
    package let snapshot: SnapshotID
    package let box: DeviceDescription
    /// The bytes of the description: their SHA-256 is signed.
    package let description: [UInt8]
    /// Ed25519, by the server's key.
    package let signature: [UInt8]

    package init(_ bytes: [UInt8]) throws(WireFault) {
        guard bytes.count <= Self.maximumBytes else { throw .tooLarge }
        let object = try JSONParser.object(of: bytes)
        guard object["kind"] == .text("bundle") else { throw .malformed("kind") }
        guard object["format"] == .text(Self.format) else { throw .malformed("format") }
        device = try object.identifier("device")
        snapshot = try object.identifier("snapshot")
        let written = try object.text("description", atMost: Self.maximumBytes)
        guard let description = Base64Text.bytes(of: written) else {
            throw .malformed("description")
        }
        self.description = description
        box = try DeviceMessage.description(of: description)
        let signed = try object.text("signature", atMost: Self.signatureBytes)
        guard let signature = Base64Text.bytes(of: signed) else { throw .malformed("signature") }
        self.signature = signature
    }

    /// What is signed, with the digest of the description.
    package func signedBytes(digest: String) -> [UInt8] {
        Array("checkind/bundle/1\n\(device)\n\(snapshot)\n\(digest)".utf8)
    }
}
