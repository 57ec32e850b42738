// Looks for codes where there are none: so many seconds of a camera's frames, all kinds in turn.
// Every so many a frame is given every rung there is, the others what a camera's frame is given.
// One text read is one too many.

import CheckinCore
import Foundation
import Scanner

struct NoiseGhosts {
    /// Frames a second where nothing else is said: the camera's own.
    static let rate = PacedCamera.rate
    /// As fast as any camera the door is likely to have.
    static let fastestRate = 120

    let seconds: Int
    let seed: UInt64
    let rate: Int
    /// Of so many frames one is given every rung: 1 for all of them. It should have no factor in
    /// common with the number of kinds and with the eighth frame, the large one: else some of them
    /// would never have their turn.
    let every: Int

    /// Times that it says how far it is.
    private static let reports = 20

    /// False when a text was read.
    func run() -> Bool {
        let kinds = NoiseKind.allCases
        let whole = Ladder.whole(effort: .everything)
        // By CPU time: on a busy machine a frame is given as much as on a quiet one.
        let camera = Ladder.whole(effort: .frame(limit: Ladder.frameLimit, time: SpentTime()))
        let count = seconds * rate
        var (ghosts, wholes) = (0, 0)
        let start = RealTime.spentMilliseconds
        for number in 0..<count {
            if number > 0, number % max(count / Self.reports, 1) == 0 {
                say("\(number) frames of \(count): \(ghosts) ghosts\n")
            }
            let kind = kinds[number % kinds.count]
            let seed = seed &+ UInt64(number / kinds.count)
            guard let picture = kind.picture(seed: seed) else { continue }
            let isWhole = number % every == 0
            wholes += isWhole ? 1 : 0
            let texts = (isWhole ? whole : camera).read(picture)
            if texts.isEmpty { continue }
            ghosts += 1
            let lengths = texts.map { "\($0.bytes.count)" }.joined(separator: ", ")
            say("GHOST: noise of kind \(kind.rawValue), seed \(seed): \(lengths) bytes read\n")
        }
        let spent = (RealTime.spentMilliseconds - start) / 1_000
        say(
            "noise from seed \(seed): \(count) frames (\(seconds) s of a camera) "
                + "of \(kinds.map(\.rawValue).joined(separator: ", ")), \(wholes) with every rung: "
                + "\(ghosts) ghosts, \(Table.number(spent, digits: 0)) s of CPU\n")
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
