// Counts what looks like a corner of a QR code, a square in a ring, in a black and white picture.
// A decoder tries the corners in threes, so their number tells beforehand what a look will cost.
// It may count too many, what a decoder would dismiss, but must never count too few, and it must
// stay much cheaper than the cheapest look.

struct FinderPatterns {
    /// Rows from one looked at to the next: a corner with modules of one pixel is not missed.
    static let rowStep = 3
    /// The runs of black and white across the middle of a corner are 1, 1, 3, 1 and 1 modules.
    private static let moduleSum = 7

    private typealias Runs = (Int, Int, Int, Int, Int)

    /// What is taken for a corner: at least whatever the decoder of that name tries.
    enum Rule {
        /// Each run is as long as it should be, within half a module across; downwards within three
        /// quarters, as the picture may be skewed.
        case zxing
        /// Each run with the next is, within half a module: print that runs is forgiven.
        case zbar
    }

    private enum Direction {
        case across
        case down
    }

    private struct Pattern {
        let x: Int
        let y: Int
        let size: Int
    }

    private let rule: Rule
    private let most: Int
    private let black: UInt8
    private var found: [Pattern] = []

    /// How many there are in a part of `image`, each once, and one more than `most` when there are
    /// more than that.
    static func count(
        in image: GreyImage, within area: Area, upTo most: Int, rule: Rule, black: UInt8 = 0
    ) -> Int {
        var patterns = FinderPatterns(rule: rule, most: most, black: black)
        unsafe image.pixels.withUnsafeBufferPointer { pixels in
            unsafe patterns.search(pixels, stride: image.width, area)
        }
        return patterns.found.count
    }

    private init(rule: Rule, most: Int, black: UInt8) {
        (self.rule, self.most, self.black) = (rule, most, black)
    }

    private mutating func search(
        _ pixels: UnsafeBufferPointer<UInt8>, stride: Int, _ area: Area
    ) {
        guard area.width > 1 else { return }
        var ends = [Int32](repeating: 0, count: area.width + 1)
        for row in Swift.stride(from: Self.rowStep - 1, to: area.height, by: Self.rowStep) {
            let start = (area.top + row) * stride + area.left
            let line = unsafe UnsafeBufferPointer(rebasing: pixels[start..<start + area.width])
            let count = unsafe ends.withUnsafeMutableBufferPointer { unsafe Self.runs(line, $0) }
            // Every other run is black.
            var run = unsafe line[0] == black ? 0 : 1
            while run + 5 <= count {
                let from = run == 0 ? 0 : Int(ends[run - 1])
                let across: Runs = (
                    Int(ends[run]) - from, Int(ends[run + 1] - ends[run]),
                    Int(ends[run + 2] - ends[run + 1]), Int(ends[run + 3] - ends[run + 2]),
                    Int(ends[run + 4] - ends[run + 3])
                )
                if isPattern(across, .across) {
                    let x = Int(ends[run + 1] + ends[run + 2]) / 2
                    let size = Int(ends[run + 4]) - from
                    if let y = unsafe middle(pixels, stride, area, x: x, y: row, size: size) {
                        add(Pattern(x: x, y: y, size: size))
                        if found.count > most { return }
                    }
                }
                run += 2
            }
        }
    }

    /// Where the runs of a row end; how many there are. Without branches, as texts and leaves are
    /// full of short runs.
    private static func runs(
        _ line: UnsafeBufferPointer<UInt8>, _ ends: UnsafeMutableBufferPointer<Int32>
    ) -> Int {
        var count = 0
        var last = unsafe line[0]
        for x in 1..<line.count {
            let value = unsafe line[x]
            unsafe ends[count] = Int32(truncatingIfNeeded: x)
            count &+= value == last ? 0 : 1
            last = value
        }
        unsafe ends[count] = Int32(truncatingIfNeeded: line.count)
        return count + 1
    }

    /// In whole numbers, in 28ths of a pixel, as a module is a seventh of the sum. Half a pixel
    /// more is forgiven: that is how exact an edge is.
    private func isPattern(_ runs: Runs, _ direction: Direction) -> Bool {
        let sum = runs.0 + runs.1 + runs.2 + runs.3 + runs.4
        guard sum >= Self.moduleSum else { return false }
        func fits(_ length: Int, _ modules: Int, quarters: Int) -> Bool {
            abs(28 * length - 4 * modules * sum) <= quarters * sum + 14
        }
        switch rule {
        case .zxing:
            let slack = direction == .across ? 2 : 3
            return fits(runs.2, 3, quarters: slack) && fits(runs.0, 1, quarters: slack)
                && fits(runs.1, 1, quarters: slack) && fits(runs.3, 1, quarters: slack)
                && fits(runs.4, 1, quarters: slack)
        case .zbar:
            return fits(runs.1 + runs.2, 4, quarters: 2) && fits(runs.2 + runs.3, 4, quarters: 2)
                && fits(runs.0 + runs.1, 2, quarters: 2) && fits(runs.3 + runs.4, 2, quarters: 2)
        }
    }

    /// The middle of the same runs downwards through a point of the area, if they are there.
    private func middle(
        _ pixels: UnsafeBufferPointer<UInt8>, _ stride: Int, _ area: Area, x: Int, y: Int, size: Int
    ) -> Int? {
        let column = area.top * stride + area.left + x
        // A skewed corner may be longer than it is wide.
        let reach = size * 3 / 2
        func runs(_ step: Int, from start: Int) -> (Int, Int, Int) {
            let end = step < 0 ? max(start - reach, -1) : min(start + reach, area.height)
            var y = start
            func run(isBlack: Bool) -> Int {
                let first = y
                while y != end, unsafe (pixels[column + y * stride] == black) == isBlack {
                    y += step
                }
                return abs(y - first)
            }
            return (run(isBlack: true), run(isBlack: false), run(isBlack: true))
        }
        let (up, down) = (runs(-1, from: y), runs(1, from: min(y + 1, area.height)))
        let whole = (up.2, up.1, up.0 + down.0, down.1, down.2)
        guard isPattern(whole, .down) else { return nil }
        return y + (down.0 - up.0) / 2
    }

    /// Several rows meet one corner: within two modules of its middle it is the same.
    private mutating func add(_ pattern: Pattern) {
        let isKnown = found.contains {
            Self.moduleSum * max(abs($0.x - pattern.x), abs($0.y - pattern.y)) < 2 * $0.size
        }
        if !isKnown { found.append(pattern) }
    }
}
