// A string between JSON quotes, as JavaScript writes it: the escapes it uses, and no others.

enum CanonicalString {
    /// The text of a string that `CanonicalScanner` has accepted.
    static func text(of escaped: ArraySlice<UInt8>) -> String {
        guard escaped.contains(UInt8(ascii: "\\")) else {
            return String(decoding: escaped, as: UTF8.self)
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(escaped.count)
        var rest = escaped
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let letter = rest.popFirst() else {
                bytes.append(byte)
                continue
            }
            if let plain = unescaped(letter) {
                bytes.append(plain)
            } else if let plain = control(rest.prefix(4)) {
                bytes.append(plain)
                rest = rest.dropFirst(4)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends `text` with its quotes, as `JSON.stringify` writes it.
    static func append(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            if let letter = letter(for: byte) {
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(letter)
            } else if byte < 0x20 {
                bytes.append(contentsOf: "\\u00".utf8)
                bytes.append(byte < 0x10 ? 0x30 : 0x31)
                bytes.append(byte & 15 < 10 ? 0x30 + (byte & 15) : 0x61 + (byte & 15) - 10)
            } else {
                bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// The byte that a short escape stands for.
    static func unescaped(_ letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): letter
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "t"): 0x09
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "r"): 0x0D
        default: nil
        }
    }

    /// The control character that four digits after `\u` stand for, if JavaScript would write it
    /// so.
    static func control(_ digits: ArraySlice<UInt8>) -> UInt8? {
        let digits = Array(digits)
        guard digits.count == 4, digits[0] == 0x30, digits[1] == 0x30,
            digits[2] == 0x30 || digits[2] == 0x31
        else { return nil }
        let low: UInt8
        switch digits[3] {
        case 0x30...0x39: low = digits[3] - 0x30
        case 0x61...0x66: low = digits[3] - 0x61 + 10
        default: return nil
        }
        let value = (digits[2] - 0x30) << 4 | low
        return letter(for: value) == nil ? value : nil
    }

    private static func letter(for byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): byte
        case 0x08: UInt8(ascii: "b")
        case 0x09: UInt8(ascii: "t")
        case 0x0A: UInt8(ascii: "n")
        case 0x0C: UInt8(ascii: "f")
        case 0x0D: UInt8(ascii: "r")
        default: nil
        }
    }
}
