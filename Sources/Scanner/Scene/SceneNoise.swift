// What a scene does without anybody moving: each cell's own noise, learned from picture to picture.
// Pure. It must never learn so much that a guest is taken for noise: its limits see to that.

struct SceneNoise {
    /// A difference counts from so many times the mean difference: six standard deviations.
    private static let factor: Int32 = 8
    /// How fast it learns: a thirty-second a picture, two seconds at 15 a second.
    private static let inertia: Int32 = 32
    /// In sums of a cell. Below the least no code is legible; the most is below what a code on a
    /// screen or sheet changes, so that a flickering lamp makes its own cells dull, never blind.
    private static let leastLight = 3 * Int32(SceneGrid.samples)
    private static let mostLight = 24 * Int32(SceneGrid.samples)
    private static let leastTexture = 3 * Int32(SceneGrid.samples)
    private static let mostTexture = 24 * Int32(SceneGrid.samples)
    /// One cell alone is chance; the smallest code covers four.
    private static let fewestCells = 2

    /// Mean differences in 32nds, so that small ones are learned too.
    private var light: [Int32]
    private var texture: [Int32]

    var cells: Int { light.count }

    /// Believes in much noise until it has seen how little there is: a grainy camera would keep the
    /// decoder busy until all of its grain is learned, and what a guest shows exceeds it anyway.
    init(cells: Int) {
        light = [Int32](repeating: Self.mostLight / Self.factor * Self.inertia, count: cells)
        texture = [Int32](repeating: Self.mostTexture / Self.factor * Self.inertia, count: cells)
    }

    /// `deviation` is that of a picture from the one before it.
    mutating func learn(_ deviation: SceneDeviation) {
        for cell in light.indices {
            light[cell] &+= min(deviation.light[cell], Self.mostLight / Self.factor)
            light[cell] &-= light[cell] / Self.inertia
            texture[cell] &+= min(deviation.texture[cell], Self.mostTexture / Self.factor)
            texture[cell] &-= texture[cell] / Self.inertia
        }
    }

    /// Whether something has moved.
    func isExceeded(by deviation: SceneDeviation) -> Bool {
        var exceeding = 0
        for cell in light.indices {
            let (light, texture) = (
                max(light[cell] / Self.inertia * Self.factor, Self.leastLight),
                max(texture[cell] / Self.inertia * Self.factor, Self.leastTexture)
            )
            if deviation.light[cell] > light || deviation.texture[cell] > texture {
                exceeding += 1
            }
        }
        return exceeding >= Self.fewestCells
    }
}
