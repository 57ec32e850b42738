// The few figures that tell a good picture from a useless one. Pure: a grid in, figures out.

struct SceneFacts: Hashable {
    /// A cell as good as white: what is written there is lost. Many cameras end at 235, and what
    /// is cut off there has no grain any more, which tells it from bright paper.
    private static let white = 230
    private static let whiteTexture = 1
    /// Shares of the cells, in hundredths: the extremes are left to dead pixels and small lamps.
    private static let (darkest, brightest, bright, sharpest) = (1, 99, 95, 99)

    /// Grey levels: all but a hundredth of the cells are darker; all but a twentieth.
    let brightest: Int
    let bright: Int
    /// Between the dark and the bright hundredth.
    let span: Int
    /// How much more there is in the richest hundredth of the cells than in the middling one, in
    /// grey levels from pixel to pixel: a sensor's noise is everywhere and falls out of it.
    let structure: Int
    /// What there is in the middling cell: the sensor's grain, where there is nothing else.
    let grain: Int
    /// The share of the cells that are white, in hundredths.
    let whiteShare: Int
    /// The step from one pixel to the next in the sharpest hundredth of the cells.
    let sharpness: Int

    /// nil when the picture is smaller than a cell.
    init?(_ grid: SceneGrid) {
        guard !grid.light.isEmpty else { return nil }
        let light = Levels(grid.light.lazy.map { Int($0) / SceneGrid.samples })
        let texture = Levels(grid.texture.lazy.map { Int($0) / SceneGrid.samples })
        let steps = Levels(grid.steepest.lazy.map { Int($0) })
        brightest = light.level(at: Self.brightest)
        bright = light.level(at: Self.bright)
        span = brightest - light.level(at: Self.darkest)
        grain = texture.level(at: 50)
        structure = texture.level(at: Self.brightest) - grain
        let white = zip(grid.light, grid.texture).count {
            Int($0) >= Self.white * SceneGrid.samples
                && Int($1) <= Self.whiteTexture * SceneGrid.samples
        }
        whiteShare = white * 100 / grid.light.count
        sharpness = steps.level(at: Self.sharpest)
    }

    /// How many cells have each grey level.
    private struct Levels {
        private var counts = [Int](repeating: 0, count: 256)
        private var total = 0

        init(_ values: some Sequence<Int>) {
            for value in values {
                counts[min(max(value, 0), 255)] += 1
                total += 1
            }
        }

        /// The level that `share` hundredths do not exceed.
        func level(at share: Int) -> Int {
            var left = total * share / 100
            for (level, count) in counts.enumerated() {
                left -= count
                if left < 0 { return level }
            }
            return counts.count - 1
        }
    }
}
