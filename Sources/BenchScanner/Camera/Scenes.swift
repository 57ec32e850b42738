// The still scenes of the camera benches: from a folder of drawn frames, each scene once with a
// code in it and once without.

import Scanner

struct Scenes {
    /// As many texts as are shown one after the other: none comes again before it is forgotten.
    private static let count = 12
    /// Pictures of each, that differ by their grain.
    private static let copies = 3
    /// Deviation of that grain: a webcam in a hall.
    private static let grain = 2.0
    private static let size = "1280x720"

    private let empty: [GreyImage]
    private let codes: [(image: GreyImage, text: [UInt8])]

    init(folder: String) throws {
        let manifest = try Manifest(folder: folder)
        let reader = PictureReader()
        var empty: [GreyImage] = []
        var codes: [(image: GreyImage, text: [UInt8])] = []
        for picture in manifest.pictures where picture.kind.hasSuffix(Self.size) {
            let image = try reader.grey(file: folder + "/" + picture.file)
            switch picture.content {
            case .nothing: empty.append(image)
            case .text(let text): codes.append((image, text))
            case .unknown: break
            }
        }
        self.empty = empty
        self.codes = codes
    }

    var still: GreyImage? { empty.first }

    func shown() -> [Showing.Scene] {
        var grain = Grain(strength: Self.grain, seed: 1)
        return zip(empty, codes).prefix(Self.count).map { empty, code in
            Showing.Scene(
                empty: grain.copies(Self.copies, of: empty),
                shown: grain.copies(Self.copies, of: code.image), text: code.text)
        }
    }
}
