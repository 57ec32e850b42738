// SHA-256 in one call: for fingerprints of codes and tags of events, both on the path of a scan.

internal import COpenSSL

package enum SHA256 {
    package static let byteCount = 32

    // Fetched once: looking an algorithm up by name costs more than hashing a code. Never freed and
    // never changed, as libcrypto's algorithms are.
    private nonisolated(unsafe) static let algorithm: OpaquePointer? =
        unsafe EVP_MD_fetch(nil, "SHA256", nil)

    /// The 32 bytes of the digest.
    package static func digest(of message: Span<UInt8>) -> [UInt8] {
        // A system whose libcrypto has no SHA-256 can read no ticket at all.
        guard let algorithm = unsafe algorithm else { preconditionFailure("libcrypto: no SHA-256") }
        var digest = [UInt8](repeating: 0, count: byteCount)
        let done = unsafe digest.withUnsafeMutableBufferPointer { output in
            unsafe message.withUnsafeBufferPointer { input in
                unsafe EVP_Digest(
                    input.baseAddress, input.count, output.baseAddress, nil, algorithm, nil)
            }
        }
        precondition(done == 1, "libcrypto: SHA-256 failed")
        return digest
    }
}
