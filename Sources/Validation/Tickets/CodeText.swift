// What is left of a scanned text once a reader's additions are taken off. Two readings of the same
// code give the same text here, whichever reader they came from. It must never repair anything.

internal import CheckinCore

/// A code text as it is parsed and fingerprinted.
struct CodeText {
    /// What a reader in ECI mode puts before UTF-8 text: a backslash and six digits.
    private static let eciPrefix = Array("\\000026".utf8)

    let bytes: ArraySlice<UInt8>

    /// Strips surrounding white space and one ECI prefix; refuses what still holds control bytes.
    init(_ token: TicketToken) throws(CodeDefect) {
        guard !token.isOversize else { throw CodeDefect(.oversize) }
        var text = Self.trim(token.bytes[...])
        if text.starts(with: Self.eciPrefix) {
            text = Self.trim(text.dropFirst(Self.eciPrefix.count))
        }
        guard !text.isEmpty else { throw CodeDefect(.empty) }
        if let offset = text.firstIndex(where: { $0 < 0x20 || $0 == 0x7F }) {
            throw CodeDefect(.controlByte, at: offset)
        }
        bytes = text
    }

    private static func trim(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard let first = text.firstIndex(where: { !isSpace($0) }),
            let last = text.lastIndex(where: { !isSpace($0) })
        else { return [] }
        return text[first...last]
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A
    }
}
