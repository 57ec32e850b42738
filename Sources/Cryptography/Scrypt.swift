// scrypt (RFC 7914): makes guessing a short secret expensive in memory as well as in time. It takes
// tens of milliseconds on purpose, so it must never run where a scan waits.

internal import COpenSSL

package enum Scrypt {
    /// How much work one guess costs: `128 · r · 2^logN` bytes of memory, `p` times over.
    package struct Cost: Hashable, Sendable {
        /// 16 MiB five times over: OWASP's smallest recommended memory, for boxes that have little.
        package static let standard = Cost(logN: 14, r: 8, p: 5)
        /// The most memory a hash may ask for; a larger one is a trap, not a passphrase.
        package static let maximumMemory = 64 << 20
        /// The most passes a hash may ask for: about a second in all on a small box.
        package static let maximumPasses = 16

        package let logN: Int
        package let r: Int
        package let p: Int

        package init(logN: Int, r: Int, p: Int) {
            self.logN = logN
            self.r = r
            self.p = p
        }

        package var isAffordable: Bool {
            (1...20).contains(logN) && (1...32).contains(r)
                && (1...Self.maximumPasses).contains(p)
                && 128 * r << logN <= Self.maximumMemory
        }
    }

    /// Room for libcrypto's own buffers beside the table itself.
    private static let slack: UInt64 = 1 << 20

    package static func derive(
        from secret: SecretBytes, salt: Span<UInt8>, cost: Cost, count: Int
    ) throws(CryptographyFault) -> [UInt8] {
        precondition((1...1_024).contains(count), "scrypt gives 1 to 1024 bytes here")
        guard cost.isAffordable else { throw .malformedPassphraseHash }
        var output = [UInt8](repeating: 0, count: count)
        let done = unsafe output.withUnsafeMutableBufferPointer { output in
            unsafe salt.withUnsafeBufferPointer { salt in
                secret.withSpan { secret in
                    unsafe secret.withUnsafeBytes { secret in
                        unsafe EVP_PBE_scrypt(
                            secret.baseAddress?.assumingMemoryBound(to: CChar.self), secret.count,
                            salt.baseAddress, salt.count, 1 << UInt64(cost.logN), UInt64(cost.r),
                            UInt64(cost.p), UInt64(Cost.maximumMemory) + slack,
                            output.baseAddress, output.count)
                    }
                }
            }
        }
        guard done == 1 else {
            ERR_clear_error()
            throw .libraryFailed(operation: "scrypt")
        }
        return output
    }
}
