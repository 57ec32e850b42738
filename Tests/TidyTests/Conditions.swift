// The codes of conditions, as the source declares them and as the operator's page explains them.

enum Conditions {
    /// Raw values of `enum ConditionCode`, read from its source.
    static func declared(in text: String) -> [String] {
        var codes: [String] = []
        var inside = false
        for line in text.split(separator: "\n") {
            if line.contains("enum ConditionCode") { inside = true }
            if inside, line.hasPrefix("}") { break }
            let words = line.split { $0 == " " || $0 == "=" }
            guard inside, words.first == "case", words.count > 1 else { continue }
            codes.append((words.last ?? "").trimming("\""))
        }
        return codes
    }

    /// Codes that have a section of the page to themselves: a heading in backticks.
    static func explained(in page: MarkdownPage) -> [String] {
        page.headings.filter { $0.level == 3 }.compactMap { heading in
            let codes = MarkdownPage.codes(in: heading.text)
            return codes.count == 1 && heading.text.hasPrefix("`") ? codes[0] : nil
        }
    }

    static func differences(declared: [String], explained: [String]) -> [String] {
        Set(declared).subtracting(explained).sorted().map { "\($0) has no section" }
            + Set(explained).subtracting(declared).sorted().map { "\($0) is no condition any more" }
    }
}

extension Substring {
    fileprivate func trimming(_ character: Character) -> String {
        String(drop { $0 == character }.prefix { $0 != character })
    }
}
