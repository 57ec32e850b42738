// The grain of a sensor in a dark hall, smoothed out before a picture is made larger: black and
// white by local means keeps every grain, and a decoder trips over each. It must never be put before
// a look at small modules of a bright picture, which it would wash away. Its inner loops are plain
// enough for the compiler to make vectors of them: keep them without branches.

enum Softening {
    /// The mean of each pixel and its eight neighbours, weighed 1, 2 and 1 across and down; beyond
    /// the edge is what lies on it.
    static func applied(to image: GreyImage) -> GreyImage? {
        let (width, height) = (image.width, image.height)
        // One row of sums downwards, with a margin of one on both sides.
        var sums = [UInt16](repeating: 0, count: width + 2)
        return unsafe image.pixels.withUnsafeBufferPointer { source in
            unsafe sums.withUnsafeMutableBufferPointer { sums in
                unsafe GreyImage(width: width, height: height) { target in
                    for row in 0..<height {
                        unsafe add(source, row, width, height, into: sums)
                        unsafe spread(
                            sums,
                            into: UnsafeMutableBufferPointer(
                                rebasing: target[row * width..<(row + 1) * width]))
                    }
                }
            }
        }
    }

    private static func add(
        _ source: UnsafeBufferPointer<UInt8>, _ row: Int, _ width: Int, _ height: Int,
        into sums: UnsafeMutableBufferPointer<UInt16>
    ) {
        let (above, here) = (max(row - 1, 0) * width, row * width)
        let below = min(row + 1, height - 1) * width
        for x in 0..<width {
            unsafe sums[x &+ 1] =
                UInt16(source[above &+ x]) &+ 2 &* UInt16(source[here &+ x])
                &+ UInt16(source[below &+ x])
        }
        unsafe sums[0] = sums[1]
        unsafe sums[width + 1] = sums[width]
    }

    private static func spread(
        _ sums: UnsafeMutableBufferPointer<UInt16>,
        into target: UnsafeMutableBufferPointer<UInt8>
    ) {
        for x in 0..<target.count {
            let sum = unsafe sums[x] &+ 2 &* sums[x &+ 1] &+ sums[x &+ 2]
            unsafe target[x] = UInt8(truncatingIfNeeded: (sum &+ 8) >> 4)
        }
    }
}
