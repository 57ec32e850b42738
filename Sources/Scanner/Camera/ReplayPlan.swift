// What is to be replayed, and how: found and checked before any thread starts, so that a wrong path
// is said to whoever gave it.

package struct ReplayPlan: Sendable {
    /// More pictures than any demonstration or test has; bounds what is held of a folder.
    package static let mostPictures = 100_000

    package enum Pace: Hashable, Sendable {
        /// Each picture when the one before has been read and its tokens taken: none is dropped.
        case lockStep
        /// Like a camera, between 0.01 and 1000: whoever is too slow misses tokens.
        case framesPerSecond(Double)
    }

    enum Material: Hashable, Sendable {
        case pictures(folder: String, names: [String])
        case film(path: String)
    }

    let material: Material
    let pace: Pace
    let loops: Bool
    /// Each picture stands for itself; otherwise they are one film, and a code that stays in view
    /// is one presentation. A film is best replayed at its own pace: in lock step its seconds
    /// pass as fast as it is read.
    let separatePictures: Bool

    /// A folder of pictures or a Y4M film. `separatePictures` is true of a folder when not given.
    package init(
        path: String, pace: Pace = .lockStep, loops: Bool = false, separatePictures: Bool? = nil
    ) throws(CaptureFault) {
        self.pace = pace
        self.loops = loops
        if let names = PictureFile.names(in: path, atMost: Self.mostPictures) {
            let pictures = names.filter(Self.isPicture)
            guard !pictures.isEmpty else { throw .replayUnreadable(path: path) }
            material = .pictures(folder: path, names: pictures)
        } else {
            do throws(PictureFlaw) {
                _ = try Y4MFilm(path: path)
            } catch {
                throw .replayUnreadable(path: path)
            }
            material = .film(path: path)
        }
        if case .film = material {
            self.separatePictures = separatePictures ?? false
        } else {
            self.separatePictures = separatePictures ?? true
        }
    }

    /// Names of pictures: other files in the folder are none of our business.
    private static func isPicture(_ name: String) -> Bool {
        let ending = name.split(separator: ".").last?.lowercased()
        return ["png", "jpg", "jpeg", "webp", "pgm"].contains(ending)
    }
}
