// Every file that is code opens with a comment: what it is, why it exists, what it must never do.

enum Headers {
    /// Fewer characters than these explain nothing.
    static let minimumCharacters = 20

    private static let marks: [String: [String]] = [
        "swift": ["// "], "c": ["// ", "/* "], "h": ["// ", "/* "], "js": ["// ", "/* "],
        "mjs": ["// ", "/* "], "css": ["/* "], "py": ["# ", "\"\"\""], "sh": ["# "],
        "toml": ["# "], "service": ["# "], "conf": ["# "],
    ]

    /// Lines that a tool wants to have first.
    private static let toolLines = ["#!", "// swift-tools-version"]

    static func holds(for path: String) -> Bool { marks[fileExtension(of: path)] != nil }

    static func missing(_ text: String, path: String) -> [String] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let first = lines.first { !toolLines.contains(where: $0.hasPrefix) }
        let opens = marks[fileExtension(of: path), default: []].contains {
            first?.hasPrefix($0) == true
        }
        let says = first?.filter(\.isLetter).count ?? 0
        return opens && says >= minimumCharacters
            ? [] : ["\(path):1: opens without saying what the file is"]
    }

    private static func fileExtension(of path: String) -> String {
        path.split(separator: "/").last?.split(separator: ".").dropFirst().last.map(String.init)
            ?? ""
    }
}
