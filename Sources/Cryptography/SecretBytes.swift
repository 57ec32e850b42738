// Bytes that must not leak: a key, a seed, a passphrase. They lie in one place, are wiped when the
// last owner lets go, and never print themselves. Whoever calls `reveal` takes over that duty.

internal import COpenSSL

@safe package final class SecretBytes: Sendable {
    // Written only before `init` ends and in `deinit`, when nobody else can look.
    private nonisolated(unsafe) let memory: UnsafeMutableRawBufferPointer

    package var count: Int { unsafe memory.count }

    package init(copying bytes: some Collection<UInt8>) {
        unsafe memory = .allocate(byteCount: bytes.count, alignment: 1)
        unsafe memory.copyBytes(from: bytes)
    }

    /// Takes the bytes over: the caller's array is zeroed and emptied.
    package convenience init(cleansing bytes: inout [UInt8]) {
        self.init(copying: bytes)
        Self.cleanse(&bytes)
    }

    deinit {
        unsafe OPENSSL_cleanse(memory.baseAddress, memory.count)
        unsafe memory.deallocate()
    }

    /// The bytes in the open, for writing a key file.
    package func reveal() -> [UInt8] { unsafe Array(memory) }

    /// Lends the bytes to `body`, which must not keep them.
    func withSpan<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        unsafe memory.withMemoryRebound(to: UInt8.self) { bytes in unsafe body(bytes.span) }
    }

    /// Zeroes an array in place where nobody else shares it, and empties it.
    static func cleanse(_ bytes: inout [UInt8]) {
        unsafe bytes.withUnsafeMutableBytes { memory in
            unsafe OPENSSL_cleanse(memory.baseAddress, memory.count)
        }
        bytes = []
    }
}

extension SecretBytes: Equatable {
    package static func == (left: SecretBytes, right: SecretBytes) -> Bool {
        left.withSpan { first in
            right.withSpan { second in ConstantTime.areEqual(first, second) }
        }
    }
}

extension SecretBytes: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<secret>" }
    package var debugDescription: String { "<secret>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
