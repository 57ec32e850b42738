// Black and white by the mean of each pixel's surroundings: makes a code of a glaring screen, of a
// shadow across a sheet, of a faint print. Any even change of light falls out of it.

enum LocalThreshold {
    /// How much darker than its surroundings a pixel must be to count as black: keeps the noise of
    /// an even surface white.
    private static let offset = 5

    /// 0 where `image` is darker than the mean of the `block` × `block` pixels around, else 255;
    /// the other way round when `isNegative`, for codes drawn light on dark.
    static func applied(to image: GreyImage, block: Int, isNegative: Bool = false) -> GreyImage? {
        let (width, height) = (image.width, image.height)
        let reach = max(block / 2, 1)
        // The sums of `reach` rows above and below, one for each column: at most 4096 × 255.
        var columns = [Int32](repeating: 0, count: width)
        let (dark, light): (UInt8, UInt8) = isNegative ? (255, 0) : (0, 255)
        let shift = isNegative ? -offset : offset
        return unsafe image.pixels.withUnsafeBufferPointer { source in
            unsafe columns.withUnsafeMutableBufferPointer { columns in
                unsafe GreyImage(width: width, height: height) { target in
                    for row in 0..<min(reach, height) {
                        unsafe add(source, row * width, to: columns)
                    }
                    for row in 0..<height {
                        if row + reach < height {
                            unsafe add(source, (row + reach) * width, to: columns)
                        }
                        if row > reach {
                            unsafe subtract(source, (row - reach - 1) * width, from: columns)
                        }
                        let rows = min(row + reach, height - 1) - max(row - reach, 0) + 1
                        var sum = 0
                        for column in 0..<min(reach, width) { sum &+= unsafe Int(columns[column]) }
                        var span = min(reach, width)
                        for column in 0..<width {
                            if column + reach < width {
                                sum &+= unsafe Int(columns[column &+ reach])
                                span &+= 1
                            }
                            if column > reach {
                                sum &-= unsafe Int(columns[column &- reach &- 1])
                                span &-= 1
                            }
                            let at = row &* width &+ column
                            let value = unsafe Int(source[at]) &+ shift
                            unsafe target[at] = value &* rows &* span < sum ? dark : light
                        }
                    }
                }
            }
        }
    }

    @inline(__always)
    private static func add(
        _ source: UnsafeBufferPointer<UInt8>, _ start: Int,
        to columns: UnsafeMutableBufferPointer<Int32>
    ) {
        for column in columns.indices {
            unsafe columns[column] &+= Int32(source[start &+ column])
        }
    }

    @inline(__always)
    private static func subtract(
        _ source: UnsafeBufferPointer<UInt8>, _ start: Int,
        from columns: UnsafeMutableBufferPointer<Int32>
    ) {
        for column in columns.indices {
            unsafe columns[column] &-= Int32(source[start &+ column])
        }
    }
}
