// Which modules a Swift file imports, read from its text. It must never be fooled by an import that
// stands in a comment or in a string.

enum Imports {
    private static let modifiers: Set<Substring> = [
        "package", "public", "internal", "private", "fileprivate",
    ]
    private static let kinds: Set<Substring> = [
        "struct", "class", "enum", "protocol", "typealias", "func", "var", "let", "actor",
    ]

    /// The modules imported by `text`, each once, in order of appearance.
    static func modules(in text: String) -> [String] {
        var found: [String] = []
        for line in SwiftText(text).lines {
            for statement in line.split(separator: ";") {
                guard let module = module(importedBy: statement), !found.contains(module) else {
                    continue
                }
                found.append(module)
            }
        }
        return found
    }

    private static func module(importedBy statement: Substring) -> String? {
        var words = statement.split(whereSeparator: \.isWhitespace)[...]
        while let word = words.first, word.hasPrefix("@") || modifiers.contains(word) {
            words.removeFirst()
        }
        guard words.first == "import" else { return nil }
        words.removeFirst()
        if let word = words.first, kinds.contains(word), words.count > 1 { words.removeFirst() }
        return words.first?.split(separator: ".").first.map(String.init)
    }
}
