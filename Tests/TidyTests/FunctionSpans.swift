// Where functions begin and end, found by counting brackets: enough to measure them, far from
// understanding them. A declaration without a body, as in a protocol, has no span.

struct FunctionSpans {
    struct Span: Equatable {
        /// Of the declaration, from 1.
        let line: Int
        /// From the declaration to the bracket that closes its body.
        let lines: Int
        let head: String
    }

    private(set) var spans: [Span] = []
    private let code: [UInt8]
    private let starts: [Int]

    init(of source: SwiftText) {
        code = source.code
        let newlines = source.code.indices.filter { source.code[$0] == UInt8(ascii: "\n") }
        starts = [0] + newlines.map { $0 + 1 }
        for (number, line) in source.lines.enumerated() {
            guard Self.declares(line), let body = body(from: starts[number]),
                let end = closing(of: body)
            else { continue }
            let lines = lineNumber(of: end) - number
            let head = line.split(separator: " ").prefix(4).joined(separator: " ")
            spans.append(Span(line: number + 1, lines: lines, head: head))
        }
    }

    private static let modifiers: Set<Substring> = [
        "package", "internal", "private", "fileprivate", "public", "static", "class", "final",
        "override", "mutating", "nonmutating", "nonisolated", "isolated", "convenience", "required",
        "lazy", "consuming", "borrowing", "async", "indirect", "prefix", "postfix", "infix",
    ]

    /// `func`, `init`, `deinit`, `subscript`, or a property whose body opens on the same line.
    private static func declares(_ line: String) -> Bool {
        var words = line.split(whereSeparator: \.isWhitespace)[...]
        while let word = words.first {
            guard modifiers.contains(word) || word.hasPrefix("@") || word.hasPrefix("nonisolated(")
            else { break }
            words.removeFirst()
        }
        guard let word = words.first else { return false }
        if word == "func" || word == "deinit" { return true }
        if word == "var" { return line.contains("{") && !line.contains("=") }
        return ["init(", "init?(", "init<", "subscript(", "subscript<"].contains {
            word.hasPrefix($0)
        }
    }

    /// The `{` of the body: the first one outside parentheses, unless the declaration ends before.
    private func body(from start: Int) -> Int? {
        var depth = 0
        var at = start
        while at < code.count {
            switch code[at] {
            case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: "{") where depth == 0: return at
            case UInt8(ascii: "}") where depth == 0: return nil
            case UInt8(ascii: "\n") where depth == 0 && !continues(after: at): return nil
            default: break
            }
            at += 1
        }
        return nil
    }

    private func continues(after newline: Int) -> Bool {
        let rest = code[(newline + 1)...].drop { $0 == UInt8(ascii: " ") || $0 == 0x0A }
        return ["{", "->", "where", "throws", "async", "rethrows"].contains {
            rest.starts(with: $0.utf8)
        }
    }

    private func closing(of start: Int) -> Int? {
        var depth = 0
        for at in start..<code.count {
            if code[at] == UInt8(ascii: "{") { depth += 1 }
            if code[at] == UInt8(ascii: "}") {
                depth -= 1
                if depth == 0 { return at }
            }
        }
        return nil
    }

    private func lineNumber(of offset: Int) -> Int {
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= offset { low = middle } else { high = middle }
        }
        return low + 1
    }
}
