// Keys and signatures as text: base64 (RFC 4648) in the standard alphabet with its padding, the one
// spelling the protocol has. Any other is refused.

enum Base64Text {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let pad = UInt8(ascii: "=")

    static func text(of bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let joined = (0..<3).reduce(0) { sum, place in
                sum << 8 | (place < group.count ? Int(group[start + place]) : 0)
            }
            for place in 0..<4 {
                text.append(place <= group.count ? alphabet[joined >> (18 - 6 * place) & 63] : pad)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// nil when `text` is not what `text(of:)` makes of some bytes.
    static func bytes(of text: String) -> [UInt8]? {
        let given = Array(text.utf8)
        guard given.count.isMultiple(of: 4) else { return nil }
        let padding = given.suffix(2).count { $0 == pad }
        var bytes: [UInt8] = []
        var joined = 0
        for (place, character) in given.dropLast(padding).enumerated() {
            guard let value = alphabet.firstIndex(of: character) else { return nil }
            joined = (joined << 6 | value) & 0xFF_FFFF
            if place % 4 > 0 {
                bytes.append(UInt8(truncatingIfNeeded: joined >> (6 - 2 * (place % 4))))
            }
        }
        // Bits that belong to no byte must be nil, and padding must stand at the end alone.
        return self.text(of: bytes) == text ? bytes : nil
    }
}
