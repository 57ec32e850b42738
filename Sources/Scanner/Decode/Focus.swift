// Where in a picture a code most likely is, by its texture: a code is the one thing at a door that
// is full of edges both across and down. It lets the costly looks, at twice the size, be confined
// to a tenth of the frame. It must stay cheap, and it need not be right: other rungs see the whole.

struct Focus {
    /// Larger codes have modules large enough to be read without enlarging.
    static let longestSide = 480
    /// Pixels of the halved picture on a side of a cell: some three modules of a small code.
    static let cell = 8
    /// Cells on a side of the square whose texture is weighed: as large as a code whose modules
    /// are small enough to need help.
    static let square = 10
    /// What is added around the textured cells: their edge may lie within the code.
    static let margin = 20

    /// The edges in each cell: the weaker of those across and those down, as a stripe is no code.
    private var texture: [Int32] = []
    private var columns = 0
    private var rows = 0

    /// The whole picture when it is small or shows too little. `half` is the picture shrunk by 2.
    static func area(of image: GreyImage, half: GreyImage) -> Area {
        let whole = image.wholeArea
        if max(image.width, image.height) <= longestSide { return whole }
        let focus = Focus(half: half)
        guard focus.columns > 0, focus.rows > 0 else { return whole }
        let (square, cells) = focus.textured()
        func span(_ cells: ClosedRange<Int>, _ middle: Int, _ side: Int) -> Range<Int> {
            var (from, to) = (cells.lowerBound * 2 * cell, (cells.upperBound + 1) * 2 * cell)
            (from, to) = (from - margin, to + margin)
            if to - from > longestSide {
                let half = longestSide / 2
                from = min(max(middle, from + half), to - half) - half
                to = from + longestSide
            }
            return max(from, 0)..<min(to, side)
        }
        let across = span(cells.across, square.x * 2 * cell, image.width)
        let down = span(cells.down, square.y * 2 * cell, image.height)
        return Area(
            left: across.lowerBound, top: down.lowerBound, width: across.count,
            height: down.count)
    }

    private init(half: GreyImage) {
        columns = (half.width - 1) / Self.cell
        rows = (half.height - 1) / Self.cell
        guard columns > 0, rows > 0 else { return }
        texture = [Int32](repeating: 0, count: columns * rows)
        let width = columns * Self.cell
        var across = [UInt16](repeating: 0, count: width)
        var down = [UInt16](repeating: 0, count: width)
        for row in 0..<rows {
            unsafe half.pixels.withUnsafeBufferPointer { pixels in
                unsafe across.withUnsafeMutableBufferPointer { across in
                    unsafe down.withUnsafeMutableBufferPointer { down in
                        unsafe Self.edges(pixels, half.width, row, across, down)
                    }
                }
            }
            for column in 0..<columns {
                let cell = column * Self.cell..<(column + 1) * Self.cell
                let sums = (
                    across[cell].reduce(Int32(0)) { $0 &+ Int32($1) },
                    down[cell].reduce(Int32(0)) { $0 &+ Int32($1) }
                )
                texture[row * columns + column] = min(sums.0, sums.1)
            }
        }
    }

    /// The differences between neighbours in one row of cells, for each column of pixels.
    private static func edges(
        _ pixels: UnsafeBufferPointer<UInt8>, _ stride: Int, _ row: Int,
        _ across: UnsafeMutableBufferPointer<UInt16>, _ down: UnsafeMutableBufferPointer<UInt16>
    ) {
        for x in 0..<across.count { unsafe (across[x], down[x]) = (0, 0) }
        for line in row * cell..<(row + 1) * cell {
            let start = line * stride
            for x in 0..<across.count {
                let here = unsafe Int16(pixels[start &+ x])
                let right = unsafe Int16(pixels[start &+ x &+ 1])
                let below = unsafe Int16(pixels[start &+ stride &+ x])
                unsafe across[x] &+= UInt16(bitPattern: max(here &- right, right &- here))
                unsafe down[x] &+= UInt16(bitPattern: max(here &- below, below &- here))
            }
        }
    }

    /// The middle of the square with the most texture, in cells, and what hangs together with its
    /// strongest cell.
    private func textured() -> (
        square: (x: Int, y: Int), cells: (across: ClosedRange<Int>, down: ClosedRange<Int>)
    ) {
        let (width, height) = (min(Self.square, columns), min(Self.square, rows))
        let sums = SummedCells(texture, columns: columns, rows: rows)
        var best = (sum: Int32(-1), x: 0, y: 0)
        for y in 0...rows - height {
            for x in 0...columns - width {
                let sum = sums.sum(x..<x + width, y..<y + height)
                if sum > best.sum { best = (sum, x, y) }
            }
        }
        // Each cell with its neighbours: a code has pale cells too.
        let smooth = (0..<columns * rows).map { index -> Int32 in
            let (x, y) = (index % columns, index / columns)
            let across = max(x - 1, 0)..<min(x + 2, columns)
            let down = max(y - 1, 0)..<min(y + 2, rows)
            return sums.sum(across, down) / Int32(across.count * down.count)
        }
        var peak = best.y * columns + best.x
        for y in best.y..<best.y + height {
            for x in best.x..<best.x + width where smooth[y * columns + x] > smooth[peak] {
                peak = y * columns + x
            }
        }
        return (
            (best.x + width / 2, best.y + height / 2),
            connected(smooth, from: peak, least: smooth[peak] / 2)
        )
    }

    /// The bounds of the cells of at least `least` that touch each other, from one of them on.
    private func connected(_ smooth: [Int32], from peak: Int, least: Int32) -> (
        across: ClosedRange<Int>, down: ClosedRange<Int>
    ) {
        var isSeen = [Bool](repeating: false, count: smooth.count)
        isSeen[peak] = true
        var open = [peak]
        var (left, right, top, bottom) = (columns, 0, rows, 0)
        while let index = open.popLast() {
            let (x, y) = (index % columns, index / columns)
            (left, right) = (min(left, x), max(right, x))
            (top, bottom) = (min(top, y), max(bottom, y))
            for (x, y) in [(x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)]
            where (0..<columns).contains(x) && (0..<rows).contains(y) {
                let next = y * columns + x
                if !isSeen[next], smooth[next] >= least {
                    isSeen[next] = true
                    open.append(next)
                }
            }
        }
        return (left...right, top...bottom)
    }
}
