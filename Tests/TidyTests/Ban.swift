// One thing that must not be written, and what to write instead. Bans look at code only: what a
// comment or a string says is free. They must never be lifted without a file and a reason.

struct Ban: Sendable {
    /// A file or folder that may do it all the same.
    struct Permit: Sendable {
        let path: String
        let why: String

        init(_ path: String, because why: String) {
            self.path = path
            self.why = why
        }
    }

    let texts: [String]
    let instead: String
    var permits: [Permit] = []
    /// The top folders in which the ban holds.
    var within: [String] = ["Sources/", "Tests/"]

    func applies(to path: String) -> Bool {
        within.contains { path.hasPrefix($0) } && permit(for: path) == nil
    }

    func permit(for path: String) -> Permit? {
        permits.first { path == $0.path || path.hasPrefix($0.path + "/") }
    }

    /// The lines of `source` that break the ban, whatever file it is.
    func offences(in source: SwiftText, path: String) -> [String] {
        texts.flatMap { text in
            Self.occurrences(of: text, in: source.code).map {
                "\(path):\(source.line(at: $0)): \(text) is banned: \(instead)"
            }
        }
    }

    /// Where `text` stands as a word of its own. A text that begins with a letter is not found as
    /// another's member, nor where a function of that name is declared.
    static func occurrences(of text: String, in code: [UInt8]) -> [Int] {
        let needle = Array(text.utf8)
        guard let first = needle.first, let last = needle.last else { return [] }
        var found: [Int] = []
        var at = 0
        while let start = code[at...].firstIndex(of: first) {
            at = start + 1
            let end = start + needle.count
            guard end <= code.count, code[start..<end].elementsEqual(needle) else { continue }
            if isWord(last), end < code.count, isWord(code[end]) { continue }
            if isWord(first), start > 0 {
                let before = code[start - 1]
                if isWord(before) || before == UInt8(ascii: ".") { continue }
                if code[..<start].suffix(5).elementsEqual("func ".utf8) { continue }
            }
            found.append(start)
        }
        return found
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: byte >= 0x80
        }
    }
}
