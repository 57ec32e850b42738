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
    /// or four modules of the smallest codes that read well, fewer of those that hardly do; a
    /// compromise; and as many of larger ones.
    private static let smallestBlock = 15
    private static let smallBlock = 31
    private static let middleBlock = 51
    private static let largeBlock = 91
    /// The same in a focus of its own size.
    private static let plainBlock = 25

    private static let grain = SoftFocus(block: middleBlock)
    private static let smallGrain = SoftFocus(block: smallBlock, offset: 0)
    private static let largeGrain = SoftFocus(block: largeBlock)
    private static let negativeGrain = SoftFocus(block: largeBlock, isNegative: true)
    private static let smallNegativeGrain = SoftFocus(
        block: smallBlock, offset: 0, isNegative: true)
    private static let sharpGrain = SoftFocus(isEnlarged: false, block: plainBlock, offset: 0)
    private static let veil = SoftFocus(
        passes: 3, isEnlarged: false, block: plainBlock, offset: 0)
    private static let smallVeil = SoftFocus(block: plainBlock, offset: -2)
    private static let smear = SoftFocus(passes: 3, block: plainBlock, offset: 0)
    private static let wideVeil = SoftFocus(
        passes: 2, isEnlarged: false, block: plainBlock, offset: -2, isWide: true)
    private static let dust = SoftFocus(block: smallestBlock, offset: 0)
    private static let negativeVeil = SoftFocus(
        block: plainBlock, offset: -2, isNegative: true, isWide: true)
    private static let swing = DeblurredFocus(
        passes: 2, reach: 5, strength: 2, isEnlarged: false, block: middleBlock)
    private static let tremor = DeblurredFocus(
        passes: 0, reach: 3, strength: 1.5, block: middleBlock)
    private static let grainyTremor = DeblurredFocus(
        passes: 1, reach: 4, strength: 1, block: middleBlock)

    /// Both decoders: the quick one on every frame, the stubborn one in turn.
    static let both = Rungs(
        first: [
            .zxing(.threshold(shrunkBy: 4)), .zxing(.threshold(shrunkBy: 3)),
            .zxing(.grey(shrunkBy: 2)), .zxing(.threshold(shrunkBy: 2)),
            .zxing(.negative(shrunkBy: 2)), .zxing(.focus),
            .zxing(.enlargedFocus(block: smallBlock)), .zxing(.soft(grain)),
            .zxing(.soft(veil)),
        ],
        inTurn: [
            .zxing(.grey(shrunkBy: 1)), .zxing(.enlargedFocus(block: largeBlock)),
            .zxing(.soft(negativeGrain)),
            .zbar(.threshold(shrunkBy: 2)), .zxing(.negativeEnlargedFocus(block: smallBlock)),
            .zxing(.soft(smallGrain)), .zbar(.soft(largeGrain)),
            .zbar(.enlargedFocus(block: middleBlock)), .zxing(.negative(shrunkBy: 1)),
            .zxing(.negativeEnlargedFocus(block: largeBlock)), .zbar(.threshold(shrunkBy: 1)),
            .zbar(.enlargedFocus(block: largeBlock)), .zbar(.negative(shrunkBy: 2)),
            .zxing(.soft(smear)), .zxing(.soft(smallVeil)), .zxing(.soft(smallNegativeGrain)),
            .zbar(.soft(sharpGrain)), .zxing(.deblurred(swing)), .zxing(.deblurred(tremor)),
            .zxing(.deblurred(grainyTremor)), .zxing(.soft(wideVeil)), .zxing(.soft(dust)),
            .zxing(.soft(negativeVeil)),
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
            .zbar(.soft(largeGrain)), .zbar(.soft(negativeGrain)), .zbar(.soft(sharpGrain)),
        ])
}
