// The live picture of the camera, for whoever looks at it. Nobody looking costs nothing.

package protocol PreviewSource: Sendable {
    /// The newest picture with a number above `number`, as soon as there is one; nil when none came
    /// within `patience`. Asking is what keeps pictures coming, ten a second at most.
    func picture(after number: UInt64, patience: Duration) async -> PreviewPicture?
}

package struct PreviewPicture: Hashable, Sendable {
    /// The longest side in pixels: enough to aim by, little enough for any browser.
    package static let longestSide = 640

    /// Grows with each picture; of no other meaning.
    package let number: UInt64
    /// A whole JPEG picture.
    package let jpeg: [UInt8]

    package init(number: UInt64, jpeg: [UInt8]) {
        self.number = number
        self.jpeg = jpeg
    }
}
