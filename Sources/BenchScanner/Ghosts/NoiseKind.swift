// Pictures without a code that might be taken for one, each a pure function of its kind and seed,
// so that what was seen in one can be looked for again.

import CheckinTesting
import Scanner

enum NoiseKind: String, CaseIterable {
    /// A sensor in the dark, and at all other levels.
    case grain
    /// Rows of marks as long as letters and words.
    case writing
    /// Checkerboards of all sizes and angles.
    case checkers
    /// Finder and timing patterns as in a QR code, around modules that mean nothing.
    case modules
    /// What a camera sees of a hall: things that move, frame by frame.
    case film

    /// Frames of one film: ten seconds of a camera's.
    private static let filmFrames: UInt64 = 150

    /// Most frames are small, or an hour of them would last a night; every eighth is as large as
    /// the camera's.
    func picture(seed: UInt64) -> GreyImage? {
        let isLarge = seed % 8 == 7
        var canvas = Canvas(width: isLarge ? 1_280 : 640, height: isLarge ? 720 : 480)
        var random = SeededRandom(seed: seed &* 8 &+ index)
        switch self {
        case .grain: canvas.fill(Int.random(in: 0...255, using: &random))
        case .writing: draw(writingOn: &canvas, &random)
        case .checkers: draw(checkersOn: &canvas, &random)
        case .modules: draw(modulesOn: &canvas, &random)
        case .film: draw(filmOn: &canvas, seed)
        }
        let strength = Double.random(in: 0.5...(self == .grain ? 60 : 12), using: &random)
        var grain = Grain(strength: strength, seed: random.next())
        grain.add(to: &canvas.pixels)
        return GreyImage(width: canvas.width, height: canvas.height, pixels: canvas.pixels)
    }

    private var index: UInt64 {
        switch self {
        case .grain: 0
        case .writing: 1
        case .checkers: 2
        case .modules: 3
        case .film: 4
        }
    }

    private func draw(writingOn canvas: inout Canvas, _ random: inout SeededRandom) {
        let tones = Tones(&random)
        canvas.fill(tones.light)
        let height = Int.random(in: 3...40, using: &random)
        var top = 0
        while top < canvas.height {
            var left = Int.random(in: 0...height, using: &random)
            while left < canvas.width {
                let width = Int.random(in: 1...max(height, 2), using: &random)
                canvas.fill(left, top, width, height, random.chance(85) ? tones.dark : tones.light)
                left += width + Int.random(in: 1...max(height / 2, 1), using: &random)
            }
            top += height + Int.random(in: 1...height, using: &random)
        }
    }

    private func draw(checkersOn canvas: inout Canvas, _ random: inout SeededRandom) {
        let tones = Tones(&random)
        let plane = TurnedPlane(cell: Double.random(in: 1.5...40, using: &random), &random)
        canvas.paint { x, y in
            let (column, row) = plane.cell(x, y)
            return (column + row) & 1 == 0 ? tones.dark : tones.light
        }
    }

    private func draw(modulesOn canvas: inout Canvas, _ random: inout SeededRandom) {
        let tones = Tones(&random)
        let side = 17 + 4 * Int.random(in: 1...12, using: &random)
        let most = Double(min(canvas.width, canvas.height)) / Double(side + 8)
        let cell = Double.random(in: min(1.5, most)...most, using: &random)
        let plane = TurnedPlane(cell: cell, &random)
        let field = ModuleField(side: side, &random)
        let isNegative = random.chance(10)
        let (across, down) = (canvas.width / 2, canvas.height / 2)
        canvas.paint { x, y in
            let (column, row) = plane.cell(x - across, y - down)
            let isDark = field.isDark(column + side / 2, row + side / 2)
            return isDark != isNegative ? tones.dark : tones.light
        }
    }

    /// The things are those of the film, their places those of the frame.
    private func draw(filmOn canvas: inout Canvas, _ seed: UInt64) {
        let (film, frame) = (seed / Self.filmFrames, Int(seed % Self.filmFrames))
        var random = SeededRandom(seed: film)
        canvas.fill(Int.random(in: 30...200, using: &random))
        for _ in 0..<Int.random(in: 10...60, using: &random) {
            let tone = Int.random(in: 0...255, using: &random)
            let width = Int.random(in: 2...200, using: &random)
            let height = Int.random(in: 2...200, using: &random)
            let speed = Int.random(in: -6...6, using: &random)
            let left = Int.random(in: -100...canvas.width, using: &random) + speed * frame
            let top = Int.random(in: -100...canvas.height, using: &random) + speed * frame / 3
            if random.chance(20) {
                // Something striped: a blind, a jacket, a crowd barrier.
                let pitch = Int.random(in: 2...12, using: &random)
                for stripe in stride(from: 0, to: width, by: 2 * pitch) {
                    canvas.fill(left + stripe, top, pitch, height, tone)
                }
            } else {
                canvas.fill(left, top, width, height, tone)
            }
        }
    }
}
