// A Y4M film: plain luma and colour planes one frame after the other, as ffmpeg and Chromium's fake
// camera use them. Read a frame at a time; the colours are passed over.

final class Y4MFilm {
    /// The header line and each frame's line are shorter than this.
    private static let longestLine = 256

    private let file: PictureFile
    private let firstFrame: Int
    let width: Int
    let height: Int
    private let colourBytes: Int

    init(path: String) throws(PictureFlaw) {
        guard let file = PictureFile(path: path) else { throw .unreadable }
        guard let line = Self.line(of: file) else { throw .corrupt }
        let words = line.split(separator: UInt8(ascii: " ")).map {
            String(decoding: $0, as: UTF8.self)
        }
        guard words.first == "YUV4MPEG2" else { throw .unknownFormat }
        func value(_ letter: Character) -> Substring? {
            words.dropFirst().first { $0.first == letter }?.dropFirst()
        }
        guard let width = value("W").flatMap({ Int($0) }),
            let height = value("H").flatMap({ Int($0) })
        else { throw .corrupt }
        guard GreyImage.isAllowed(width: width, height: height) else { throw .tooLarge }
        let half = ((width + 1) / 2) * ((height + 1) / 2)
        switch value("C") ?? "420" {
        case "420", "420jpeg", "420mpeg2", "420paldv": colourBytes = 2 * half
        case "422": colourBytes = 2 * ((width + 1) / 2) * height
        case "444": colourBytes = 2 * width * height
        case "mono": colourBytes = 0
        default: throw .unknownFormat
        }
        self.file = file
        self.width = width
        self.height = height
        firstFrame = line.count + 1
    }

    /// The next frame; nil at the end of the film.
    func next() throws(PictureFlaw) -> GreyImage? {
        guard let line = Self.line(of: file) else { return nil }
        guard line.starts(with: "FRAME".utf8) else { throw .corrupt }
        guard let luma = file.read(width * height), let colour = file.read(colourBytes) else {
            throw .unreadable
        }
        guard colour.count == colourBytes,
            let image = GreyImage(width: width, height: height, pixels: luma)
        else { throw .corrupt }
        return image
    }

    func rewind() { file.rewind(to: firstFrame) }

    /// Up to the next line feed, which is taken too; nil at the end of the file, or of patience.
    private static func line(of file: PictureFile) -> [UInt8]? {
        var line: [UInt8] = []
        while line.count < longestLine {
            guard let byte = file.read(1)?.first else { return nil }
            if byte == UInt8(ascii: "\n") { return line }
            line.append(byte)
        }
        return nil
    }
}
