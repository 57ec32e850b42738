// Looks for codes where there are none: so many seconds of a camera's frames, all kinds in turn,
// every rung on each. One text read is one too many.

import Foundation
import Scanner

struct NoiseGhosts {
    let seconds: Int
    let seed: UInt64

    /// False when a text was read.
    func run() -> Bool {
        let kinds = NoiseKind.allCases
        let ladder = Ladder.whole(effort: .everything)
        let count = seconds * PacedCamera.rate
        var ghosts = 0
        let start = RealTime.spentMilliseconds
        for number in 0..<count {
            let kind = kinds[number % kinds.count]
            let seed = seed &+ UInt64(number / kinds.count)
            guard let picture = kind.picture(seed: seed) else { continue }
            let texts = ladder.read(picture)
            if texts.isEmpty { continue }
            ghosts += 1
            let lengths = texts.map { "\($0.bytes.count)" }.joined(separator: ", ")
            say("GHOST: noise of kind \(kind.rawValue), seed \(seed): \(lengths) bytes read\n")
        }
        let spent = (RealTime.spentMilliseconds - start) / 1_000
        say(
            "noise from seed \(seed): \(count) frames (\(count / PacedCamera.rate) s of a camera) "
                + "of \(kinds.map(\.rawValue).joined(separator: ", ")): \(ghosts) ghosts, "
                + "\(Table.number(spent, digits: 0)) s of CPU\n")
        return ghosts == 0
    }

    /// One frame again, into a file to look at. False when a text is read in it.
    static func draw(_ kind: NoiseKind, seed: UInt64, into path: String) throws -> Bool {
        guard let picture = kind.picture(seed: seed) else { return false }
        let head = Array("P5\n\(picture.width) \(picture.height)\n255\n".utf8)
        try Data(head + picture.pixels).write(to: URL(fileURLWithPath: path))
        let texts = Ladder.whole(effort: .everything).read(picture)
        say("noise of kind \(kind.rawValue), seed \(seed): \(texts.count) texts read\n")
        return texts.isEmpty
    }
}
