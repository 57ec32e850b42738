// A Swift file as its reader sees it: the code, without what comments and strings say. Rules look
// at `code`, so that a rule may be written about and tested in strings. Shared with TidyTests by a
// link. It must never change the length of anything: line and byte numbers stay those of the file.

/// The bytes of a Swift file, and the same bytes with comments and the insides of strings blanked.
/// Code in a string's interpolation stays.
struct SwiftText: Sendable {
    let raw: [UInt8]
    let code: [UInt8]

    init(_ text: String) {
        raw = Array(text.utf8)
        var blanker = Blanker(bytes: raw)
        blanker.blankCode(untilParenthesis: false)
        code = blanker.bytes
    }

    /// The blanked lines, in order.
    var lines: [String] {
        code.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
    }

    /// The number, from 1, of the line that holds the byte at `offset`.
    func line(at offset: Int) -> Int {
        1 + code.prefix(offset).count { $0 == UInt8(ascii: "\n") }
    }
}

/// Walks once over the bytes. A quote that is never closed ends with its line, so that a mistake in
/// one line cannot hide the rest of a file.
private struct Blanker {
    var bytes: [UInt8]
    private var at = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func blankCode(untilParenthesis: Bool) {
        var depth = 0
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "/"):
                while at < bytes.count, bytes[at] != UInt8(ascii: "\n") { blank() }
            case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "*"):
                blankBlockComment()
            case UInt8(ascii: "\""), UInt8(ascii: "#"):
                if !blankString() { at += 1 }
            case UInt8(ascii: "("):
                depth += 1
                at += 1
            case UInt8(ascii: ")"):
                if untilParenthesis, depth == 0 { return }
                depth -= 1
                at += 1
            default:
                at += 1
            }
        }
    }

    private mutating func blankBlockComment() {
        var depth = 0
        repeat {
            if bytes[at] == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "*") {
                depth += 1
                blank()
            } else if bytes[at] == UInt8(ascii: "*"), peek(1) == UInt8(ascii: "/") {
                depth -= 1
                blank()
            }
            blank()
        } while depth > 0 && at < bytes.count
    }

    /// Blanks the inside of the string that starts here; false when none does.
    private mutating func blankString() -> Bool {
        var hashes = 0
        while peek(hashes) == UInt8(ascii: "#") { hashes += 1 }
        guard peek(hashes) == UInt8(ascii: "\"") else { return false }
        let isLong = matches("\"\"\"", at: at + hashes)
        let quotes = isLong ? 3 : 1
        at += hashes + quotes
        while at < bytes.count {
            if bytes[at] == UInt8(ascii: "\n"), !isLong { return true }
            if closes(quotes: quotes, hashes: hashes) {
                at += quotes + hashes
                return true
            }
            if bytes[at] == UInt8(ascii: "\\"), isRun(of: "#", count: hashes, at: at + 1) {
                blank(1 + hashes)
                if peek(0) == UInt8(ascii: "(") {
                    at += 1
                    blankCode(untilParenthesis: true)
                    at += 1
                    continue
                }
            }
            blank()
        }
        return true
    }

    private func closes(quotes: Int, hashes: Int) -> Bool {
        isRun(of: "\"", count: quotes, at: at) && isRun(of: "#", count: hashes, at: at + quotes)
    }

    private func isRun(of character: Unicode.Scalar, count: Int, at start: Int) -> Bool {
        start + count <= bytes.count
            && bytes[start..<start + count].allSatisfy { $0 == UInt8(ascii: character) }
    }

    private func matches(_ text: String, at start: Int) -> Bool {
        bytes.dropFirst(start).starts(with: text.utf8)
    }

    private func peek(_ distance: Int) -> UInt8? {
        at + distance < bytes.count ? bytes[at + distance] : nil
    }

    /// Newlines stay, everything else becomes a space.
    private mutating func blank(_ count: Int = 1) {
        for _ in 0..<count where at < bytes.count {
            if bytes[at] != UInt8(ascii: "\n") { bytes[at] = UInt8(ascii: " ") }
            at += 1
        }
    }
}
