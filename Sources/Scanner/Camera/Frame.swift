// One picture out of a source, and when it was taken.

package import CheckinCore

package struct Frame: Sendable {
    package let image: GreyImage
    /// When the camera took it, or when the replay handed it out.
    package let seenAt: Uptime
    /// The picture's name in a replay; nil of a camera.
    package let name: String?
    /// Nothing seen before belongs to what this picture shows: a code in both is two presentations.
    package let startsScene: Bool

    package init(
        image: GreyImage, seenAt: Uptime, name: String? = nil, startsScene: Bool = false
    ) {
        self.image = image
        self.seenAt = seenAt
        self.name = name
        self.startsScene = startsScene
    }
}
