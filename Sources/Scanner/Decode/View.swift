// What is done to a picture before a decoder sees it, and the pictures that come of it, each made
// once however many rungs look at it.

/// One way of preparing a picture.
package enum View: Hashable, Sendable {
    /// In shades of grey, shrunk by a whole number.
    case grey(shrunkBy: Int)
    /// Shrunk by a whole number, then black and white by local means.
    case threshold(shrunkBy: Int)
    /// The same for codes drawn light on dark: a phone in dark mode.
    case negative(shrunkBy: Int)
    /// Where a code most likely is, in shades of grey.
    case focus
    /// The same, black and white by local means.
    case focusThreshold
    /// The same at twice the size, then black and white by the means of blocks so large: codes far
    /// away, and long ones with small modules.
    case enlargedFocus(block: Int)
    case negativeEnlargedFocus(block: Int)
    /// The focus softened first, then black and white: codes in grain, glare and motion.
    case soft(SoftFocus)
    /// The blur of a moving hand taken out of the focus, then black and white.
    case deblurred(DeblurredFocus)

    var isBlackAndWhite: Bool {
        switch self {
        case .grey, .focus: false
        case .threshold, .negative, .focusThreshold, .enlargedFocus, .negativeEnlargedFocus,
            .soft, .deblurred:
            true
        }
    }
}

/// The views of one picture.
struct Views {
    /// A shorter side is not shrunk to: no code is left of it.
    static let shortestSide = 60
    /// Pixels that a wide focus has more on each side: with 80 it read no more door frames.
    static let widening = 40

    /// What a softened focus is made by, however it is cut into black and white then.
    private struct Softness: Hashable {
        let passes: Int
        let isWide: Bool
    }

    private let image: GreyImage
    private var shrunk: [Int: GreyImage] = [:]
    private var area: Area?
    private var enlarged: GreyImage?
    private var softened: [Softness: GreyImage] = [:]
    private var softenedAndEnlarged: [Softness: GreyImage] = [:]
    private var motion: MotionBlur?
    private var made: [View: GreyImage] = [:]

    init(of image: GreyImage) { self.image = image }

    /// nil when the picture is too small for it, or another view shows the same.
    mutating func view(_ view: View) -> GreyImage? {
        if let image = made[view] { return image }
        let image = make(view)
        made[view] = image
        return image
    }

    /// `view` in black and white, near enough to what a decoder makes of it by itself.
    mutating func sharp(_ view: View) -> GreyImage? {
        switch view {
        case .grey(let factor): self.view(.threshold(shrunkBy: factor))
        case .focus: self.view(.focusThreshold)
        case .threshold, .negative, .focusThreshold, .enlargedFocus, .negativeEnlargedFocus,
            .soft, .deblurred:
            self.view(view)
        }
    }

    private mutating func make(_ view: View) -> GreyImage? {
        switch view {
        case .grey(let factor): level(factor)
        case .threshold(let factor):
            level(factor).flatMap {
                LocalThreshold.applied(to: $0, block: block(of: $0, shrunkBy: factor))
            }
        case .negative(let factor):
            level(factor).flatMap {
                LocalThreshold.applied(
                    to: $0, block: block(of: $0, shrunkBy: factor), isNegative: true)
            }
        case .focus: Scaling.cropped(image, to: focus())
        case .focusThreshold:
            Scaling.cropped(image, to: focus()).flatMap {
                LocalThreshold.applied(to: $0, block: block(of: $0, shrunkBy: 1))
            }
        case .enlargedFocus(let block):
            enlargedFocus().flatMap { LocalThreshold.applied(to: $0, block: block) }
        case .negativeEnlargedFocus(let block):
            enlargedFocus().flatMap {
                LocalThreshold.applied(to: $0, block: block, isNegative: true)
            }
        case .soft(let way):
            soft(Softness(passes: way.passes, isWide: way.isWide), isEnlarged: way.isEnlarged)
                .flatMap {
                    LocalThreshold.applied(
                        to: $0, block: way.block, isNegative: way.isNegative, offset: way.offset)
                }
        case .deblurred(let way):
            deblurredFocus(way).flatMap {
                LocalThreshold.applied(to: $0, block: way.block, offset: 0)
            }
        }
    }

    /// The view that shows the same as `view`, so that nothing is looked at twice: a small
    /// picture's focus is all of it.
    mutating func plainest(_ view: View) -> View {
        switch view {
        case .focus: isFocusWhole() ? .grey(shrunkBy: 1) : view
        case .focusThreshold: isFocusWhole() ? .threshold(shrunkBy: 1) : view
        default: view
        }
    }

    private mutating func level(_ factor: Int) -> GreyImage? {
        if factor == 1 { return image }
        if let made = shrunk[factor] { return made }
        guard factor > 0, min(image.width, image.height) / factor >= Self.shortestSide else {
            return nil
        }
        let made = Scaling.shrunk(image, by: factor)
        shrunk[factor] = made
        return made
    }

    private mutating func focus() -> Area {
        if let area { return area }
        let found = level(2).map { Focus.area(of: image, half: $0) } ?? image.wholeArea
        area = found
        return found
    }

    private mutating func isFocusWhole() -> Bool {
        focus().width == image.width && focus().height == image.height
    }

    private mutating func enlargedFocus() -> GreyImage? {
        if let enlarged { return enlarged }
        enlarged = smallFocus().flatMap(Scaling.doubled)
        return enlarged
    }

    private mutating func soft(_ softness: Softness, isEnlarged: Bool) -> GreyImage? {
        guard isEnlarged else { return softFocus(softness) }
        if let made = softenedAndEnlarged[softness] { return made }
        let made = softFocus(softness).flatMap(Scaling.doubled)
        softenedAndEnlarged[softness] = made
        return made
    }

    private mutating func softFocus(_ softness: Softness) -> GreyImage? {
        let (passes, isWide) = (softness.passes, softness.isWide)
        if let made = softened[softness] { return made }
        guard passes > 0 else { return smallFocus(isWide: isWide) }
        let made = softFocus(Softness(passes: passes - 1, isWide: isWide))
            .flatMap(Softening.applied)
        softened[softness] = made
        return made
    }

    private mutating func deblurredFocus(_ way: DeblurredFocus) -> GreyImage? {
        let softness = Softness(passes: way.passes, isWide: false)
        guard let sharp = smallFocus(), let soft = softFocus(softness) else { return nil }
        let motion = motion ?? MotionBlur(of: sharp)
        self.motion = motion
        let still = motion.reduced(in: soft, reach: way.reach, strength: way.strength)
        return way.isEnlarged ? still.flatMap(Scaling.doubled) : still
    }

    /// nil of what cannot be searched for a focus, a long strip: it is not enlarged either.
    private mutating func smallFocus(isWide: Bool = false) -> GreyImage? {
        let area = focus()
        guard max(area.width, area.height) <= Focus.longestSide else { return nil }
        let wide = isWide ? area.widened(by: Self.widening, within: image.wholeArea) : area
        return Scaling.cropped(image, to: wide)
    }

    /// The surroundings must hold a few modules of a code that fills the picture, and be smaller
    /// than the shadow of a hand: measured on photographs.
    private func block(of image: GreyImage, shrunkBy factor: Int) -> Int {
        switch factor {
        case 1: max(min(image.width, image.height) / 16, 25)
        case 2: 51
        default: 25
        }
    }
}
