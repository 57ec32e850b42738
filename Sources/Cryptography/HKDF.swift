// HKDF-SHA256 (RFC 5869): one master key gives as many independent keys as there are purposes, and
// none of them leads back to it.

internal import COpenSSL

package enum HKDF {
    /// What RFC 5869 allows: 255 blocks of the hash.
    package static let maximumBytes = 255 * SHA256.byteCount

    package static func derive(
        from key: SecretBytes, salt: Span<UInt8>, info: Span<UInt8>, count: Int
    ) throws(CryptographyFault) -> SecretBytes {
        precondition((1...maximumBytes).contains(count), "HKDF gives 1 to 8160 bytes")
        var output = [UInt8](repeating: 0, count: count)
        let done = unsafe output.withUnsafeMutableBufferPointer { output in
            key.withSpan { key in
                unsafe salt.withUnsafeBufferPointer { salt in
                    unsafe info.withUnsafeBufferPointer { info in
                        unsafe key.withUnsafeBufferPointer { key in
                            unsafe checkind_hkdf_sha256(
                                key.baseAddress, key.count, salt.baseAddress, salt.count,
                                info.baseAddress, info.count, output.baseAddress, output.count)
                        }
                    }
                }
            }
        }
        guard done == 1 else {
            ERR_clear_error()
            throw .libraryFailed(operation: "HKDF")
        }
        return SecretBytes(cleansing: &output)
    }
}
