// One key of one event: what verifies its codes and, where the secret half is there, what makes
// them. It must never verify anything once it is revoked.

package import CheckinCore
package import Cryptography

/// What a key may still do.
package enum KeyStatus: String, Sendable, CaseIterable {
    /// Makes and verifies.
    case active
    /// Verifies what it made, makes no more: its successor is at work.
    case retired
    /// Does nothing: somebody else may hold it.
    case revoked
}

/// A span of wall time: from `from` on, before `until`; nil leaves a side open.
package struct KeyWindow: Hashable, Sendable {
    package let from: Timestamp?
    package let until: Timestamp?

    package init(from: Timestamp? = nil, until: Timestamp? = nil) {
        self.from = from
        self.until = until
    }

    package func contains(_ moment: Timestamp) -> Bool {
        if let from, moment < from { return false }
        if let until, moment >= until { return false }
        return true
    }
}

/// What a key is made of; with it goes the kind of code it is for.
package enum KeyMaterial: Sendable {
    case ns1(SecretBytes)
    case ns2HMAC(SecretBytes)
    case ns2Verifying(Ed25519PublicKey)
    case ns2Signing(Ed25519PrivateKey)

    package var scheme: Scheme {
        switch self {
        case .ns1: .ns1
        case .ns2HMAC: .ns2HMAC
        case .ns2Verifying, .ns2Signing: .ns2Ed25519
        }
    }
}

package struct EventKey: Sendable {
    /// As long as the hash: a shorter HMAC key is easier to guess than its codes.
    package static let minimumSecretBytes = 32
    /// Room for a platform's long pass phrase; more is a wrong file.
    package static let maximumSecretBytes = 1_024

    package let id: UInt8
    package let event: EventID
    package let material: KeyMaterial
    package let window: KeyWindow
    package let status: KeyStatus
    /// What an NS2 proof covers before the code's own bytes.
    let context: [UInt8]
    private let hmac: HMACKey?

    package init(
        id: UInt8, event: EventID, material: KeyMaterial, window: KeyWindow = KeyWindow(),
        status: KeyStatus = .active
    ) throws(TicketFault) {
        if material.scheme != .ns1, event.uuidBytes == nil { throw .eventNotUUID(key: id) }
        switch material {
        case .ns1(let secret), .ns2HMAC(let secret):
            guard (Self.minimumSecretBytes...Self.maximumSecretBytes).contains(secret.count) else {
                throw .secretLength(key: id, bytes: secret.count)
            }
            do { hmac = try HMACKey(secret) } catch { throw .cryptography(error) }
        case .ns2Verifying, .ns2Signing: hmac = nil
        }
        self.id = id
        self.event = event
        self.material = material
        self.window = window
        self.status = status
        context = NS2.domain + Array(event.text.utf8)
    }

    package var scheme: Scheme { material.scheme }

    /// It can make Ed25519 codes: at home with whoever sells tickets, never on a box.
    package var holdsPrivateHalf: Bool {
        if case .ns2Signing = material { true } else { false }
    }

    /// Codes made with this key count at `now`. Where the clock is not trusted the window says
    /// nothing: only the status, which no clock can change, can take a key out of use.
    package func isUsable(at now: Timestamp, timeTrusted: Bool) -> Bool {
        status != .revoked && (!timeTrusted || window.contains(now))
    }

    func proves(_ code: NS1) throws(CryptographyFault) -> Bool {
        guard let hmac, scheme == .ns1, let proof = code.proof else { return false }
        let (signed, closing) = (code.signed, NS1.closing)
        return try hmac.authenticates(proof.span, of: signed.span, closing.span)
    }

    func proves(_ code: NS2) throws(CryptographyFault) -> Bool {
        guard code.scheme == scheme else { return false }
        let (body, proof) = (code.body, code.proof)
        switch material {
        case .ns1: return false
        case .ns2HMAC:
            guard let hmac, proof.count == NS2.hmacProofBytes else { return false }
            return try hmac.authenticates(proof.span, of: context.span, body.span)
        case .ns2Verifying(let key):
            let message = context + body
            return try key.verifies(proof.span, of: message.span)
        case .ns2Signing(let key):
            let message = context + body
            return try key.publicKey.verifies(proof.span, of: message.span)
        }
    }

    /// The proof of `head` followed by `tail`: 32 bytes of HMAC, or 64 of Ed25519.
    func proof(of head: [UInt8], _ tail: [UInt8]) throws(TicketFault) -> [UInt8] {
        do {
            if let hmac { return try hmac.code(of: head.span, tail.span) }
            if case .ns2Signing(let key) = material {
                let message = head + tail
                return try key.signature(of: message.span)
            }
        } catch { throw .cryptography(error) }
        throw .keyCannotMake(key: id, reason: "its secret half is not here")
    }
}
