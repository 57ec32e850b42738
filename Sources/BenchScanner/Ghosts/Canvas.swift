// Pixels to draw on, fast enough to fill an hour of frames.

struct Canvas {
    let width: Int
    let height: Int
    var pixels: [UInt8]

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        pixels = [UInt8](repeating: 0, count: width * height)
    }

    mutating func fill(_ tone: Int) {
        pixels = [UInt8](repeating: UInt8(clamping: tone), count: width * height)
    }

    /// What of the rectangle lies outside is not drawn.
    mutating func fill(_ left: Int, _ top: Int, _ across: Int, _ down: Int, _ tone: Int) {
        let columns = max(left, 0)..<max(min(left + across, width), max(left, 0))
        let rows = max(top, 0)..<max(min(top + down, height), max(top, 0))
        let tone = UInt8(clamping: tone)
        for row in rows {
            for column in columns { pixels[row * width + column] = tone }
        }
    }

    mutating func paint(_ tone: (Int, Int) -> Int) {
        for row in 0..<height {
            for column in 0..<width {
                pixels[row * width + column] = UInt8(clamping: tone(column, row))
            }
        }
    }
}
