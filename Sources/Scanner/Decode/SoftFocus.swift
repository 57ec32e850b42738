// How the focus is softened and cut into black and white where a bare threshold keeps too much: the
// grain of a dark hall, the veil of a lamp's reflection, an edge smeared by a hand that moves. It
// must never be the only look at the focus: softening washes away the modules of a code far off.

package struct SoftFocus: Hashable, Sendable {
    /// Times that each pixel is given a share of its neighbours.
    var passes = 1
    /// Made twice as large afterwards.
    var isEnlarged = true
    /// Side of the block whose mean divides black from white.
    let block: Int
    /// How much darker than that mean is black: 5 keeps an even surface white. A lamp's veil leaves
    /// less than that between black and white, and what is soft has little grain to be kept from.
    var offset = LocalThreshold.offset
    /// For codes drawn light on dark.
    var isNegative = false
    /// With more around it: where a lamp's reflection leaves little texture in a part of a code,
    /// the focus ends before the code does.
    var isWide = false
}
