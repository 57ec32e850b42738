// Smaller and larger pictures for the rungs of the ladder. Its inner loops are plain enough for the
// compiler to make vectors of them: keep them without branches.

enum Scaling {
    /// What a picture may be shrunk by.
    static let factors = 2...4

    /// Means of `factor` × `factor` pixels; what is left over at the right and below is dropped.
    static func shrunk(_ image: GreyImage, by factor: Int) -> GreyImage? {
        guard factors.contains(factor) else { return factor == 1 ? image : nil }
        let (width, height) = (image.width / factor, image.height / factor)
        var columns = [UInt16](repeating: 0, count: image.width)
        return unsafe image.pixels.withUnsafeBufferPointer { source in
            unsafe columns.withUnsafeMutableBufferPointer { columns in
                unsafe GreyImage(width: width, height: height) { target in
                    for row in 0..<height {
                        unsafe sum(source, row * factor * image.width, factor, into: columns)
                        let line = unsafe UnsafeMutableBufferPointer(
                            rebasing: target[row * width..<(row + 1) * width])
                        switch factor {
                        case 2: unsafe means(of: 2, columns, into: line)
                        case 3: unsafe means(of: 3, columns, into: line)
                        default: unsafe means(of: 4, columns, into: line)
                        }
                    }
                }
            }
        }
    }

    private static func sum(
        _ source: UnsafeBufferPointer<UInt8>, _ start: Int, _ rows: Int,
        into columns: UnsafeMutableBufferPointer<UInt16>
    ) {
        let width = columns.count
        for x in 0..<width { unsafe columns[x] = UInt16(source[start &+ x]) }
        for row in 1..<rows {
            let line = start + row * width
            for x in 0..<width { unsafe columns[x] &+= UInt16(source[line &+ x]) }
        }
    }

    /// Inlined, so that the division is by a number known at compile time.
    @inline(__always)
    private static func means(
        of factor: Int, _ columns: UnsafeMutableBufferPointer<UInt16>,
        into target: UnsafeMutableBufferPointer<UInt8>
    ) {
        for x in 0..<target.count {
            var sum: UInt16 = 0
            for step in 0..<factor { unsafe sum &+= columns[x &* factor &+ step] }
            unsafe target[x] = UInt8(truncatingIfNeeded: sum / UInt16(factor * factor))
        }
    }

    /// Weights of the four neighbours of a point a quarter of a pixel past the second one, in
    /// 128ths: the cubic through them. It keeps modules of one and a half pixels apart, which
    /// straight lines between the pixels wash out.
    private static let cubic: (Int32, Int32, Int32, Int32) = (-9, 111, 29, -3)
    private static let unit: Int32 = 128

    /// Twice the size. Each pixel becomes four, a quarter of a pixel off its middle.
    static func doubled(_ image: GreyImage) -> GreyImage? {
        let (width, height) = (image.width, image.height)
        // One row between the rows, with a margin of two on both sides.
        var between = [Int16](repeating: 0, count: width + 4)
        return unsafe image.pixels.withUnsafeBufferPointer { source in
            unsafe between.withUnsafeMutableBufferPointer { between in
                unsafe GreyImage(width: width * 2, height: height * 2) { target in
                    for row in 0..<height * 2 {
                        unsafe interpolate(source, row, width, height, into: between)
                        unsafe widen(
                            between,
                            into: UnsafeMutableBufferPointer(
                                rebasing: target[row * width * 2..<(row + 1) * width * 2]))
                    }
                }
            }
        }
    }

    /// A row in 128ths around mid-grey, which is what 16 bits hold.
    private static func interpolate(
        _ source: UnsafeBufferPointer<UInt8>, _ row: Int, _ width: Int, _ height: Int,
        into between: UnsafeMutableBufferPointer<Int16>
    ) {
        // Upwards of its middle the near rows come in the other order.
        let step = row % 2 == 1 ? 1 : -1
        func start(_ offset: Int) -> Int {
            min(max(row / 2 + offset * step, 0), height - 1) * width
        }
        let (a, b, c, d) = (start(-1), start(0), start(1), start(2))
        for x in 0..<width {
            let sum =
                unsafe cubic.0 &* Int32(source[a &+ x]) &+ cubic.1 &* Int32(source[b &+ x])
                &+ cubic.2 &* Int32(source[c &+ x]) &+ cubic.3 &* Int32(source[d &+ x])
            unsafe between[x &+ 2] = Int16(truncatingIfNeeded: sum &- 128 &* unit)
        }
        for x in 0..<2 {
            unsafe between[x] = between[2]
            unsafe between[width + 2 + x] = between[width + 1]
        }
    }

    private static func widen(
        _ between: UnsafeMutableBufferPointer<Int16>,
        into target: UnsafeMutableBufferPointer<UInt8>
    ) {
        let rounding = (128 &* unit &+ unit / 2) &* unit
        for x in 0..<target.count / 2 {
            let (a, b) = unsafe (Int32(between[x]), Int32(between[x &+ 1]))
            let (c, d) = unsafe (Int32(between[x &+ 2]), Int32(between[x &+ 3]))
            let e = unsafe Int32(between[x &+ 4])
            let left = cubic.0 &* d &+ cubic.1 &* c &+ cubic.2 &* b &+ cubic.3 &* a
            let right = cubic.0 &* b &+ cubic.1 &* c &+ cubic.2 &* d &+ cubic.3 &* e
            unsafe target[2 &* x] = UInt8(
                truncatingIfNeeded: min(max((left &+ rounding) / (unit * unit), 0), 255))
            unsafe target[2 &* x &+ 1] = UInt8(
                truncatingIfNeeded: min(max((right &+ rounding) / (unit * unit), 0), 255))
        }
    }

    /// A part of a picture, which must lie in it.
    static func cropped(_ image: GreyImage, to area: Area) -> GreyImage? {
        guard area.left >= 0, area.top >= 0, area.left + area.width <= image.width,
            area.top + area.height <= image.height
        else { return nil }
        var pixels: [UInt8] = []
        pixels.reserveCapacity(area.width * area.height)
        for row in area.top..<area.top + area.height {
            let start = row * image.width + area.left
            pixels += image.pixels[start..<start + area.width]
        }
        return GreyImage(width: area.width, height: area.height, pixels: pixels)
    }
}
