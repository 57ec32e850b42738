// The rules about pages and units, each shown something wrong on purpose.

import Testing

@Suite struct MarkdownTests {
    private let rules = MarkdownRules(
        exists: { ["docs/A.md", "docs/B.md", "Sources/Ledger"].contains($0) },
        text: { $0 == "docs/B.md" ? "# B\n## Two words, really\n" : "" })

    private func page(_ text: String) -> MarkdownPage { MarkdownPage(text, path: "docs/A.md") }

    @Test func countsMainHeadingsOutsideFences() {
        #expect(rules.headingComplaints(page("# A\n```\n# not one\n```\n## B\n")).isEmpty)
        #expect(rules.headingComplaints(page("# A\n# B\n")).count == 1)
        #expect(rules.headingComplaints(page("text\n")).count == 1)
        #expect(rules.headingComplaints(page("#hash\n# A\n")).isEmpty)
    }

    @Test func followsLinksToPagesAndHeadings() {
        let text = "[b](B.md) ![p](../Sources/Ledger) [c](B.md#two-words-really) [d](https://a.b/c)"
        #expect(rules.deadLinks(page(text)).isEmpty)
        #expect(rules.deadLinks(page("[b](C.md)")).count == 1)
        #expect(rules.deadLinks(page("[b](B.md#three)")).count == 1)
        #expect(rules.deadLinks(page("```\n[b](C.md)\n```\n")).isEmpty)
    }

    @Test func checksPathsBetweenBackticks() {
        #expect(rules.deadPaths(page("`Sources/Ledger` and `swift build`")).isEmpty)
        #expect(rules.deadPaths(page("`Sources/Gone.swift`")).count == 1)
        #expect(rules.deadPaths(page("`Tests/<name>`")).isEmpty)
    }

    @Test func wantsAStraightLineOfFiles() {
        let step = "1. The camera: `Sources/Ledger`.\n"
        let heading = "## The straight line\n"
        #expect(rules.straightLine(page(heading + String(repeating: step, count: 7))).isEmpty)
        #expect(rules.straightLine(page(heading + step)).count == 1)
        let vague = String(repeating: step, count: 7) + "8. Then it is shown.\n"
        #expect(rules.straightLine(page(heading + vague)).count == 1)
    }
}

@Suite struct ConditionsTests {
    private let source = """
        package enum ConditionCode: String {
            case cameraMissing = "camera_missing"
            case busy
        }
        enum Other { case more = "more" }
        """

    @Test func readsCodesFromTheirSource() {
        #expect(Conditions.declared(in: source) == ["camera_missing", "busy"])
    }

    @Test func comparesCodesWithSectionsBothWays() {
        let page = MarkdownPage(
            "# A\n### `camera_missing`\n### `gone`\n### Words `busy`\n", path: "a.md")
        let found = Conditions.differences(
            declared: Conditions.declared(in: source), explained: Conditions.explained(in: page))
        #expect(found == ["busy has no section", "gone is no condition any more"])
    }
}

@Suite struct UnitsTests {
    @Test func wantsAReasonAboveEachLineOfAService() {
        let good = "[Unit]\nAfter=a\n[Service]\n# Because.\nUser=b\n# Two.\nAllow=c\nAllow=d\n"
        #expect(Units.unexplained(good, path: "u").isEmpty)
        let bad = "[Service]\n# Because.\nUser=b\nGroup=c\n\nUMask=1\n"
        #expect(Units.unexplained(bad, path: "u").count == 2)
    }
}
