// Where a key stands in the text: the parser keeps no positions of values, so a small scan of the
// text finds them again. It reads headers and keys only, and must never decide what a value is.

/// Finds the line of a setting by its path, for instance `["event", "0", "tier", "1", "name"]`.
struct SettingLines {
    private var lines: [[String]: Int] = [:]

    init(text: String) {
        var counts: [[String]: Int] = [:]
        var section: [String] = []
        let rows = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, row) in rows.enumerated() {
            let line = row.drop { $0 == " " || $0 == "\t" }
            if line.hasPrefix("[[") {
                let name = Self.names(line.dropFirst(2).prefix { $0 != "]" })
                section = Self.resolve(name, counts: counts, opening: true)
                let parent = Array(section.dropLast())
                counts[parent, default: 0] += 1
                record(section, at: index + 1)
            } else if line.hasPrefix("[") {
                let name = Self.names(line.dropFirst().prefix { $0 != "]" })
                section = Self.resolve(name, counts: counts, opening: false)
                record(section, at: index + 1)
            } else if let equals = line.firstIndex(of: "="), !line.hasPrefix("#") {
                record(section + Self.names(line[..<equals]), at: index + 1)
            }
        }
    }

    /// The line of the setting itself, or of the nearest table around it.
    func line(of path: [String]) -> Int? {
        var path = path
        while !path.isEmpty {
            if let line = lines[path] { return line }
            path.removeLast()
        }
        return nil
    }

    private mutating func record(_ path: [String], at line: Int) {
        if lines[path] == nil { lines[path] = line }
    }

    private static func names(_ text: Substring) -> [String] {
        text.split(separator: ".").map {
            String($0.filter { !" \t\"'".contains($0) })
        }
    }

    /// Puts the index of the newest element behind each name that is an array of tables.
    private static func resolve(
        _ names: [String], counts: [[String]: Int], opening: Bool
    ) -> [String] {
        var path: [String] = []
        for (depth, name) in names.enumerated() {
            path.append(name)
            let count = counts[path] ?? 0
            if opening && depth == names.count - 1 {
                path.append(String(count))
            } else if count > 0 {
                path.append(String(count - 1))
            }
        }
        return path
    }
}
