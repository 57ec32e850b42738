// How the blur of a hand that moves is taken out of the focus before it is cut into black and
// white. It must never be the only look at the focus: it makes grain stronger.

package struct DeblurredFocus: Hashable, Sendable {
    /// Times that each pixel is given a share of its neighbours first, against grain.
    let passes: Int
    /// Half of the line over which the picture was blurred.
    let reach: Int
    /// How far each pixel is moved away from the mean of that line, as a multiple of what lies
    /// between.
    let strength: Float
    /// Made twice as large afterwards.
    var isEnlarged = true
    /// Side of the block whose mean divides black from white.
    let block: Int
}
