// A code reader that proves nothing: a test says what each text reads as. Everything else is
// unreadable.

package import CheckinCore

package struct ManualReader: CodeReader {
    private let readings: [[UInt8]: CodeReading]

    package init(_ readings: [String: CodeReading]) {
        self.readings = Dictionary(
            uniqueKeysWithValues: readings.map { (Array($0.key.utf8), $0.value) })
    }

    package func read(_ token: TicketToken, at now: Timestamp) -> CodeReading {
        readings[token.bytes] ?? .unreadable
    }

    package func fingerprint(of token: TicketToken) -> CodeFingerprint {
        Self.fingerprint(of: token.bytes)
    }

    /// FNV-1a: not a SHA-256, but different texts differ, which is all that a test looks at.
    package static func fingerprint(of bytes: some Sequence<UInt8>) -> CodeFingerprint {
        CodeFingerprint(
            bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 })
    }
}
