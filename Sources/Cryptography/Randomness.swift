// Random bytes for keys, salts and session names, from libcrypto's generator, which the kernel
// seeds.

internal import COpenSSL

package enum Randomness {
    /// More than any key or name needs; a larger request is a mistake.
    package static let maximumBytes = 4_096

    package static func bytes(count: Int) throws(CryptographyFault) -> [UInt8] {
        precondition((0...maximumBytes).contains(count), "0 to 4096 random bytes at a time")
        var bytes = [UInt8](repeating: 0, count: count)
        guard unsafe RAND_bytes(&bytes, Int32(count)) == 1 else {
            ERR_clear_error()
            throw .libraryFailed(operation: "random bytes")
        }
        return bytes
    }

    package static func secret(count: Int) throws(CryptographyFault) -> SecretBytes {
        var bytes = try bytes(count: count)
        return SecretBytes(cleansing: &bytes)
    }
}
