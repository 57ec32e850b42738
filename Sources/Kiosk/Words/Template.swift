// A line with placeholders in braces. Total: a line that cannot be filled gives nothing, and a
// brace that opens nothing is text.

struct Template {
    private enum Part {
        case text(Substring)
        case name(String)
    }

    private let parts: [Part]

    init(_ line: String) {
        var parts: [Part] = []
        var rest = line[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            parts.append(.text(rest[..<open]))
            parts.append(.name(String(rest[rest.index(after: open)..<close])))
            rest = rest[rest.index(after: close)...]
        }
        parts.append(.text(rest))
        self.parts = parts
    }

    var names: [String] {
        parts.compactMap { if case .name(let name) = $0 { name } else { nil } }
    }

    /// The line with its placeholders filled; nil when one of them is not known.
    func filled(_ value: (String) -> String?) -> String? {
        var line = ""
        for part in parts {
            switch part {
            case .text(let text): line += text
            case .name(let name):
                guard let known = value(name) else { return nil }
                line += known
            }
        }
        return line
    }
}
