// How far a picture is from another one, cell by cell, once the light has been allowed to change.
// Pure arithmetic: what counts as movement is SceneNoise's to know and MotionGate's to decide.

/// In the units of SceneGrid's sums.
struct SceneDeviation {
    /// Light may grow or fade by this much, in 256ths, without anything having moved: lamps on the
    /// mains and a camera's own exposure do. It is taken row of cells by row of cells, because a
    /// sensor that reads row by row sees the mains as bands.
    private static let fadedLight = 128
    private static let grownLight = 512

    private(set) var light: [Int32]
    private(set) var texture: [Int32]

    /// How a cell may have taken a change of the light.
    enum Allowance {
        /// Somewhere between not at all, as a phone's screen or white that is cut off, and in full.
        case any
        /// In full: what is left is noise.
        case full
    }

    /// Both of the same size.
    init(of now: SceneGrid, from before: SceneGrid, allowing allowance: Allowance) {
        let count = now.light.count
        light = [Int32](repeating: 0, count: count)
        texture = light
        for row in 0..<now.rows {
            let cells = row * now.columns..<(row + 1) * now.columns
            let gain = Self.gain(of: now.light[cells], from: before.light[cells])
            for cell in cells {
                light[cell] = Self.distance(now.light[cell], before.light[cell], gain, allowance)
                texture[cell] = Self.distance(
                    now.texture[cell], before.texture[cell], gain, allowance)
            }
        }
    }

    private static func gain(of now: ArraySlice<Int32>, from before: ArraySlice<Int32>) -> Int32 {
        var (new, old) = (0, 0)
        for value in now { new &+= Int(value) }
        for value in before { old &+= Int(value) }
        // Darkness has no light to change.
        guard old > 0 else { return 256 }
        return Int32(min(max(new * 256 / old, fadedLight), grownLight))
    }

    private static func distance(
        _ now: Int32, _ before: Int32, _ gain: Int32, _ allowance: Allowance
    ) -> Int32 {
        let lit = (before &* gain) >> 8
        return switch allowance {
        case .any: max(min(before, lit) &- now, now &- max(before, lit), 0)
        case .full: abs(now &- lit)
        }
    }
}
