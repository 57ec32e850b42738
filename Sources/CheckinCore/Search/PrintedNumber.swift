// The number on a ticket, or its id, as a person types it: capitals and blanks do not matter, and
// digits may be of any script. Everything else does: the look-up is for one ticket.

package enum PrintedNumber {
    /// Twice what a list allows, for blanks between.
    package static let maximumTypedBytes = 256

    /// Equal for all spellings of one number, and in capitals, which most numbers are anyway.
    package static func key(_ text: String) -> String {
        var key = ""
        for scalar in text.unicodeScalars {
            if let digit = scalar.decimalDigit {
                key.unicodeScalars.append(digit)
            } else if !scalar.properties.isWhitespace, scalar.properties.generalCategory != .format
            {
                key += scalar.properties.uppercaseMapping
            }
        }
        return key
    }

    /// The key of what was typed; nil when no ticket can have it. Throws `SearchFault.tooLong`.
    package static func typed(_ text: String) throws -> String? {
        guard text.utf8.count <= maximumTypedBytes else { throw SearchFault.tooLong }
        let key = key(text)
        // A list has no control characters, and a database might stop reading at one.
        let hasControl = key.utf8.contains { $0 < 0x20 || $0 == 0x7F }
        return key.isEmpty || hasControl ? nil : key
    }
}
