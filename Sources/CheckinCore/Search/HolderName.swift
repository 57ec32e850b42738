// A holder's name as it is looked up: without case, without marks that people leave out, in words.
// The same at import and at look-up, so it is here, pure and of the standard library alone. A
// changed rule raises the version of the ticket list. It must never be shown: it is not the name.

package enum HolderName {
    /// Fewer letters would list half the house, and lay other people's names open.
    package static let minimumLetters = 3
    /// A list has no longer name than this.
    package static let maximumTypedBytes = 256

    /// The words of a name with a blank between. What is written with a dash or an apostrophe comes
    /// apart, and once more as one word at the end: "O'Brien" is "o brien obrien". Sorting by this,
    /// byte for byte, is sorting by name.
    package static func indexed(_ name: String) -> String {
        if let plain = plain(name) { return plain }
        let parts = parts(of: name)
        let joined = parts.filter { $0.count > 1 }.map { $0.joined() }
        return (parts.flatMap { $0 } + joined).joined(separator: " ")
    }

    /// The words that were typed; one that another one begins with says nothing more, and is left
    /// out. None of them has a character that means anything to a database. Throws `SearchFault`.
    package static func typed(_ text: String) throws -> [String] {
        guard text.utf8.count <= maximumTypedBytes else { throw SearchFault.tooLong }
        let words = parts(of: text).flatMap { $0 }
        let letters = words.reduce(0) { $0 + $1.unicodeScalars.reduce(0) { $0 + weight(of: $1) } }
        guard letters >= minimumLetters else { throw SearchFault.tooShort }
        var kept: [String] = []
        for word in words.sorted(by: { $0.utf8.count > $1.utf8.count }) {
            guard !kept.contains(where: { $0.utf8.starts(with: word.utf8) }) else { continue }
            kept.append(word)
        }
        return kept
    }

    /// Whether each typed word begins some word of an indexed name.
    package static func matches(_ typed: [String], _ indexed: String) -> Bool {
        let words = indexed.utf8.split(separator: UInt8(ascii: " "))
        return typed.allSatisfy { word in words.contains { $0.starts(with: word.utf8) } }
    }

    /// Most names are ASCII letters and single blanks, and an import has a million of them.
    private static func plain(_ name: String) -> String? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(name.utf8.count)
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                bytes.append(byte)
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): bytes.append(byte | 0x20)
            case UInt8(ascii: " "):
                if let last = bytes.last, last != byte { bytes.append(byte) }
            default: return nil
            }
        }
        if bytes.last == UInt8(ascii: " ") { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The words between blanks, each in the parts between its other signs.
    private static func parts(of text: String) -> [[String]] {
        var all: [[String]] = []
        var parts: [String] = []
        var part = ""
        func endPart() {
            if !part.isEmpty { parts.append(part) }
            part = ""
        }
        func endWord() {
            endPart()
            if !parts.isEmpty { all.append(parts) }
            parts = []
        }
        for scalar in text.unicodeScalars {
            switch NameSign(scalar) {
            case .letter: fold(scalar, into: &part)
            case .dropped: break
            case .separator: endPart()
            case .blank: endWord()
            }
        }
        endWord()
        return all
    }

    private static func fold(_ scalar: Unicode.Scalar, into part: inout String) {
        if let digit = scalar.decimalDigit {
            part.unicodeScalars.append(digit)
            return
        }
        // The small letter of one may be a letter with a mark, as of the Turkish İ.
        for small in scalar.properties.lowercaseMapping.unicodeScalars {
            if let plain = PlainLetters.of(small) {
                part += plain
            } else if NameSign(small) == .letter {
                part.unicodeScalars.append(small)
            }
        }
    }

    /// What a scalar counts of the letters that must be typed. Vowel signs count, since they are
    /// letters to whoever reads them: राम has three. An ideograph and a Korean syllable count
    /// twice, since two of them are somebody's whole name.
    private static func weight(of scalar: Unicode.Scalar) -> Int {
        if scalar.properties.isIdeographic || (0xAC00...0xD7A3).contains(scalar.value) { return 2 }
        return scalar.properties.canonicalCombiningClass == .virama ? 0 : 1
    }
}
