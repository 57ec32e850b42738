// SHA-256 of something that comes in pieces: a snapshot is larger than memory should be. One owner
// at a time feeds it; once it has said its digest it is used up.

internal import COpenSSL

@safe package final class SHA256Stream {
    private let context: OpaquePointer

    package init() throws(CryptographyFault) {
        guard let context = unsafe EVP_MD_CTX_new(),
            unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1
        else { throw .libraryFailed(operation: "SHA-256") }
        unsafe self.context = context
    }

    deinit { unsafe EVP_MD_CTX_free(context) }

    package func update(_ bytes: [UInt8]) throws(CryptographyFault) {
        guard unsafe EVP_DigestUpdate(context, bytes, bytes.count) == 1 else {
            throw .libraryFailed(operation: "SHA-256")
        }
    }

    /// The 32 bytes of the digest.
    package func digest() throws(CryptographyFault) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: SHA256.byteCount)
        guard unsafe EVP_DigestFinal_ex(context, &digest, nil) == 1 else {
            throw .libraryFailed(operation: "SHA-256")
        }
        return digest
    }
}
