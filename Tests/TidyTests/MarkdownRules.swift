// What a page must keep: one main heading, links that lead somewhere, paths that exist.

struct MarkdownRules {
    /// Whether a path from the root exists.
    let exists: (String) -> Bool
    /// The text of a page by its path from the root.
    let text: (String) -> String

    func headingComplaints(_ page: MarkdownPage) -> [String] {
        let count = page.headings.count { $0.level == 1 }
        return count == 1 ? [] : ["\(page.path): \(count) main headings, one is wanted"]
    }

    func deadLinks(_ page: MarkdownPage) -> [String] {
        page.links.compactMap { link in
            let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
            let target = parts[0].isEmpty ? page.path : resolved(String(parts[0]), from: page.path)
            guard exists(target) else { return "\(page.path): the link \(link) leads nowhere" }
            guard parts.count == 2, target.hasSuffix(".md") else { return nil }
            let anchors = MarkdownPage(text(target), path: target).anchors
            return anchors.contains(String(parts[1]))
                ? nil : "\(page.path): no heading for the link \(link)"
        }
    }

    /// Paths of this repository that the page names between backticks.
    func deadPaths(_ page: MarkdownPage) -> [String] {
        page.codes.filter(Self.isPath).filter { !exists($0) }
            .map { "\(page.path): \($0) does not exist" }
    }

    /// What is wrong with the straight line: the numbered steps under a heading that says so.
    func straightLine(_ page: MarkdownPage) -> [String] {
        let steps = page.steps.filter { $0.heading.contains("straight line") }
        if steps.count < Self.leastSteps {
            return ["\(page.path): no straight line of \(Self.leastSteps) steps and more"]
        }
        return steps.filter { !MarkdownPage.codes(in: $0.text).contains(where: Self.isPath) }
            .map { "\(page.path): a step names no file: \($0.text)" }
    }

    /// Camera, reader, debouncing, verification, decision, ledger, screen: fewer is no walk.
    static let leastSteps = 7

    static func isPath(_ text: String) -> Bool {
        let tops = ["Sources/", "Tests/", "Resources/", "docs/", "systemd/", "man/"]
        return tops.contains { text.hasPrefix($0) }
            && !text.contains { "*<>{}… ".contains($0) }
    }

    private func resolved(_ link: String, from page: String) -> String {
        var parts = page.split(separator: "/").dropLast().map(String.init)
        for part in link.split(separator: "/") {
            if part == ".." {
                parts = parts.dropLast()
            } else if part != "." {
                parts.append(String(part))
            }
        }
        return parts.joined(separator: "/")
    }
}
