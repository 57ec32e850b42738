// The tree as it stands, held against the habits of CONTRIBUTING.md.

import Testing

private let tree = Repository.here
private let paths = tree.paths()
private let swift: [(path: String, text: String, source: SwiftText)] =
    (paths.filter { $0.hasSuffix(".swift") }).map {
        let text = tree.text($0)
        return ($0, text, SwiftText(text))
    }
private let pages = paths.filter { $0.hasSuffix(".md") }
    .map { MarkdownPage(tree.text($0), path: $0) }

@Suite struct TreeTests {
    private let markdown = MarkdownRules(exists: tree.exists, text: tree.text)

    @Test func findsTheTree() {
        #expect(swift.count > 50)
        #expect(pages.count > 5)
    }

    @Test(arguments: Bans.all.indices) func nothingBannedIsWritten(index: Int) {
        let ban = Bans.all[index]
        complain(
            swift.filter { ban.applies(to: $0.path) }
                .flatMap { ban.offences(in: $0.source, path: $0.path) })
    }

    @Test func everyPermitIsStillUsed() {
        for ban in Bans.all {
            for permit in ban.permits {
                let used = swift.contains { file in
                    ban.permit(for: file.path)?.path == permit.path
                        && !ban.offences(in: file.source, path: file.path).isEmpty
                }
                if !used { Issue.record("\(permit.path) needs no permit for \(ban.texts[0])") }
            }
        }
    }

    @Test func noWorkIsMarkedUnfinished() {
        complain(
            written.flatMap { file in
                Bans.marks.filter { file.text.contains($0) }.map { "\(file.path): says \($0)" }
            })
    }

    @Test func filesAreShort() {
        complain(
            written.filter { isCode($0.path) }.flatMap { Lengths.longFile($0.text, path: $0.path) })
    }

    @Test func linesAreShort() {
        complain(
            written.filter { isCode($0.path) }.flatMap { Lengths.longLines($0.text, path: $0.path) }
        )
    }

    @Test func functionsAreShort() {
        complain(swift.flatMap { Lengths.longFunctions($0.source, path: $0.path) })
    }

    @Test func everyFileSaysWhatItIs() {
        complain(
            written.filter { Headers.holds(for: $0.path) }
                .flatMap { Headers.missing($0.text, path: $0.path) })
    }

    @Test func namesSayWhatIsInside() {
        complain(paths.filter { !Names.empty(in: $0, banned: Bans.emptyNames).isEmpty })
    }

    @Test func everyPageHasOneMainHeading() {
        complain(pages.flatMap(markdown.headingComplaints))
    }

    @Test func linksLeadSomewhere() {
        complain(pages.flatMap(markdown.deadLinks))
    }

    @Test func pagesNameFilesThatExist() {
        complain(pages.flatMap(markdown.deadPaths))
    }

    @Test func architectureWalksTheStraightLine() throws {
        let page = try #require(pages.first { $0.path == "docs/ARCHITECTURE.md" })
        complain(markdown.straightLine(page))
    }

    @Test func everyConditionStandsOnTheOperatorsPage() throws {
        let page = try #require(pages.first { $0.path == "docs/OPERATIONS.md" })
        let declared = Conditions.declared(in: tree.text("Sources/CheckinCore/Condition.swift"))
        #expect(!declared.isEmpty)
        complain(
            Conditions.differences(declared: declared, explained: Conditions.explained(in: page)))
    }

    @Test func everyLineOfTheUnitHasItsReason() {
        let units = paths.filter { $0.hasPrefix("systemd/") && $0.hasSuffix(".service") }
        #expect(!units.isEmpty)
        complain(units.flatMap { Units.unexplained(tree.text($0), path: $0) })
    }

    /// Files people write: no pictures, and no material that tests compare byte for byte.
    private var written: [(path: String, text: String)] {
        let material = ["Tests/Goldens/", "Package.resolved"]
        return paths.filter { path in !material.contains { path.hasPrefix($0) } }
            .map { ($0, tree.text($0)) }
    }

    private func isCode(_ path: String) -> Bool {
        ["swift", "c", "h", "js", "mjs", "css", "py", "sh"].contains { path.hasSuffix("." + $0) }
    }

    private func complain(_ complaints: [String]) {
        if complaints.isEmpty { return }
        Issue.record("\(complaints.count) complaints:\n\(complaints.joined(separator: "\n"))")
    }
}
