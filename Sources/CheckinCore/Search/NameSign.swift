// What one character of a name is to a look-up. It must keep the marks without which a word of its
// script is another word: the vowel signs and the virama of Devanagari are marks, and are kept.

enum NameSign {
    case letter
    /// A mark or a sign for the eye that many people do not type.
    case dropped
    case separator
    case blank

    init(_ scalar: Unicode.Scalar) {
        if scalar.isASCII {
            self = Self.ascii(UInt8(scalar.value))
            return
        }
        let properties = scalar.properties
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber, .spacingMark, .unassigned, .privateUse:
            self = .letter
        case .modifierLetter:
            // The dash that stretches an Arabic word. The apostrophes among these part words.
            self =
                scalar.value == 0x640 ? .dropped : Self.isApostrophe(scalar) ? .separator : .letter
        case .nonspacingMark:
            self = Self.isLeftOut(properties) ? .dropped : .letter
        case .enclosingMark, .format:
            // Among them the joiners, which Hindi and Persian keyboards put within words.
            self = .dropped
        default:
            self = properties.isWhitespace ? .blank : .separator
        }
    }

    private static func ascii(_ byte: UInt8) -> NameSign {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            .letter
        case UInt8(ascii: " "), 0x09...0x0D: .blank
        default: .separator
        }
    }

    private static func isApostrophe(_ scalar: Unicode.Scalar) -> Bool {
        (0x2B9...0x2BF).contains(scalar.value)
    }

    /// By Unicode's class of where a mark sits: 7 is the nukta, 10 to 36 the vowel points of Hebrew
    /// and Arabic, from 200 on accents. Class 0 and the rest are vowel signs, tones and viramas.
    private static func isLeftOut(_ properties: Unicode.Scalar.Properties) -> Bool {
        if properties.isVariationSelector { return true }
        switch properties.canonicalCombiningClass.rawValue {
        case 7, 10...36, 200...240: return true
        default: return false
        }
    }
}

extension Unicode.Scalar {
    /// The ASCII digit of the same value, for a decimal digit of any script.
    var decimalDigit: Unicode.Scalar? {
        guard properties.generalCategory == .decimalNumber, let value = properties.numericValue
        else { return nil }
        return Unicode.Scalar(UInt8(ascii: "0") + UInt8(value))
    }
}
