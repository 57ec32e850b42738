// How long a file, a line and a function may be. Shorter is the aim; these are where a reader has
// certainly lost the thread.

enum Lengths {
    /// Aim for 100, look again at 250.
    static let fileLines = 400
    /// Tests hold tables, and are read one at a time.
    static let testFileLines = 600
    static let functionLines = 70
    /// Two files side by side on a laptop.
    static let lineColumns = 100

    static func longFile(_ text: String, path: String) -> [String] {
        let count = text.split(separator: "\n", omittingEmptySubsequences: false).count - 1
        let limit = path.hasPrefix("Tests/") ? testFileLines : fileLines
        return count > limit ? ["\(path): \(count) lines, \(limit) at most"] : []
    }

    static func longLines(_ text: String, path: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
            .filter { $0.element.count > lineColumns }
            .map { "\(path):\($0.offset + 1): \($0.element.count) columns" }
    }

    static func longFunctions(_ source: SwiftText, path: String) -> [String] {
        FunctionSpans(of: source).spans.filter { $0.lines > functionLines }
            .map { "\(path):\($0.line): \($0.lines) lines in '\($0.head)'" }
    }
}
