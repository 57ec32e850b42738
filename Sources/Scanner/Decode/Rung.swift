// One way of looking at a picture: what is done to it before the decoder sees it.

package enum Rung: Hashable, Sendable {
    /// As it is.
    case raw
    /// Shrunk by a whole number, then black and white by local means.
    case threshold(shrunkBy: Int)
    /// The same for codes drawn light on dark: a phone in dark mode.
    case negativeThreshold(shrunkBy: Int)
    /// The middle at twice the size, then black and white: codes far away.
    case enlarged

    /// A shorter side is left alone: shrunk so far, no code is left of it.
    private static let shortestSide = 60
    /// What is enlarged at most, so that it costs no more than a 720p frame.
    private static let enlargedWidth = 640
    private static let enlargedHeight = 360

    /// nil when the picture is too small for this rung, or it would see what another one sees.
    func view(of image: GreyImage) -> GreyImage? {
        switch self {
        case .raw: return image
        case .threshold(let factor): return threshold(image, factor, isNegative: false)
        case .negativeThreshold(let factor): return threshold(image, factor, isNegative: true)
        case .enlarged:
            return Scaling.middle(
                of: image, width: Self.enlargedWidth, height: Self.enlargedHeight
            )
            .flatMap(Scaling.doubled)
            .flatMap { LocalThreshold.applied(to: $0, block: Self.block(of: $0, shrunkBy: 1)) }
        }
    }

    private func threshold(_ image: GreyImage, _ factor: Int, isNegative: Bool) -> GreyImage? {
        guard factor == 1 || min(image.width, image.height) / factor >= Self.shortestSide,
            let small = Scaling.shrunk(image, by: factor)
        else { return nil }
        return LocalThreshold.applied(
            to: small, block: Self.block(of: small, shrunkBy: factor), isNegative: isNegative)
    }

    /// The surroundings must hold a few modules of a code that fills the picture, and be smaller
    /// than the shadow of a hand: measured on photographs.
    private static func block(of image: GreyImage, shrunkBy factor: Int) -> Int {
        switch factor {
        case 1: max(min(image.width, image.height) / 16, 25)
        case 2: 51
        default: 25
        }
    }
}
