// One line of a key file. It knows strings in quotes and bare words, comments and the table header;
// what a name means is for the table to say.

struct KeyLineProblem: Error {
    let problem: String

    init(_ problem: String) { self.problem = problem }
}

enum KeyLine {
    /// A secret of the longest kind in base64, its name, and a remark.
    static let maximumBytes = 4_096

    enum Value {
        case string([UInt8])
        /// A number or a moment.
        case bare([UInt8])
    }

    case blank
    case table
    case member(name: String, value: Value)

    init(_ line: [UInt8]) throws(KeyLineProblem) {
        guard line.count <= Self.maximumBytes else { throw KeyLineProblem("the line is too long") }
        guard (try? UTF8Span(validating: line.span)) != nil else {
            throw KeyLineProblem("not UTF-8")
        }
        var rest = line[...]
        if rest.last == 0x0D { rest.removeLast() }
        guard rest.allSatisfy({ $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) }) else {
            throw KeyLineProblem("a control character")
        }
        Self.skipSpace(&rest)
        if Self.isEnd(rest) {
            self = .blank
            return
        }
        let header = "[[key]]".utf8
        if rest.starts(with: header) {
            rest = rest.dropFirst(header.count)
            self = .table
        } else {
            let name = rest.prefix { (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "_") }
            guard !name.isEmpty else {
                throw KeyLineProblem("expected [[key]], a name or a comment")
            }
            rest = rest.dropFirst(name.count)
            Self.skipSpace(&rest)
            guard rest.popFirst() == UInt8(ascii: "=") else { throw KeyLineProblem("expected =") }
            Self.skipSpace(&rest)
            let value = try Self.value(&rest)
            self = .member(name: String(decoding: name, as: UTF8.self), value: value)
        }
        Self.skipSpace(&rest)
        guard Self.isEnd(rest) else { throw KeyLineProblem("something follows the value") }
    }

    private static func value(_ rest: inout ArraySlice<UInt8>) throws(KeyLineProblem) -> Value {
        guard rest.first == UInt8(ascii: "\"") else {
            let word = rest.prefix { $0 > 0x20 && $0 != UInt8(ascii: "#") }
            guard !word.isEmpty else { throw KeyLineProblem("expected a value") }
            rest = rest.dropFirst(word.count)
            return .bare(Array(word))
        }
        rest.removeFirst()
        var bytes: [UInt8] = []
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\"") { return .string(bytes) }
            guard byte == UInt8(ascii: "\\") else {
                bytes.append(byte)
                continue
            }
            guard let letter = rest.popFirst(),
                letter == UInt8(ascii: "\"") || letter == UInt8(ascii: "\\")
            else { throw KeyLineProblem("only \\\" and \\\\ may be escaped") }
            bytes.append(letter)
        }
        throw KeyLineProblem("a string without its closing quote")
    }

    private static func skipSpace(_ rest: inout ArraySlice<UInt8>) {
        rest = rest.drop { $0 == 0x20 || $0 == 0x09 }
    }

    private static func isEnd(_ rest: ArraySlice<UInt8>) -> Bool {
        rest.isEmpty || rest.first == UInt8(ascii: "#")
    }
}
