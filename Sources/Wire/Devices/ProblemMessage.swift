// What the server says when it does not do what it was asked: problem details (RFC 9457) with a
// stable code. Whatever stands between the box and the server may answer instead, so nothing here
// is believed beyond its shape.

package import CheckinCore

package struct ProblemMessage: Hashable, Sendable {
    package static let maximumBytes = 64 << 10
    private static let codeBytes = 64
    private static let detailBytes = 512
    private static let revocationBytes = 4_096

    /// A word of letters, digits and underscores; empty when there was none.
    package let code: String
    package let detail: String
    /// Of a box that was revoked: the signed statement, as it came.
    package let revocation: String?

    package init(code: String, detail: String = "", revocation: String? = nil) {
        self.code = code
        self.detail = detail
        self.revocation = revocation
    }

    package init(_ bytes: [UInt8]) throws(WireFault) {
        guard bytes.count <= Self.maximumBytes else { throw .tooLarge }
        let object = try JSONParser.object(of: bytes)
        let code = try object.text("code", atMost: Self.codeBytes)
        let isWord = code.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F
        }
        guard isWord else { throw .malformed("code") }
        self.code = code
        detail = CutText.prefix(
            of: try object.optionalText("detail", atMost: Self.maximumBytes) ?? "",
            bytes: Self.detailBytes)
        revocation = try object.optionalText("revocation", atMost: Self.revocationBytes)
    }

    package func bytes(status: Int) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.add("code", code)
            writer.add("detail", detail)
            writer.add("status", status)
            writer.add("title", code)
            writer.add("revocation", revocation)
        }
        return writer.bytes
    }
}

/// The statement that a box was revoked. Only its signature makes it true.
package struct Revocation: Hashable, Sendable {
    private static let maximumBytes = 4_096
    private static let signatureBytes = 64

    package let device: DeviceID
    package let at: Timestamp
    /// Ed25519.
    package let signature: [UInt8]

    package init(device: DeviceID, at: Timestamp, signature: [UInt8]) {
        self.device = device
        self.at = at
        self.signature = signature
    }

    package init(_ text: String) throws(WireFault) {
        guard text.utf8.count <= Self.maximumBytes else { throw .tooLarge }
        let object = try JSONParser.object(of: Array(text.utf8))
        device = try object.identifier("device")
        at = try object.moment("at")
        let signed = try object.text("signature", atMost: Self.maximumBytes)
        guard let signature = Base64Text.bytes(of: signed),
            signature.count == Self.signatureBytes
        else { throw .malformed("signature") }
        self.signature = signature
    }

    /// What is signed.
    package var signedBytes: [UInt8] {
        Array("checkind/revocation/1\n\(device)\n\(at.milliseconds)".utf8)
    }

    package var text: String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.add("device", device)
            writer.add("at", at)
            writer.add("signature", Base64Text.text(of: signature))
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
