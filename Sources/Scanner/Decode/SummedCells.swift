// The sum of any rectangle of a table by four look-ups.

struct SummedCells {
    private var sums: [Int32]
    private let stride: Int

    /// `cells` row by row. 65,536 cells of 16,320, the most that a picture has, fit 32 bits.
    init(_ cells: [Int32], columns: Int, rows: Int) {
        stride = columns + 1
        sums = [Int32](repeating: 0, count: stride * (rows + 1))
        for row in 0..<rows {
            var sum: Int32 = 0
            for column in 0..<columns {
                sum &+= cells[row * columns + column]
                sums[(row + 1) * stride + column + 1] = sums[row * stride + column + 1] &+ sum
            }
        }
    }

    func sum(_ across: Range<Int>, _ down: Range<Int>) -> Int32 {
        let (top, bottom) = (down.lowerBound * stride, down.upperBound * stride)
        return sums[bottom + across.upperBound] &- sums[bottom + across.lowerBound]
            &- sums[top + across.upperBound] &+ sums[top + across.lowerBound]
    }
}
