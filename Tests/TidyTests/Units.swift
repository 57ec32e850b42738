// systemd's files: each line of a service that takes a right away says what it stops and why this
// program does not need it. A line nobody can explain is a line nobody dares to change.

enum Units {
    /// Directives of `[Service]` that have no comment directly above.
    static func unexplained(_ text: String, path: String) -> [String] {
        var complaints: [String] = []
        var isService = false
        var before: Substring = ""
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (number, line) in lines.enumerated() {
            if line.hasPrefix("[") { isService = line == "[Service]" }
            let isDirective = line.contains("=") && line.first?.isLetter == true
            let isRepeated = line.prefix { $0 != "=" } == before.prefix { $0 != "=" }
            if isService, isDirective, !isRepeated, !before.hasPrefix("#") {
                complaints.append("\(path):\(number + 1): no reason above \(line)")
            }
            before = line
        }
        return complaints
    }
}
