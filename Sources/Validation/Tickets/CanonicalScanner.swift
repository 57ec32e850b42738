// Walks over the text of a canonical JSON object, byte by byte. It knows how JavaScript writes
// strings and integers, and stops at the first byte JavaScript would not have written there.

struct CanonicalScanner {
    /// The largest integer that JavaScript keeps exactly; a larger one may come back changed.
    static let largestInteger: Int64 = 9_007_199_254_740_991
    private static let mostDigits = 16

    private let text: [UInt8]
    private(set) var position = 0

    /// The text must be valid UTF-8: bytes from 0x80 on are taken as they are.
    init(_ text: [UInt8]) { self.text = text }

    var isAtEnd: Bool { position == text.count }

    private var next: UInt8? { position < text.count ? text[position] : nil }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    mutating func expect(
        _ character: Unicode.Scalar, else kind: CodeDefect.Kind
    ) throws(CodeDefect) {
        guard skip(character) else { throw CodeDefect(kind, at: position) }
    }

    mutating func value() throws(CodeDefect) -> CanonicalObject.Value {
        switch next {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "n"):
            for character in "null".unicodeScalars { try expect(character, else: .memberValue) }
            return .null
        case UInt8(ascii: "-"), .some(0x30...0x39): return .integer(try integer())
        default: throw CodeDefect(.memberValue, at: position)
        }
    }

    /// The range between the quotes.
    mutating func string() throws(CodeDefect) -> Range<Int> {
        try expect("\"", else: .notCanonical)
        let start = position
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return start..<position - 1
            case UInt8(ascii: "\\"): try escape()
            case ..<0x20: throw CodeDefect(.notCanonical, at: position)
            default: position += 1
            }
        }
        throw CodeDefect(.notCanonical, at: position)
    }

    /// A short escape, or `\u00xx` for a control character that has no short one. JavaScript also
    /// writes lone surrogates so; they are no text and name no ticket.
    private mutating func escape() throws(CodeDefect) {
        let start = position
        position += 1
        guard let letter = next else { throw CodeDefect(.escape, at: start) }
        position += 1
        if CanonicalString.unescaped(letter) != nil { return }
        guard letter == UInt8(ascii: "u"), position + 4 <= text.count,
            CanonicalString.control(text[position..<position + 4]) != nil
        else { throw CodeDefect(.escape, at: start) }
        position += 4
    }

    private mutating func integer() throws(CodeDefect) -> Int64 {
        let start = position
        let isNegative = skip("-")
        let digits = position
        var magnitude: Int64 = 0
        while let byte = next, (0x30...0x39).contains(byte) {
            guard position - digits < Self.mostDigits else { throw CodeDefect(.number, at: start) }
            magnitude = magnitude * 10 + Int64(byte - 0x30)
            position += 1
        }
        let count = position - digits
        guard count > 0, magnitude <= Self.largestInteger,
            text[digits] != 0x30 || (count == 1 && !isNegative)
        else { throw CodeDefect(.number, at: start) }
        // A fraction or an exponent stops the walk at its first character.
        if let byte = next, byte != UInt8(ascii: ","), byte != UInt8(ascii: "}") {
            throw CodeDefect(.number, at: start)
        }
        return isNegative ? -magnitude : magnitude
    }
}
