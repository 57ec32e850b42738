// A picture crowded with corners of codes: a sheet of tickets, a tiled wall, or one made to stop
// the door. A decoder's time grows with the square or the cube of their number, to half a minute
// for one frame, and nothing can interrupt it. So no decoder may be given more than it can bear:
// a crowded view is looked at in tiles, and a tile that is crowded still, not at all.

enum Crowd {
    /// Corners in one look of ZXing, which takes some four milliseconds over them, and 100 over
    /// three times as many. A page of 16 codes has 48.
    static let mostForZXing = 64
    /// zbar takes some 15 ms over so many of the largest size, and 100 over twice as many.
    static let mostForZBar = 20
    /// Tiles on a side. They are half as wide and high as the view and lie a quarter apart, so that
    /// a code of a quarter of its side is whole in one of them.
    static let tilesOnASide = 3

    /// Whether a part of a black and white picture has more corners than `eye` may be given.
    static func isIn(_ sharp: GreyImage, _ area: Area, for eye: Rung.Eye) -> Bool {
        func has(moreThan most: Int, _ rule: FinderPatterns.Rule, black: UInt8 = 0) -> Bool {
            FinderPatterns.count(in: sharp, within: area, upTo: most, rule: rule, black: black)
                > most
        }
        switch eye {
        case .zbar:
            // The gaps between light corners, too, are lines that it takes its time over.
            return has(moreThan: mostForZBar, .zbar)
                || has(moreThan: mostForZBar, .zbar, black: 255)
        case .zxing, .zxingWithoutThreshold: return has(moreThan: mostForZXing, .zxing)
        }
    }

    static func tiles(of image: GreyImage) -> [Area] {
        let parts = tilesOnASide + 1
        return (0..<tilesOnASide * tilesOnASide).map { index in
            let (column, row) = (index % tilesOnASide, index / tilesOnASide)
            let (left, top) = (column * image.width / parts, row * image.height / parts)
            return Area(
                left: left, top: top, width: (column + 2) * image.width / parts - left,
                height: (row + 2) * image.height / parts - top)
        }
    }
}
