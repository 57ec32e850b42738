// Holds a decision table against `decide`, or writes what `decide` says into it. It must never make
// up a row: rewriting fills in answers and counts; what a row stands for stays a person's choice.

import CheckinCore
import Foundation

struct RuleTable {
    private static let separator = "---"

    let axes: [Axis]
    private let path: String
    private let comments: String
    private var answers: RuleSection
    private var flags: RuleSection

    init(named name: String, axes: [Axis]) throws {
        self.axes = axes
        path =
            URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Goldens/rules/\(name).txt").standardized.path
        let lines = try String(contentsOfFile: path, encoding: .utf8)
            .split(separator: "\n").map(String.init)
        comments = lines.filter { $0.hasPrefix("#") }.map { $0 + "\n" }.joined()
        let sections = lines.filter { !$0.hasPrefix("#") }
            .split { $0.hasPrefix(Self.separator) }.map(Array.init)
        guard sections.count == 2 else { throw TableError.noHeader }
        answers = try RuleSection(lines: sections[0])
        flags = try RuleSection(lines: sections[1])
        try checkValues()
    }

    /// Asks `decide` about every combination; returns what does not agree, at most 20 lines.
    func disagreements(asking decide: (Situation) -> Verdict) -> [String] {
        var complaints: [String] = []
        var counted = self
        counted.forgetCounts()
        for situation in Situation.all(axes) {
            let verdict = decide(situation)
            counted.take(situation, verdict) { complaints.append($0) }
        }
        for (section, now) in [(answers, counted.answers), (flags, counted.flags)] {
            for (row, recount) in zip(section.rows, now.rows) where row.cases != recount.cases {
                complaints.append("\(row.cells) decides \(recount.cases), not \(row.cases)")
            }
            for row in now.rows where row.cases == 0 {
                complaints.append("\(row.cells) \(row.result) decides nothing")
            }
        }
        return Array(complaints.prefix(20))
    }

    /// Writes the answers and the counts of `decide` into the file. A row that has to stand for two
    /// answers gets `?`: it must be split by hand.
    func rewrite(asking decide: (Situation) -> Verdict) throws {
        var written = self
        var given: [Int: Set<String>] = [:]
        for situation in Situation.all(axes) {
            guard let row = answers.rows.firstIndex(where: { $0.fits(situation, answers.columns) })
            else { continue }
            given[row, default: []].insert(decide(situation).answerName)
        }
        for (row, names) in given {
            written.answers.rows[row].result = names.count == 1 ? names.first ?? "?" : "?"
        }
        written.forgetCounts()
        for situation in Situation.all(axes) { written.take(situation, decide(situation)) { _ in } }
        let text =
            comments + "\n" + written.answers.text(result: "answer") + Self.separator + "\n"
            + written.flags.text(result: "flag")
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }

    private mutating func forgetCounts() {
        for row in answers.rows.indices { answers.rows[row].cases = 0 }
        for row in flags.rows.indices { flags.rows[row].cases = 0 }
    }

    /// Counts one case where it belongs, and complains where the table and the verdict differ.
    private mutating func take(
        _ situation: Situation, _ verdict: Verdict, complain: (String) -> Void
    ) {
        let fit = answers.rows.firstIndex { $0.fits(situation, answers.columns) }
        let shown = answers.columns.map { "\($0)=\(situation[$0])" }.joined(separator: " ")
        guard let fit else { return complain("no row for \(shown)") }
        answers.rows[fit].cases += 1
        let name = verdict.answerName
        if answers.rows[fit].result != name {
            complain("\(shown): table says \(answers.rows[fit].result), decide says \(name)")
        }
        var answered = situation
        answered.values["answer"] = name
        var expected: Set<String> = []
        for row in flags.rows.indices where flags.rows[row].fits(answered, flags.columns) {
            flags.rows[row].cases += 1
            expected.insert(flags.rows[row].result)
        }
        let carried = Set(verdict.flags.map(\.rawValue))
        if expected != carried {
            complain("\(shown): table flags \(expected.sorted()), decide \(carried.sorted())")
        }
    }

    /// A misspelt value would fit nothing and be noticed late, so it is refused early.
    private func checkValues() throws {
        for section in [answers, flags] {
            for (column, cells) in section.columns.enumerated().map({ column, name in
                (name, section.rows.compactMap { $0.conditions[column] })
            }) where column != "answer" {
                let known = Set(axes.first { $0.name == column }?.values ?? [])
                for values in cells where !values.isSubset(of: known) {
                    throw TableError.unknownValue("\(column): \(values.sorted())")
                }
            }
        }
    }
}

extension Verdict {
    /// The reason of a refusal, `again` for a verdict said again, else the outcome.
    var answerName: String {
        if let refusal { return refusal.code.rawValue }
        return repeats == nil ? outcome.kind.rawValue : "again"
    }
}
