// Takes typed values out of a table and notes everything that is wrong on the way. Asking for a key
// is what makes it known: there is no second list of keys to keep in step.

import CheckinCore

/// The problems found so far; shared by the readers of one document.
final class ConfigurationProblems {
    let lines: SettingLines
    private(set) var all: [ConfigurationProblem] = []

    init(lines: SettingLines) { self.lines = lines }

    func note(_ problem: String, at path: [String]) {
        let setting = path.reduce("") { text, part in
            Int(part) != nil ? "\(text)[\(part)]" : text.isEmpty ? part : "\(text).\(part)"
        }
        all.append(
            ConfigurationProblem(line: lines.line(of: path), setting: setting, problem: problem))
    }
}

/// Reads one table. Call `finish()` when every key has been asked for.
struct SettingsReader {
    private let table: [String: Setting]
    private let path: [String]
    private var known: Set<String> = []
    let problems: ConfigurationProblems

    init(table: [String: Setting], path: [String] = [], problems: ConfigurationProblems) {
        self.table = table
        self.path = path
        self.problems = problems
    }

    /// The members of `Member` that the table has, by their names.
    func said<Member: RawRepresentable<String> & CaseIterable & Hashable>() -> Set<Member> {
        Set(Member.allCases.filter { table[$0.rawValue] != nil })
    }

    func note(_ problem: String, at key: String) { problems.note(problem, at: path + [key]) }

    mutating func text(_ key: String) -> String? {
        read(key, expecting: "a text") { if case .text(let text) = $0 { text } else { nil } }
    }

    mutating func text(_ key: String, default value: String) -> String { text(key) ?? value }

    /// A text that must be there.
    mutating func required(_ key: String) -> String {
        if let text = text(key) {
            if text.isEmpty { note("must not be empty", at: key) }
            return text
        }
        if table[key] == nil { note("is missing", at: key) }
        return ""
    }

    mutating func flag(_ key: String) -> Bool? {
        read(key, expecting: "true or false") { if case .flag(let flag) = $0 { flag } else { nil } }
    }

    mutating func flag(_ key: String, default value: Bool) -> Bool { flag(key) ?? value }

    /// A whole number within `range`.
    mutating func integer(_ key: String, in range: ClosedRange<Int>) -> Int? {
        let number: Int? = read(key, expecting: "a whole number") {
            if case .integer(let number) = $0 { number } else { nil }
        }
        guard let number else { return nil }
        if range.contains(number) { return number }
        note("must be from \(range.lowerBound) to \(range.upperBound)", at: key)
        return nil
    }

    /// One of the raw values of `Choice`.
    mutating func choice<Choice: RawRepresentable & CaseIterable>(_ key: String) -> Choice?
    where Choice.RawValue == String {
        guard let text = text(key) else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        let names = Choice.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
        note("must be one of \(names)", at: key)
        return nil
    }

    /// A date and time with an offset, as a TOML value or as a text.
    mutating func moment(_ key: String) -> Timestamp? {
        read(key, expecting: "a date and time with an offset, like 2026-11-21T20:00:00+05:30") {
            switch $0 {
            case .moment(let moment): moment
            case .text(let text): Timestamp(rfc3339: text)
            default: nil
            }
        }
    }

    /// A moment that must be there.
    mutating func requiredMoment(_ key: String) -> Timestamp? {
        if table[key] == nil { note("is missing", at: key) }
        return moment(key)
    }

    /// A span like `90s`, `15m`, `24h` or `2d`; `.some(nil)` for `none`.
    mutating func span(_ key: String) -> Duration?? {
        read(key, expecting: "a span like \"15m\", \"24h\", \"2d\", or \"none\"") {
            guard case .text(let text) = $0 else { return nil }
            if text == "none" { return .some(nil) }
            return Span(text).map { .some($0.duration) }
        }
    }

    mutating func texts(_ key: String) -> [String] {
        read(key, expecting: "a list of texts") { setting in
            guard case .list(let list) = setting else { return nil }
            let texts = list.compactMap { if case .text(let text) = $0 { text } else { nil } }
            return texts.count == list.count ? texts : nil
        } ?? []
    }

    /// The identifier `key` names; notes what is wrong with it.
    mutating func identifier<Subject>(
        _ key: String, of subject: Subject.Type
    ) -> Identifier<Subject>? {
        let text = required(key)
        if text.isEmpty { return nil }
        if let identifier = Identifier<Subject>(text) { return identifier }
        note("must be at most 128 bytes without control characters", at: key)
        return nil
    }

    /// The table under `key`; an empty one when it is missing.
    mutating func table(_ key: String) -> SettingsReader {
        let inner: [String: Setting]? = read(key, expecting: "a table, like [\(key)]") {
            if case .table(let table) = $0 { table } else { nil }
        }
        return SettingsReader(table: inner ?? [:], path: path + [key], problems: problems)
    }

    /// The tables under `key`, at most `limit`.
    mutating func tables(_ key: String, limit: Int) -> [SettingsReader] {
        let list: [[String: Setting]] =
            read(key, expecting: "tables, like [[\(key)]]") { setting in
                guard case .list(let list) = setting else { return nil }
                let tables = list.compactMap { if case .table(let t) = $0 { t } else { nil } }
                return tables.count == list.count ? tables : nil
            } ?? []
        if list.count > limit { note("has \(list.count) entries; at most \(limit)", at: key) }
        return list.prefix(limit).enumerated().map {
            SettingsReader(
                table: $0.element, path: path + [key, String($0.offset)], problems: problems)
        }
    }

    /// Notes every key that nobody asked for, with the nearest one that exists.
    func finish() {
        for key in table.keys.sorted() where !known.contains(key) {
            let nearest = nearestName(to: key, among: known).map { "did you mean '\($0)'?" }
            let help = nearest ?? "known here: \(known.sorted().joined(separator: ", "))"
            note("is not a known setting; \(help)", at: key)
        }
    }

    /// What `convert` makes of the value of `key`; nil when it is missing, or noted as not being
    /// `kind`.
    mutating func read<Value>(
        _ key: String, expecting kind: String, _ convert: (Setting) -> Value?
    ) -> Value? {
        known.insert(key)
        guard let setting = table[key] else { return nil }
        if let value = convert(setting) { return value }
        if case .text = setting {
            note("must be \(kind)", at: key)
        } else {
            note("must be \(kind), and is \(setting.kind)", at: key)
        }
        return nil
    }
}
