// A page of Markdown as far as its links, headings and named paths go; what stands in fences of
// code counts for nothing. It must never fetch anything: links to elsewhere are not followed.

struct MarkdownPage {
    let path: String
    let headings: [(level: Int, text: String)]
    /// Relative targets of links and pictures.
    let links: [String]
    /// What stands between backticks.
    let codes: [String]
    /// Lines of numbered lists, with the heading they stand under.
    let steps: [(heading: String, text: String)]

    init(_ text: String, path: String) {
        self.path = path
        var headings: [(Int, String)] = []
        var links: [String] = []
        var codes: [String] = []
        var steps: [(String, String)] = []
        var fenced = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") { fenced.toggle() }
            if fenced || line.hasPrefix("```") { continue }
            let marks = line.prefix { $0 == "#" }.count
            if (1...6).contains(marks), line.dropFirst(marks).hasPrefix(" ") {
                headings.append((marks, String(line.dropFirst(marks + 1))))
            }
            if line.first?.isNumber == true, line.drop(while: \.isNumber).hasPrefix(". ") {
                steps.append((headings.last?.1 ?? "", String(line)))
            }
            links += Self.links(in: line)
            codes += Self.codes(in: line)
        }
        self.headings = headings
        self.links = links
        self.codes = codes
        self.steps = steps
    }

    /// Names under which headings can be linked to.
    var anchors: Set<String> {
        Set(
            headings.map { heading in
                String(
                    heading.text.lowercased().compactMap { character in
                        if character == " " { return "-" }
                        let stays = character.isLetter || character.isNumber
                        return stays || character == "-" || character == "_" ? character : nil
                    })
            })
    }

    static func codes(in line: some StringProtocol) -> [String] {
        let parts = line.split(separator: "`", omittingEmptySubsequences: false)
        return parts.indices.filter { $0 % 2 == 1 && $0 < parts.count - 1 }.map {
            String(parts[$0])
        }
    }

    private static func links(in line: Substring) -> [String] {
        line.matches(of: /\]\(([^)\s]+)\)/).map { String($0.output.1) }
            .filter { !$0.contains("://") && !$0.hasPrefix("mailto:") }
    }
}
