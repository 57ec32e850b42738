// A secret for one reader: whoever holds the private half can open it, and nobody else, not even
// who sealed it. It is HPKE (RFC 9180) in base mode, one message a box, with the suite
// DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM. It says nothing of who sealed it.

package enum SealedBox {
    /// The longest secret that is sealed: a key of ours has at most 1,024 bytes.
    package static let maximumBytes = 4_096
    /// The key of one use, and the tag.
    package static let overheadBytes = X25519PrivateKey.byteCount + AESGCM.tagBytes

    private static let kem: [UInt8] = Array("KEM".utf8) + [0x00, 0x20]
    private static let suite: [UInt8] =
        Array("HPKE".utf8) + [0x00, 0x20, 0x00, 0x01, 0x00, 0x01]

    /// Seals `secret` for the owner of the X25519 key `recipient`. `purpose` is not secret and not
    /// in the box: opening asks for the same one, so that a box made for one use opens for no
    /// other.
    package static func seal(
        _ secret: SecretBytes, to recipient: [UInt8], purpose: String
    ) throws(CryptographyFault) -> [UInt8] {
        try seal(
            secret, to: recipient, purpose: Array(purpose.utf8), authenticating: [],
            ephemeral: X25519PrivateKey.generate())
    }

    static func seal(
        _ secret: SecretBytes, to recipient: [UInt8], purpose: [UInt8],
        authenticating extra: [UInt8], ephemeral: X25519PrivateKey
    ) throws(CryptographyFault) -> [UInt8] {
        precondition(secret.count <= maximumBytes, "a sealed box holds a key, not a file")
        let shared = try ephemeral.sharedSecret(with: recipient)
        let (key, nonce) = try schedule(
            shared, enclosed: ephemeral.publicKey, recipient: recipient, purpose: purpose)
        return ephemeral.publicKey
            + (try AESGCM.seal(secret, key: key, nonce: nonce, authenticating: extra))
    }

    /// The secret in `box`; nil when it is not for this key and purpose, or was changed.
    package static func open(
        _ box: [UInt8], with key: X25519PrivateKey, purpose: String
    ) throws(CryptographyFault) -> SecretBytes? {
        guard (overheadBytes...overheadBytes + maximumBytes).contains(box.count) else {
            return nil
        }
        let enclosed = Array(box.prefix(X25519PrivateKey.byteCount))
        let shared: SecretBytes
        do { shared = try key.sharedSecret(with: enclosed) } catch {
            if case .malformedKey = error { return nil }
            throw error
        }
        let (secret, nonce) = try schedule(
            shared, enclosed: enclosed, recipient: key.publicKey, purpose: Array(purpose.utf8))
        return try AESGCM.open(
            Array(box.dropFirst(enclosed.count)), key: secret, nonce: nonce, authenticating: [])
    }

    /// RFC 9180, 4.1 and 5.1: from the shared secret to a key and a nonce of one use.
    private static func schedule(
        _ shared: SecretBytes, enclosed: [UInt8], recipient: [UInt8], purpose: [UInt8]
    ) throws(CryptographyFault) -> (SecretBytes, [UInt8]) {
        let nobody = SecretBytes(copying: [UInt8]())
        let agreed = try expand(
            try extract([], label: "eae_prk", shared, suite: kem), label: "shared_secret",
            enclosed + recipient, count: SHA256.byteCount, suite: kem)
        let identity = try extract([], label: "psk_id_hash", nobody, suite: suite)
        let hash = try extract(
            [], label: "info_hash", SecretBytes(copying: purpose), suite: suite)
        let context = [0x00] + identity.reveal() + hash.reveal()
        let root = try extract(agreed.reveal(), label: "secret", nobody, suite: suite)
        let key = try expand(
            root, label: "key", context, count: AESGCM.keyBytes, suite: suite)
        let nonce = try expand(
            root, label: "base_nonce", context, count: AESGCM.nonceBytes, suite: suite)
        return (key, nonce.reveal())
    }

    /// HKDF's first half, which is one HMAC keyed with the salt.
    private static func extract(
        _ salt: [UInt8], label: String, _ material: SecretBytes, suite: [UInt8]
    ) throws(CryptographyFault) -> SecretBytes {
        // No salt means a block of noughts (RFC 5869).
        let key = try HMACKey(
            SecretBytes(
                copying: salt.isEmpty ? [UInt8](repeating: 0, count: SHA256.byteCount) : salt))
        let head = Array("HPKE-v1".utf8) + suite + Array(label.utf8)
        var tail = material.reveal()
        var code = try key.code(of: head.span, tail.span)
        SecretBytes.cleanse(&tail)
        return SecretBytes(cleansing: &code)
    }

    /// HKDF's second half; one block is all that is asked for here.
    private static func expand(
        _ key: SecretBytes, label: String, _ information: [UInt8], count: Int, suite: [UInt8]
    ) throws(CryptographyFault) -> SecretBytes {
        precondition(count <= SHA256.byteCount, "one block of HKDF")
        let head =
            [UInt8(count >> 8), UInt8(count & 0xFF)] + Array("HPKE-v1".utf8) + suite
            + Array(label.utf8)
        let tail = information + [0x01]
        var block = try HMACKey(key).code(of: head.span, tail.span)
        defer { SecretBytes.cleanse(&block) }
        return SecretBytes(copying: block.prefix(count))
    }
}
