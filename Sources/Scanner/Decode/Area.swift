// A rectangle of a picture.

/// In pixels from the upper left corner.
struct Area: Hashable, Sendable {
    let left: Int
    let top: Int
    let width: Int
    let height: Int

    /// With so many pixels more on each side, as far as the picture goes.
    func widened(by pixels: Int, within whole: Area) -> Area {
        let (left, top) = (max(left - pixels, whole.left), max(top - pixels, whole.top))
        let right = min(self.left + width + pixels, whole.left + whole.width)
        let bottom = min(self.top + height + pixels, whole.top + whole.height)
        return Area(left: left, top: top, width: right - left, height: bottom - top)
    }
}

extension GreyImage {
    var wholeArea: Area { Area(left: 0, top: 0, width: width, height: height) }
}
