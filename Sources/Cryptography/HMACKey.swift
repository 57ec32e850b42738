// HMAC-SHA256 with a key that is set up once. The keyed context is started afresh for each message,
// which costs a quarter of a one-shot call; a lock lets several tasks share it. It never gives the
// key back.

internal import COpenSSL
internal import Synchronization

package final class HMACKey: Sendable {
    package static let byteCount = 32
    /// The shortest truncated code that counts as a proof: 112 bits, as in the compact ticket code.
    package static let minimumProofBytes = 14

    @safe private struct Context: ~Copyable {
        let pointer: OpaquePointer

        init(_ pointer: OpaquePointer) { unsafe self.pointer = pointer }

        deinit { unsafe EVP_MAC_CTX_free(pointer) }
    }

    private let context: Mutex<Context>

    package init(_ secret: SecretBytes) throws(CryptographyFault) {
        let pointer = unsafe secret.withSpan { bytes in
            unsafe bytes.withUnsafeBufferPointer {
                unsafe checkind_hmac_sha256_new($0.baseAddress, $0.count)
            }
        }
        guard let pointer = unsafe pointer else { throw .libraryFailed(operation: "HMAC set-up") }
        context = unsafe Mutex(Context(pointer))
    }

    /// The 32-byte code of `head` followed by `tail`.
    package func code(
        of head: Span<UInt8>, _ tail: Span<UInt8>
    ) throws(CryptographyFault) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: Self.byteCount)
        var output = code.mutableSpan
        let done = context.withLock { context in
            unsafe Self.write(context.pointer, head, tail, into: &output)
        }
        guard done else {
            ERR_clear_error()
            throw .libraryFailed(operation: "HMAC")
        }
        return code
    }

    /// Whether `proof` is the code of `head` followed by `tail`, or its first bytes when it is
    /// shorter. A proof below `minimumProofBytes` proves nothing.
    package func authenticates(
        _ proof: Span<UInt8>, of head: Span<UInt8>, _ tail: Span<UInt8>
    ) throws(CryptographyFault) -> Bool {
        guard (Self.minimumProofBytes...Self.byteCount).contains(proof.count) else { return false }
        let code = try code(of: head, tail)
        return ConstantTime.areEqual(code.span.extracting(first: proof.count), proof)
    }

    private static func write(
        _ context: OpaquePointer, _ head: Span<UInt8>, _ tail: Span<UInt8>,
        into output: inout MutableSpan<UInt8>
    ) -> Bool {
        // No key and no parameters: the context starts over with those it has.
        guard unsafe EVP_MAC_init(context, nil, 0, nil) == 1 else { return false }
        let fed =
            unsafe head.withUnsafeBufferPointer {
                unsafe EVP_MAC_update(context, $0.baseAddress, $0.count)
            } == 1
            && tail.withUnsafeBufferPointer {
                unsafe EVP_MAC_update(context, $0.baseAddress, $0.count)
            } == 1
        var length = 0
        return unsafe fed
            && output.withUnsafeMutableBufferPointer {
                unsafe EVP_MAC_final(context, $0.baseAddress, &length, $0.count)
            } == 1
            && length == byteCount
    }
}
