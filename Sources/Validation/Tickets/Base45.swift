// base45 (RFC 9285), strictly: every byte string has exactly one spelling, and nothing else is
// read.

package enum Base45 {
    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:".utf8)
    private static let base = 45
    /// In `values`: not a character of the alphabet.
    private static let none: UInt8 = 0xFF
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: none, count: 256)
        for (value, character) in alphabet.enumerated() {
            values[Int(character)] = UInt8(value)
        }
        return values
    }()

    package static func encode(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count * 3 + 1) / 2)
        var rest = bytes[...]
        while let first = rest.popFirst() {
            var value = Int(first)
            var characters = 2
            if let second = rest.popFirst() {
                value = value << 8 | Int(second)
                characters = 3
            }
            for _ in 0..<characters {
                text.append(alphabet[value % base])
                value /= base
            }
        }
        return text
    }

    /// Throws where the text is not what `encode` would have written.
    package static func decode(_ text: ArraySlice<UInt8>) throws(CodeDefect) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 3 * 2 + 1)
        let values = values
        var position = text.startIndex
        while position < text.endIndex {
            let count = min(3, text.endIndex - position)
            guard count > 1 else { throw CodeDefect(.notBase45, at: position) }
            var value = 0
            for offset in (0..<count).reversed() {
                let digit = values[Int(text[position + offset])]
                guard digit != none else { throw CodeDefect(.notBase45, at: position + offset) }
                value = value * base + Int(digit)
            }
            guard value <= (count == 3 ? 0xFFFF : 0xFF) else {
                throw CodeDefect(.base45Overflow, at: position)
            }
            if count == 3 { bytes.append(UInt8(value >> 8)) }
            bytes.append(UInt8(value & 0xFF))
            position += count
        }
        return bytes
    }
}
