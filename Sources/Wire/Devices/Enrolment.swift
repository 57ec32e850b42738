// How a box becomes known: POST /v1/enrol and its answer. The code and the token are secrets: they
// must never be printed, and no description of these values has them.

package import CheckinCore

/// What a box shows instead of a name and a password: 64 hexadecimal digits.
package struct DeviceToken: Hashable, Sendable, CustomStringConvertible {
    package static let digits = 64

    package let text: String

    /// Fails on anything but 64 digits in lower case.
    package init?(_ text: String) {
        guard text.utf8.count == Self.digits,
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        self.text = text
    }

    package var description: String { "a token" }
}

package struct EnrolmentRequest: Hashable, Sendable, CustomStringConvertible {
    /// Longer than any code of the server's, whatever stands between its letters.
    package static let codeBytes = 64
    package static let publicKeyBytes = 32
    package static let maximumBytes = 2_048

    package let code: String
    package let device: DeviceID
    /// X25519: what secrets are sealed for.
    package let publicKey: [UInt8]
    /// Ed25519: what the box signs its journal with, where there is no network.
    package let signingKey: [UInt8]

    /// Fails when the code or a key has not the length of one.
    package init?(code: String, device: DeviceID, publicKey: [UInt8], signingKey: [UInt8]) {
        guard (1...Self.codeBytes).contains(code.utf8.count),
            publicKey.count == Self.publicKeyBytes, signingKey.count == Self.publicKeyBytes
        else { return nil }
        self.signingKey = signingKey
        self.code = code
        self.device = device
        self.publicKey = publicKey
    }

    package init(_ bytes: [UInt8]) throws(WireFault) {
        guard bytes.count <= Self.maximumBytes else { throw .tooLarge }
        let object = try JSONParser.object(of: bytes)
        let key = try object.text("public_key", atMost: Self.maximumBytes)
        let signing = try object.text("signing_key", atMost: Self.maximumBytes)
        let request = Self(
            code: try object.text("code", atMost: Self.codeBytes),
            device: try object.identifier("device"), publicKey: Base64Text.bytes(of: key) ?? [],
            signingKey: Base64Text.bytes(of: signing) ?? [])
        guard let request else { throw .malformed("public_key") }
        self = request
    }

    package var bytes: [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.add("code", code)
            writer.add("device", device)
            writer.add("public_key", Base64Text.text(of: publicKey))
            writer.add("signing_key", Base64Text.text(of: signingKey))
        }
        return writer.bytes
    }

    package var description: String { "an enrolment of \(device)" }
}

package struct EnrolmentAnswer: Hashable, Sendable, CustomStringConvertible {
    package let token: DeviceToken
    package let box: DeviceDescription

    package init(token: DeviceToken, box: DeviceDescription) {
        self.token = token
        self.box = box
    }

    package init(_ bytes: [UInt8]) throws(WireFault) {
        guard bytes.count <= DeviceMessage.maximumBytes else { throw .tooLarge }
        let object = try JSONParser.object(of: bytes)
        let text = try object.text("token", atMost: DeviceToken.digits)
        guard let token = DeviceToken(text) else { throw .malformed("token") }
        self.token = token
        box = try DeviceMessage.description(of: object)
    }

    package var bytes: [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            DeviceMessage.write(box, to: &writer)
            writer.add("token", token.text)
        }
        return writer.bytes
    }

    package var description: String { "the enrolment of \(box.device)" }
}
