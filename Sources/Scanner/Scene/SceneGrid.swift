// A picture boiled down to a grid of cells: how bright each is, how much there is in it, how sharp.
// Cheap enough for every frame of a box that idles. It must never hold on to a picture.

/// Cells of 16 × 16 pixels, row by row; what is left over at the right and below belongs to none.
struct SceneGrid: Hashable, Sendable {
    /// Pixels on a side: a code 40 pixels wide, as small as any reads, covers four cells or more.
    static let side = 16
    /// Every so many rows one is looked at: a quarter of the picture, for a quarter of the time.
    private static let rowStep = 4
    /// So many pixels of a cell are looked at. All sums are over these.
    static let samples = side * side / rowStep

    let columns: Int
    let rows: Int
    /// The sum of a cell's grey levels.
    let light: [Int32]
    /// The sum of the differences of neighbours in a row: noise, print, the modules of a code.
    let texture: [Int32]
    /// The largest of these differences, in grey levels.
    let steepest: [UInt8]

    init(_ image: GreyImage) {
        columns = image.width / Self.side
        rows = image.height / Self.side
        let count = columns * rows
        var light = [Int32](repeating: 0, count: count)
        var texture = light
        var steepest = [UInt8](repeating: 0, count: count)
        let columns = columns
        unsafe image.pixels.withUnsafeBufferPointer { pixels in
            guard count > 0, let start = pixels.baseAddress else { return }
            for cell in 0..<count {
                let (row, column) = (cell / columns, cell % columns)
                let corner = unsafe start + row * Self.side * image.width + column * Self.side
                // The last pixel of a row has no neighbour, nor has the first.
                let shift = column == 0 ? min(1, image.width - Self.side) : 0
                var sums = (light: UInt32(0), texture: UInt32(0), steepest: UInt8(0))
                for step in 0..<Self.side / Self.rowStep {
                    let line = unsafe corner + step * Self.rowStep * image.width
                    unsafe Self.add(line, line + shift, image.width > Self.side, to: &sums)
                }
                light[cell] = Int32(sums.light)
                texture[cell] = Int32(sums.texture)
                steepest[cell] = sums.steepest
            }
        }
        self.light = light
        self.texture = texture
        self.steepest = steepest
    }

    /// One row of a cell, and the same compared with its neighbours to the left.
    @inline(__always)
    private static func add(
        _ line: UnsafePointer<UInt8>, _ compared: UnsafePointer<UInt8>, _ hasNeighbours: Bool,
        to sums: inout (light: UInt32, texture: UInt32, steepest: UInt8)
    ) {
        let left = unsafe hasNeighbours ? compared - 1 : compared
        var (light, texture, steepest) = sums
        for index in 0..<side {
            let (here, before) = unsafe (compared[index], left[index])
            let step = max(here, before) &- min(here, before)
            light &+= unsafe UInt32(line[index])
            texture &+= UInt32(step)
            steepest = max(steepest, step)
        }
        sums = (light, texture, steepest)
    }
}
