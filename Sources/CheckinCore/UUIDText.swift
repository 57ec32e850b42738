// The 36-character form of a UUID, without Foundation. It must never accept any other spelling.

/// Reads and writes `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`.
package enum UUIDText {
    private static let length = 36

    /// On the path of every scan: no sets, no closures.
    package static func isUUID(_ text: some Collection<UInt8>) -> Bool {
        guard text.count == length else { return false }
        var index = 0
        for byte in text {
            switch index {
            case 8, 13, 18, 23: if byte != 0x2D { return false }
            default: if nibble(byte) == nil { return false }
            }
            index += 1
        }
        return true
    }

    /// The 16 bytes that `text` spells, or nil when it is no UUID.
    package static func bytes(of text: some Collection<UInt8>) -> [UInt8]? {
        guard isUUID(text) else { return nil }
        let nibbles = text.compactMap(nibble)
        return stride(from: 0, to: nibbles.count, by: 2).map { nibbles[$0] << 4 | nibbles[$0 + 1] }
    }

    /// The lower-case text of 16 bytes.
    package static func text(of bytes: some Collection<UInt8>) -> String {
        precondition(bytes.count == 16, "a UUID has 16 bytes")
        var text = ""
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { text.append("-") }
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return text
    }

    private static let digits = Array("0123456789abcdef")

    private static func nibble(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x61...0x66: byte - 0x61 + 10
        case 0x41...0x46: byte - 0x41 + 10
        default: nil
        }
    }
}
