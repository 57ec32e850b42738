// The half of an Ed25519 key (RFC 8032) that may lie on every box: it verifies and can make
// nothing.

internal import COpenSSL

@safe package final class Ed25519PublicKey: Sendable {
    package static let byteCount = 32
    package static let signatureBytes = 64

    package let bytes: [UInt8]
    // Read by any number of threads at once, as libcrypto allows; never changed after `init`.
    private nonisolated(unsafe) let key: OpaquePointer

    package init(_ bytes: some Collection<UInt8>) throws(CryptographyFault) {
        let bytes = Array(bytes)
        guard bytes.count == Self.byteCount,
            let key = unsafe EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, bytes, bytes.count)
        else {
            ERR_clear_error()
            throw .malformedKey(kind: "Ed25519")
        }
        self.bytes = bytes
        unsafe self.key = key
    }

    deinit { unsafe EVP_PKEY_free(key) }

    /// Whether `signature` is this key's of `message`.
    package func verifies(
        _ signature: Span<UInt8>, of message: Span<UInt8>
    ) throws(CryptographyFault) -> Bool {
        guard signature.count == Self.signatureBytes else { return false }
        guard let context = unsafe EVP_MD_CTX_new() else {
            throw .libraryFailed(operation: "Ed25519 verification")
        }
        defer { unsafe EVP_MD_CTX_free(context) }
        guard unsafe EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1 else {
            ERR_clear_error()
            throw .libraryFailed(operation: "Ed25519 verification")
        }
        let answer = unsafe signature.withUnsafeBufferPointer { signature in
            unsafe message.withUnsafeBufferPointer { message in
                unsafe EVP_DigestVerify(
                    context, signature.baseAddress, signature.count, message.baseAddress,
                    message.count)
            }
        }
        // A refused signature leaves its reason in the thread's queue, where it would be taken for
        // that of the next failure.
        if answer != 1 { ERR_clear_error() }
        return answer == 1
    }
}

extension Ed25519PublicKey: Equatable {
    package static func == (left: Ed25519PublicKey, right: Ed25519PublicKey) -> Bool {
        left.bytes == right.bytes
    }
}
