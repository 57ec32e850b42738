// A code reader that proves nothing: a test says what each text reads as. Everything else is
// unreadable. It must never be kinder than a real reader about when a code may be proved.

package import CheckinCore

package struct ManualReader: CodeReader {
    private let readings: [[UInt8]: CodeReading]
    private let keyWindow: Range<Timestamp>?

    /// `keyWindow`: when the key that proves all these texts counts; outside of it, and by a
    /// trusted clock, a genuine code reads as forged, as with a real key ring.
    package init(_ readings: [String: CodeReading], keyWindow: Range<Timestamp>? = nil) {
        self.keyWindow = keyWindow
        self.readings = Dictionary(
            uniqueKeysWithValues: readings.map { (Array($0.key.utf8), $0.value) })
    }

    package func read(
        _ token: TicketToken, at now: Timestamp, timeTrusted: Bool
    ) -> CodeReading {
        let reading = readings[token.bytes] ?? .unreadable
        guard case .claims = reading, timeTrusted, keyWindow?.contains(now) == false else {
            return reading
        }
        return .forged
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
