// One way of looking at a picture: how it is prepared, and who reads it then. And the two lists of
// them, as measured on photographs and on drawn frames of a door: docs/decisions/0005.

package struct Rung: Hashable, Sendable {
    /// Who reads.
    package enum Eye: Hashable, Sendable {
        case zbar
        case zxing
        /// Without making black and white of what is black and white already.
        case zxingWithoutThreshold
    }

    package let view: View
    package let eye: Eye

    package static func zbar(_ view: View) -> Rung { Rung(view: view, eye: .zbar) }

    package static func zxing(_ view: View) -> Rung {
        Rung(view: view, eye: view.isBlackAndWhite ? .zxingWithoutThreshold : .zxing)
    }
}

/// What a ladder is made of.
package struct Rungs: Sendable {
    /// Tried on every picture, the cheapest first.
    let first: [Rung]
    /// Tried one a frame in turn, the most promising first.
    let inTurn: [Rung]

    /// Sides of the blocks whose mean divides black from white in a focus at twice the size: three
    /// or four modules of the smallest codes; a compromise; and as many of larger ones.
    private static let smallBlock = 31
    private static let middleBlock = 51
    private static let largeBlock = 91

    /// Both decoders: the quick one on every frame, the stubborn one in turn.
    static let both = Rungs(
        first: [
            .zxing(.threshold(shrunkBy: 4)), .zxing(.threshold(shrunkBy: 3)),
            .zxing(.grey(shrunkBy: 2)), .zxing(.threshold(shrunkBy: 2)),
            .zxing(.negative(shrunkBy: 2)), .zxing(.focus),
            .zxing(.enlargedFocus(block: smallBlock)),
        ],
        inTurn: [
            .zxing(.grey(shrunkBy: 1)), .zxing(.enlargedFocus(block: largeBlock)),
            .zbar(.threshold(shrunkBy: 2)), .zxing(.negativeEnlargedFocus(block: smallBlock)),
            .zbar(.enlargedFocus(block: middleBlock)), .zxing(.negative(shrunkBy: 1)),
            .zxing(.negativeEnlargedFocus(block: largeBlock)), .zbar(.threshold(shrunkBy: 1)),
            .zbar(.enlargedFocus(block: largeBlock)), .zbar(.negative(shrunkBy: 2)),
        ])

    /// zbar takes its time over an enlarged picture: there it is looked at in turn.
    static let zbarAlone = Rungs(
        first: [
            .zbar(.threshold(shrunkBy: 4)), .zbar(.threshold(shrunkBy: 3)),
            .zbar(.threshold(shrunkBy: 2)), .zbar(.focusThreshold),
        ],
        inTurn: [
            .zbar(.enlargedFocus(block: middleBlock)), .zbar(.threshold(shrunkBy: 1)),
            .zbar(.enlargedFocus(block: largeBlock)), .zbar(.negative(shrunkBy: 2)),
            .zbar(.negativeEnlargedFocus(block: middleBlock)), .zbar(.grey(shrunkBy: 1)),
        ])
}
