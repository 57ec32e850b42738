// X25519 (RFC 7748): two parties, each with the other's public half, come to one secret. It is what
// sealed boxes are made with. The secret must never be used as it is: it goes through HKDF first.

internal import COpenSSL

@safe package final class X25519PrivateKey: Sendable {
    package static let byteCount = 32

    /// The 32 bytes the key is made of.
    package let seed: SecretBytes
    /// The half that others may have.
    package let publicKey: [UInt8]
    // Read by any number of threads at once, as libcrypto allows; never changed after `init`.
    private nonisolated(unsafe) let key: OpaquePointer

    package init(seed: SecretBytes) throws(CryptographyFault) {
        let key = unsafe seed.withSpan { seed in
            unsafe seed.withUnsafeBufferPointer {
                unsafe EVP_PKEY_new_raw_private_key(
                    EVP_PKEY_X25519, nil, $0.baseAddress, $0.count)
            }
        }
        guard seed.count == Self.byteCount, let key = unsafe key else {
            unsafe EVP_PKEY_free(key)
            ERR_clear_error()
            throw .malformedKey(kind: "X25519")
        }
        var bytes = [UInt8](repeating: 0, count: Self.byteCount)
        var length = bytes.count
        guard unsafe EVP_PKEY_get_raw_public_key(key, &bytes, &length) == 1,
            length == Self.byteCount
        else {
            unsafe EVP_PKEY_free(key)
            ERR_clear_error()
            throw .libraryFailed(operation: "X25519 set-up")
        }
        publicKey = bytes
        self.seed = seed
        unsafe self.key = key
    }

    deinit { unsafe EVP_PKEY_free(key) }

    /// A new key from the system's randomness.
    package static func generate() throws(CryptographyFault) -> X25519PrivateKey {
        try X25519PrivateKey(seed: Randomness.secret(count: byteCount))
    }

    /// The secret shared with whoever has the private half of `other`. A public key with which the
    /// secret would be nought is refused, as RFC 7748 asks.
    func sharedSecret(with other: [UInt8]) throws(CryptographyFault) -> SecretBytes {
        guard other.count == Self.byteCount,
            let peer = unsafe EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, nil, other, other.count)
        else {
            ERR_clear_error()
            throw .malformedKey(kind: "X25519")
        }
        defer { unsafe EVP_PKEY_free(peer) }
        guard let context = unsafe EVP_PKEY_CTX_new(key, nil) else {
            throw .libraryFailed(operation: "X25519")
        }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        var secret = [UInt8](repeating: 0, count: Self.byteCount)
        var length = secret.count
        guard unsafe EVP_PKEY_derive_init(context) == 1,
            unsafe EVP_PKEY_derive_set_peer(context, peer) == 1
        else {
            ERR_clear_error()
            throw .libraryFailed(operation: "X25519")
        }
        // Fails for a public key of small order.
        guard unsafe EVP_PKEY_derive(context, &secret, &length) == 1, length == secret.count else {
            ERR_clear_error()
            throw .malformedKey(kind: "X25519")
        }
        return SecretBytes(cleansing: &secret)
    }
}
