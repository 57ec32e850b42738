// A rectangle of a picture.

/// In pixels from the upper left corner.
struct Area: Hashable, Sendable {
    let left: Int
    let top: Int
    let width: Int
    let height: Int
}

extension GreyImage {
    var wholeArea: Area { Area(left: 0, top: 0, width: width, height: height) }
}
