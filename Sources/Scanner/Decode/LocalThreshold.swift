// Black and white by the mean of each pixel's surroundings: makes a code of a glaring screen, of a
// shadow across a sheet, of a faint print. Any even change of light falls out of it. Its inner
// loops are plain enough for the compiler to make vectors of them: keep them without branches.

enum LocalThreshold {
    /// How much darker than its surroundings a pixel must be to count as black: keeps the noise of
    /// an even surface white.
    static let offset: Int32 = 5
    /// A column of so many pixels sums up in 16 bits, and 255 times such a square is exact in the
    /// 24 bits of a `Float`.
    static let largestBlock = 255

    /// 0 where `image` is darker by `offset` than the mean of the `block` × `block` pixels around,
    /// else 255; the other way round when `isNegative`, for codes drawn light on dark.
    static func applied(
        to image: GreyImage, block: Int, isNegative: Bool = false, offset: Int32 = offset
    ) -> GreyImage? {
        let reach = min(max(block / 2, 1), largestBlock / 2)
        let (width, height) = (image.width, image.height)
        let shift = isNegative ? -offset : offset
        // The sums of `reach` rows above and below for each column, and those added up from the
        // left, so that any stretch of them is one difference.
        var columns = [UInt16](repeating: 0, count: width)
        var running = [Int32](repeating: 0, count: width + 1)
        return unsafe image.pixels.withUnsafeBufferPointer { source in
            unsafe columns.withUnsafeMutableBufferPointer { columns in
                unsafe running.withUnsafeMutableBufferPointer { running in
                    unsafe GreyImage(width: width, height: height) { target in
                        for row in 0..<min(reach, height) {
                            unsafe add(line(source, row, width), to: columns)
                        }
                        for row in 0..<height {
                            if row + reach < height {
                                unsafe add(line(source, row + reach, width), to: columns)
                            }
                            if row > reach {
                                unsafe subtract(
                                    line(source, row - reach - 1, width), from: columns)
                            }
                            unsafe accumulate(columns, into: running)
                            let rows = min(row + reach, height - 1) - max(row - reach, 0) + 1
                            unsafe judge(
                                line(source, row, width), running: running, reach: reach,
                                rows: Int32(rows), shift: shift, isNegative: isNegative,
                                into: UnsafeMutableBufferPointer(
                                    rebasing: target[row * width..<(row + 1) * width]))
                        }
                    }
                }
            }
        }
    }

    private static func line(_ source: UnsafeBufferPointer<UInt8>, _ row: Int, _ width: Int)
        -> UnsafeBufferPointer<UInt8>
    {
        unsafe UnsafeBufferPointer(rebasing: source[row * width..<(row + 1) * width])
    }

    private static func add(
        _ line: UnsafeBufferPointer<UInt8>, to columns: UnsafeMutableBufferPointer<UInt16>
    ) {
        for x in 0..<line.count { unsafe columns[x] &+= UInt16(line[x]) }
    }

    private static func subtract(
        _ line: UnsafeBufferPointer<UInt8>, from columns: UnsafeMutableBufferPointer<UInt16>
    ) {
        for x in 0..<line.count { unsafe columns[x] &-= UInt16(line[x]) }
    }

    private static func accumulate(
        _ columns: UnsafeMutableBufferPointer<UInt16>,
        into running: UnsafeMutableBufferPointer<Int32>
    ) {
        var sum: Int32 = 0
        unsafe running[0] = 0
        for x in 0..<columns.count {
            unsafe sum &+= Int32(columns[x])
            unsafe running[x &+ 1] = sum
        }
    }

    /// One row: the ends, where the surroundings are cut off, one by one; the long middle at once.
    private static func judge(
        _ line: UnsafeBufferPointer<UInt8>, running: UnsafeMutableBufferPointer<Int32>,
        reach: Int, rows: Int32, shift: Int32, isNegative: Bool,
        into target: UnsafeMutableBufferPointer<UInt8>
    ) {
        let width = line.count
        let (dark, light): (UInt8, UInt8) = isNegative ? (255, 0) : (0, 255)
        func judgeEnd(_ x: Int) {
            let (from, to) = (max(x - reach, 0), min(x + reach + 1, width))
            let sum = unsafe Int(running[to] - running[from])
            let value = unsafe Int(line[x]) + Int(shift)
            unsafe target[x] = value * Int(rows) * (to - from) < sum ? dark : light
        }
        let middle = min(reach, width)..<max(min(reach, width), width - reach)
        for x in 0..<middle.lowerBound { judgeEnd(x) }
        let area = Float(rows * Int32(2 * reach + 1))
        for x in middle {
            let sum = unsafe Float(running[x &+ reach &+ 1] &- running[x &- reach])
            // Brighter than 255 is compared as 255, which no mean exceeds.
            let value = unsafe Float(min(Int32(line[x]) &+ shift, 255))
            unsafe target[x] = value * area < sum ? dark : light
        }
        for x in middle.upperBound..<width { judgeEnd(x) }
    }
}
