// The half of an Ed25519 key (RFC 8032) that makes codes. It belongs to whoever sells tickets, and
// to no box at a door.

internal import COpenSSL

@safe package final class Ed25519PrivateKey: Sendable {
    package static let byteCount = 32

    /// The 32 bytes the key is made of.
    package let seed: SecretBytes
    package let publicKey: Ed25519PublicKey
    // Read by any number of threads at once, as libcrypto allows; never changed after `init`.
    private nonisolated(unsafe) let key: OpaquePointer

    package init(seed: SecretBytes) throws(CryptographyFault) {
        let key = unsafe seed.withSpan { seed in
            unsafe seed.withUnsafeBufferPointer {
                unsafe EVP_PKEY_new_raw_private_key(
                    EVP_PKEY_ED25519, nil, $0.baseAddress, $0.count)
            }
        }
        guard seed.count == Self.byteCount, let key = unsafe key else {
            unsafe EVP_PKEY_free(key)
            ERR_clear_error()
            throw .malformedKey(kind: "Ed25519")
        }
        var bytes = [UInt8](repeating: 0, count: Ed25519PublicKey.byteCount)
        var length = bytes.count
        guard unsafe EVP_PKEY_get_raw_public_key(key, &bytes, &length) == 1,
            length == Ed25519PublicKey.byteCount
        else {
            unsafe EVP_PKEY_free(key)
            ERR_clear_error()
            throw .libraryFailed(operation: "Ed25519 set-up")
        }
        do {
            publicKey = try Ed25519PublicKey(bytes)
        } catch {
            unsafe EVP_PKEY_free(key)
            throw error
        }
        self.seed = seed
        unsafe self.key = key
    }

    deinit { unsafe EVP_PKEY_free(key) }

    /// A new key from the system's randomness.
    package static func generate() throws(CryptographyFault) -> Ed25519PrivateKey {
        try Ed25519PrivateKey(seed: Randomness.secret(count: byteCount))
    }

    /// The 64 bytes that prove this key's owner wrote `message`.
    package func signature(of message: Span<UInt8>) throws(CryptographyFault) -> [UInt8] {
        guard let context = unsafe EVP_MD_CTX_new() else {
            throw .libraryFailed(operation: "Ed25519 signing")
        }
        defer { unsafe EVP_MD_CTX_free(context) }
        var signature = [UInt8](repeating: 0, count: Ed25519PublicKey.signatureBytes)
        var length = signature.count
        guard unsafe EVP_DigestSignInit(context, nil, nil, nil, key) == 1,
            unsafe message.withUnsafeBufferPointer({ message in
                unsafe EVP_DigestSign(
                    context, &signature, &length, message.baseAddress, message.count)
            }) == 1,
            length == signature.count
        else {
            ERR_clear_error()
            throw .libraryFailed(operation: "Ed25519 signing")
        }
        return signature
    }
}
