// Runs every picture past every contestant and adds up what each of them read, of all pictures and
// of each group of kinds.

import Scanner

struct PictureBench {
    /// Kinds that are counted together, and what they are called.
    struct Group: Sendable {
        let title: String
        let holds: @Sendable (Manifest.Picture) -> Bool

        static let everything = Group(title: "all pictures") { _ in true }

        /// Of the drawn door frames, whose kinds are a letter of the text's length and the code's
        /// error correction.
        static let doors: [Group] =
            [
                Group(title: "long code (A)") { $0.kind.hasPrefix("A-") },
                Group(title: "compact code (B, C)") {
                    $0.kind.hasPrefix("B-") || $0.kind.hasPrefix("C-")
                },
            ]
            + ["A-M", "A-L", "B-M", "B-Q", "C-L"].map { kind in
                Group(title: "kind \(kind)") { $0.kind == kind }
            }
            + [Group(title: "no code") { $0.kind == "none" }]
    }

    let manifest: Manifest
    let contestants: [Contestant]
    let groups: [Group]

    /// False when the whole ladder saw a code that is not there. A text that differs from its label
    /// is named and counted, and fails nothing: labels of photographs are written by people.
    func run(printingEach: Bool) -> Bool {
        let reader = PictureReader()
        var scores = groups.map { _ in contestants.map { _ in Score() } }
        var (unreadable, different) = ([String](), [String]())
        var ghosts = 0
        for picture in manifest.pictures {
            let path = manifest.folder + "/" + picture.file
            let image: GreyImage
            do { image = try reader.grey(file: path) } catch {
                unreadable.append("\(picture.file) \(error)")
                continue
            }
            var line = picture.file
            for (index, contestant) in contestants.enumerated() {
                let reading = contestant.read(image, path)
                for group in groups.indices where groups[group].holds(picture) {
                    scores[group][index].count(reading, of: picture.content)
                }
                let verdict = Self.verdict(reading, picture.content)
                if index == 0, verdict == Self.wrong { different.append(picture.file) }
                if index == 0, verdict == Self.ghost { ghosts += 1 }
                let time = reading?.milliseconds.map { " \(Table.number($0)) ms" } ?? ""
                line += "\t\(contestant.name) \(verdict)\(time)"
            }
            if printingEach { say(line + "\n") }
        }
        for (group, scores) in zip(groups, scores) { printTable(group, scores) }
        for name in unreadable { say("not read from disk: \(name)\n") }
        for name in different { say("the ladder's text differs from the label: \(name)\n") }
        return ghosts == 0
    }

    private static let wrong = "WRONG"
    private static let ghost = "GHOST"

    private static func verdict(_ reading: Reading?, _ content: Manifest.Content) -> String {
        guard let texts = reading?.texts else { return "failed" }
        return switch content {
        case .nothing: texts.isEmpty ? "empty" : ghost
        case .unknown: texts.isEmpty ? "-" : "something"
        case .text: texts.isEmpty ? "-" : texts.allSatisfy(content.isWritten) ? "read" : wrong
        }
    }

    private func printTable(_ group: Group, _ scores: [Score]) {
        var (codes, empty, unknown) = (0, 0, 0)
        for picture in manifest.pictures where group.holds(picture) {
            switch picture.content {
            case .text: codes += 1
            case .nothing: empty += 1
            case .unknown: unknown += 1
            }
        }
        guard codes + empty + unknown > 0 else { return }
        say(
            "\n\(group.title): \(codes) with a code, \(empty) without, \(unknown) of unknown text\n"
        )
        say(Table.row("", Score.columns))
        for (contestant, score) in zip(contestants, scores) {
            say(Table.row(contestant.name, score.fields(codes: codes)))
            if score.failed > 0 { say("  \(contestant.name) failed at \(score.failed)\n") }
        }
    }
}
