// The text of a manifest, cut into calls, strings and lists. It must never evaluate anything.

struct ManifestText: Sendable {
    struct Call: Sendable {
        let start: Int
        /// Between the parentheses.
        let arguments: Range<Int>
    }

    private let source: SwiftText

    init(_ text: String) { source = SwiftText(text) }

    /// Calls of `name`; a name without a dot is never a member, nor the declaration of a function.
    func calls(of name: String) -> [Call] {
        let needle = Array((name + "(").utf8)
        var found: [Call] = []
        var at = 0
        while at + needle.count <= source.code.count {
            defer { at += 1 }
            guard source.code[at..<at + needle.count].elementsEqual(needle),
                !isPartOfAWord(before: at, member: name.hasPrefix(".")),
                let end = closing(of: at + needle.count - 1)
            else { continue }
            found.append(Call(start: at, arguments: at + needle.count..<end))
        }
        return found
    }

    /// What the string literals within `range` say.
    func strings(in range: Range<Int>) -> [String] {
        var found: [String] = []
        var at = range.lowerBound
        while let start = source.code[at..<range.upperBound].firstIndex(of: UInt8(ascii: "\"")),
            let end = source.code[(start + 1)..<range.upperBound].firstIndex(of: UInt8(ascii: "\""))
        {
            found.append(String(decoding: source.raw[(start + 1)..<end], as: UTF8.self))
            at = end + 1
        }
        return found
    }

    /// The inside of the first `[…]` within `range`.
    func firstList(in range: Range<Int>) -> Range<Int>? {
        guard let start = source.code[range].firstIndex(of: UInt8(ascii: "[")),
            let end = closing(of: start)
        else { return nil }
        return start + 1..<end
    }

    /// The bare words within `range`, outside strings.
    func identifiers(in range: Range<Int>) -> [String] {
        String(decoding: source.code[range], as: UTF8.self)
            .split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
    }

    /// The `x` of `let x = …` whose right side begins on the line of `offset`.
    func variable(assignedAt offset: Int) -> String? {
        let line = source.lines[source.line(at: offset) - 1].split(separator: " ")
        guard line.count > 2, line[0] == "let", line[2] == "=" else { return nil }
        return String(line[1])
    }

    private func isPartOfAWord(before at: Int, member: Bool) -> Bool {
        guard at > 0 else { return false }
        let before = String(decoding: source.code[max(0, at - 5)..<at], as: UTF8.self)
        if before == "func " { return true }
        guard let last = before.last else { return false }
        return !member && (last.isLetter || last.isNumber || last == "_" || last == ".")
    }

    /// The index of the bracket that closes the one at `start`.
    private func closing(of start: Int) -> Int? {
        var depth = 0
        for at in start..<source.code.count {
            switch source.code[at] {
            case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"):
                depth -= 1
                if depth == 0 { return at }
            default: break
            }
        }
        return nil
    }
}
