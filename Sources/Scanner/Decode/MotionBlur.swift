// What a hand that moves does to a code: each pixel becomes the mean of a short line. The line's
// direction shows in the picture itself, and some of it can be taken back. It must never be put
// before every look: what was not blurred it makes rough, and grain it makes stronger. Its inner
// loops are plain enough for the compiler to make vectors of them: keep them without branches.

/// The direction in which a picture was blurred, as a step of one pixel.
struct MotionBlur: Equatable {
    let across: Double
    let down: Double

    /// Pixels to either side that count. A longer line has lost what it went over.
    static let longestReach = 16
    /// One, in the whole numbers that pixels are weighed with.
    private static let unit: Float = 65_536
    /// Above this a sum would not fit 32 bits.
    static let greatestStrength: Float = 8

    init(across: Double, down: Double) {
        self.across = across
        self.down = down
    }

    /// A code has as many edges across as down, however it is turned: the direction with the
    /// weakest edges is the one they were blurred in. Only the middle half of each side counts:
    /// around a code lie the edges of the phone, and lines of text.
    init(of image: GreyImage) {
        func middle(_ side: Int) -> Range<Int> {
            let margin = max(side / 4, 1)
            return margin..<max(side - margin, margin)
        }
        let (columns, rows) = (middle(image.width), middle(image.height))
        let edges = unsafe image.pixels.withUnsafeBufferPointer { pixels in
            var total = Edges<Int>()
            for row in rows {
                let line = unsafe Self.edges(pixels, image.width, row, columns)
                total.across += Int(line.across)
                total.down += Int(line.down)
                total.slanted += Int(line.slanted)
            }
            return total
        }
        self.init(edges)
    }

    /// Squares of the differences between neighbours, and their products.
    private struct Edges<Number: BinaryInteger> {
        var across: Number = 0
        var down: Number = 0
        var slanted: Number = 0
    }

    /// The axis with the least edges, by half of the angle that their sums give.
    private init(_ edges: Edges<Int>) {
        let difference = Double(edges.across - edges.down)
        let slanted = 2 * Double(edges.slanted)
        let length = (difference * difference + slanted * slanted).squareRoot()
        guard length > 0 else {
            self.init(across: 1, down: 0)
            return
        }
        let cosine = ((1 + difference / length) / 2).squareRoot()
        let sine = (max(1 - difference / length, 0) / 2).squareRoot()
        self.init(across: edges.slanted < 0 ? sine : -sine, down: cosine)
    }

    /// One row, whose sums fit 32 bits: 4,096 pixels of 65,025 do.
    private static func edges(
        _ pixels: UnsafeBufferPointer<UInt8>, _ width: Int, _ row: Int, _ columns: Range<Int>
    ) -> Edges<Int32> {
        var sums = Edges<Int32>()
        let start = row * width
        for x in columns {
            let at = start &+ x
            let across = unsafe Int32(pixels[at &+ 1]) &- Int32(pixels[at &- 1])
            let down = unsafe Int32(pixels[at &+ width]) &- Int32(pixels[at &- width])
            sums.across &+= across &* across
            sums.down &+= down &* down
            sums.slanted &+= across &* down
        }
        return sums
    }

    /// Each pixel moved away, `strength` times as far as it is from it, from the mean of those
    /// that lie on a line through it, up to `reach` pixels to either side. Beyond the edge is what
    /// lies on it.
    func reduced(in image: GreyImage, reach: Int, strength: Float) -> GreyImage? {
        let reach = min(max(reach, 1), Self.longestReach)
        let steps = (-reach...reach).map { step in
            (
                across: Int((Double(step) * across).rounded()),
                down: Int((Double(step) * down).rounded())
            )
        }
        let strength = min(max(strength, 0), Self.greatestStrength)
        let share = Int32(strength * Self.unit / Float(steps.count))
        let own = Int32(Self.unit) + share * Int32(steps.count)
        let (width, height) = (image.width, image.height)
        let wide = Self.widened(image, by: reach)
        var sums = [UInt16](repeating: 0, count: width)
        return unsafe wide.withUnsafeBufferPointer { wide in
            unsafe sums.withUnsafeMutableBufferPointer { sums in
                unsafe GreyImage(width: width, height: height) { target in
                    for row in 0..<height {
                        unsafe sums.update(repeating: 0)
                        for step in steps {
                            let line = min(max(row + step.down, 0), height - 1)
                            let start = line * (width + 2 * reach) + reach + step.across
                            unsafe Self.add(wide, from: start, to: sums)
                        }
                        let middle = row * (width + 2 * reach) + reach
                        unsafe Self.part(
                            wide, from: middle, sums: sums, own: own, share: share,
                            into: UnsafeMutableBufferPointer(
                                rebasing: target[row * width..<(row + 1) * width]))
                    }
                }
            }
        }
    }

    /// The rows with their ends repeated.
    private static func widened(_ image: GreyImage, by reach: Int) -> [UInt8] {
        var wide: [UInt8] = []
        wide.reserveCapacity((image.width + 2 * reach) * image.height)
        for row in 0..<image.height {
            let line = image.pixels[row * image.width..<(row + 1) * image.width]
            wide += repeatElement(line[line.startIndex], count: reach)
            wide += line
            wide += repeatElement(line[line.endIndex - 1], count: reach)
        }
        return wide
    }

    /// 33 pixels of 255, the most that a line has, fit 16 bits.
    private static func add(
        _ wide: UnsafeBufferPointer<UInt8>, from start: Int,
        to sums: UnsafeMutableBufferPointer<UInt16>
    ) {
        for x in 0..<sums.count { unsafe sums[x] &+= UInt16(wide[start &+ x]) }
    }

    private static func part(
        _ wide: UnsafeBufferPointer<UInt8>, from start: Int,
        sums: UnsafeMutableBufferPointer<UInt16>, own: Int32, share: Int32,
        into target: UnsafeMutableBufferPointer<UInt8>
    ) {
        for x in 0..<target.count {
            let value = unsafe Int32(wide[start &+ x]) &* own &- Int32(sums[x]) &* share
            unsafe target[x] = UInt8(truncatingIfNeeded: min(max(value >> 16, 0), 255))
        }
    }
}
