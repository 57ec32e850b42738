// Runs every picture past every contestant and adds up what each of them read.

import Foundation
import Scanner

struct PhotoBench {
    let manifest: Manifest

    /// What a contestant made of the pictures.
    private struct Score {
        var read = 0
        var wrong = 0
        var ghosts = 0
        var readMilliseconds = 0.0
        var allMilliseconds = 0.0

        mutating func count(
            _ texts: [[UInt8]], content: Manifest.Content, milliseconds: Double
        ) {
            allMilliseconds += milliseconds
            switch content {
            case .unknown: break
            case .nothing: ghosts += texts.isEmpty ? 0 : 1
            case .text:
                if texts.contains(where: content.isWritten) {
                    read += 1
                    readMilliseconds += milliseconds
                }
                if !texts.allSatisfy(content.isWritten) { wrong += 1 }
            }
        }
    }

    /// False when the ladder saw a code that is not there. A text that differs from its label is
    /// named and counted, and fails nothing: labels are written by people.
    func run(printingEach: Bool) -> Bool {
        let reader = PictureReader()
        let contestants: [(name: String, read: (GreyImage) -> [CodeSighting])] = [
            ("ladder", Ladder(decoder: ZBarDecoder(), effort: .everything).read),
            // What every frame of a camera costs while nothing is in front of it.
            (
                "first rungs",
                Ladder(decoder: ZBarDecoder(), effort: .everything, inTurn: []).read
            ),
            ("plain zbar", ZBarDecoder().decode),
        ]
        let peer = ZBarImage()
        var scores = [Score](repeating: Score(), count: contestants.count)
        var peerScore = Score()
        var unreadable: [String] = []
        var different: [String] = []
        for picture in manifest.pictures {
            let path = manifest.folder + "/" + picture.file
            var line = picture.file
            do {
                let image = try reader.grey(file: path)
                for (index, contestant) in contestants.enumerated() {
                    let start = clock()
                    let texts = contestant.read(image).map(\.bytes)
                    let spent = Double(clock() - start) * 1_000 / Double(CLOCKS_PER_SEC)
                    scores[index].count(
                        texts, content: picture.content, milliseconds: spent)
                    let mark = mark(texts, picture.content)
                    if index == 0, mark == Self.wrongMark { different.append(picture.file) }
                    line += "\t\(contestant.name) \(mark) \(format(spent)) ms"
                }
            } catch {
                unreadable.append("\(picture.file) \(error)")
                line += "\tunreadable"
            }
            if let peer {
                let texts = peer.read(path)
                peerScore.count(texts, content: picture.content, milliseconds: 0)
                line += "\tzbarimg \(mark(texts, picture.content))"
            }
            if printingEach { say(line + "\n") }
        }
        printTable(contestants.map(\.name), scores, peer == nil ? nil : peerScore)
        for name in unreadable { say("not read from disk: \(name)\n") }
        for name in different { say("the ladder's text differs from the label: \(name)\n") }
        return scores[0].ghosts == 0
    }

    private static let wrongMark = "WRONG"

    private func mark(_ texts: [[UInt8]], _ content: Manifest.Content) -> String {
        switch content {
        case .nothing: texts.isEmpty ? "empty" : "GHOST"
        case .unknown: texts.isEmpty ? "-" : "something"
        case .text:
            texts.isEmpty ? "-" : texts.allSatisfy(content.isWritten) ? "read" : Self.wrongMark
        }
    }

    private func printTable(_ names: [String], _ scores: [Score], _ peer: Score?) {
        var (codes, empty, unknown) = (0, 0, 0)
        for picture in manifest.pictures {
            switch picture.content {
            case .text: codes += 1
            case .nothing: empty += 1
            case .unknown: unknown += 1
            }
        }
        say(
            "\(codes) pictures with a code, \(empty) without, \(unknown) whose text is unknown; "
                + "milliseconds of CPU, one thread\n")
        say(row("", "read", "share", "wrong", "ghosts", "ms/read", "ms/picture"))
        for (name, score) in zip(names, scores) {
            let perPicture = score.allMilliseconds / Double(max(manifest.pictures.count, 1))
            say(
                row(
                    name, "\(score.read)", share(score.read, of: codes), "\(score.wrong)",
                    "\(score.ghosts)", format(score.readMilliseconds / Double(max(score.read, 1))),
                    format(perPicture)))
        }
        guard let peer else {
            say("zbarimg is not installed: no figures of it\n")
            return
        }
        say(
            row(
                "zbarimg", "\(peer.read)", share(peer.read, of: codes), "\(peer.wrong)",
                "\(peer.ghosts)", "", ""))
    }

    private func row(_ name: String, _ fields: String...) -> String {
        let first = name.padding(toLength: 12, withPad: " ", startingAt: 0)
        let rest = fields.map { String(repeating: " ", count: max(11 - $0.count, 0)) + $0 }
        return first + rest.joined() + "\n"
    }

    private func share(_ part: Int, of all: Int) -> String {
        String(format: "%.1f %%", 100 * Double(part) / Double(max(all, 1)))
    }

    private func format(_ value: Double) -> String { String(format: "%.2f", value) }
}
