// Holds every text that is read from drawn door frames against what was drawn, as they come through
// a pipe: another text, or any text where there is no code, is a ghost. What does not read is no
// fault.

import Foundation
import Scanner

struct DoorGhosts {
    /// A frame, and what is in it.
    private struct Drawn {
        let kind: String
        let seed: String
        /// Empty when there is no code.
        let text: [UInt8]
        let image: GreyImage
    }

    private struct Tally {
        var frames = 0
        var read = 0
        var ghosts = 0
    }

    enum Flaw: Error, CustomStringConvertible {
        case broken(after: Int)
        case few(Int)

        var description: String {
            switch self {
            case .broken(let count): "the stream of frames is broken after \(count) of them"
            case .few(let count): "only \(count) frames came"
            }
        }
    }

    /// A head is a few hundred bytes: the text is the longest part of it.
    private static let longestHead = 4096

    /// So many frames must come.
    let frames: Int

    /// False when a text was read that was not drawn.
    func run(_ input: FileHandle) throws -> Bool {
        let ladders = [
            ("whole ladder", Ladder.whole(effort: .everything)),
            ("zbar alone", Ladder.zbarAlone(effort: .everything)),
        ]
        var tallies = ladders.map { _ in [String: Tally]() }
        var count = 0
        while let drawn = try next(input, count) {
            count += 1
            for (index, (name, ladder)) in ladders.enumerated() {
                let texts = ladder.read(drawn.image).map(\.bytes)
                var tally = tallies[index][drawn.kind] ?? Tally()
                tally.frames += 1
                tally.read += texts.contains(drawn.text) ? 1 : 0
                if !texts.allSatisfy({ $0 == drawn.text }) {
                    tally.ghosts += 1
                    say("GHOST: \(name), door frame of kind \(drawn.kind), seed \(drawn.seed)\n")
                }
                tallies[index][drawn.kind] = tally
            }
        }
        guard count == frames else { throw Flaw.few(count) }
        for ((name, _), tally) in zip(ladders, tallies) { report(name, tally) }
        return tallies.allSatisfy { $0.values.allSatisfy { $0.ghosts == 0 } }
    }

    private func report(_ name: String, _ tally: [String: Tally]) {
        say("\n\(frames) drawn door frames, \(name)\n")
        say(Table.row("kind", ["frames", "read", "share", "ghosts"]))
        for (kind, tally) in tally.sorted(by: { $0.key < $1.key }) {
            let share = kind == "none" ? "-" : Table.share(tally.read, of: tally.frames)
            say(Table.row(kind, ["\(tally.frames)", "\(tally.read)", share, "\(tally.ghosts)"]))
        }
    }

    /// A line of kind, seed, width, height and text, then the pixels; nil at the end.
    private func next(_ input: FileHandle, _ count: Int) throws -> Drawn? {
        var head: [UInt8] = []
        while head.last != UInt8(ascii: "\n") {
            guard let byte = try input.read(upToCount: 1), !byte.isEmpty else {
                if head.isEmpty { return nil }
                throw Flaw.broken(after: count)
            }
            head += byte
            if head.count > Self.longestHead { throw Flaw.broken(after: count) }
        }
        let words = String(decoding: head.dropLast(), as: UTF8.self).split(separator: " ")
        guard words.count == 5, let width = Int(words[2]), let height = Int(words[3]),
            GreyImage.isAllowed(width: width, height: height),
            let text = words[4] == "-" ? Data() : Data(base64Encoded: String(words[4])),
            let pixels = try pixels(width * height, from: input),
            let image = GreyImage(width: width, height: height, pixels: pixels)
        else { throw Flaw.broken(after: count) }
        return Drawn(kind: "\(words[0])", seed: "\(words[1])", text: Array(text), image: image)
    }

    private func pixels(_ count: Int, from input: FileHandle) throws -> [UInt8]? {
        var pixels: [UInt8] = []
        pixels.reserveCapacity(count)
        while pixels.count < count {
            guard let more = try input.read(upToCount: count - pixels.count), !more.isEmpty else {
                return nil
            }
            pixels += more
        }
        return pixels
    }
}
