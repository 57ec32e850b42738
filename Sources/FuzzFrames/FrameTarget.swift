// What must hold of any bytes a driver writes or a file holds: nothing crashes, hangs or reads past
// them, a picture has the size it was said to have, and the same bytes give the same picture.

import CheckinCore
import Glibc
import Scanner

@safe final class FrameTarget {
    /// Looked through for codes up to this size: larger ones only take longer.
    private static let mostPixelsRead = 128 << 10
    /// Frames of one film that are looked at.
    private static let mostFilmFrames = 32
    /// Places of a picture that are held against the bytes they came from.
    private static let probes = 64

    /// A replay in lock step never asks for more.
    private struct NoTime: TimeSource {
        func now() -> Timestamp { Timestamp(milliseconds: 0) }
        func uptime() -> Uptime { Uptime(nanoseconds: 0) }
        func sleep(for span: Duration) async throws {}
    }

    private let memory = GuardedBytes(most: FrameInput.longestFilled)
    private let pictures = PictureReader()
    private let bell = Bell()
    /// Films are read from files.
    private let filmFile: Int32

    init() {
        let file = unsafe tmpfile()
        guard let file = unsafe file else { preconditionFailure("no temporary file") }
        filmFile = unsafe fileno(file)
        for format in FrameInput.formats {
            let reader = FrameReader(
                fourcc: FrameInput.code(format.name), width: 16, height: 16, bytesPerLine: 0)
            precondition(reader != nil, "\(format.name) is read no more")
        }
    }

    func check(_ input: [UInt8]) {
        guard input.count <= FrameInput.longestFilled else { return }
        if let picture = try? pictures.grey(from: input) { look(at: picture) }
        if input.starts(with: "YUV4MPEG2".utf8) { checkFilm(input) }
        if let frame = FrameInput(input) { checkFrame(frame) }
    }

    private func checkFrame(_ input: FrameInput) {
        let reader = FrameReader(
            fourcc: input.fourcc, width: input.width, height: input.height,
            bytesPerLine: input.bytesPerLine)
        guard let reader else { return }
        let bytes = input.bytes(least: reader.leastBytes)
        // A camera asks this first, and drops what is not whole; the reader must not rely on it.
        let isWhole = unsafe memory.atEnd(bytes) { unsafe reader.isWhole($0) }
        let picture = unsafe memory.atEnd(bytes) { unsafe reader.grey(from: $0) }
        let again = unsafe memory.atStart(bytes) { unsafe reader.grey(from: $0) }
        precondition(picture == again, "the same bytes give two pictures")
        if let least = reader.leastBytes, bytes.count < least {
            precondition(!isWhole, "a picture cut short counts as whole")
        }
        if input.bare != nil {
            precondition((picture != nil) == isWhole, "what is whole must read, and nothing else")
        }
        guard let picture else { return }
        if let least = reader.leastBytes {
            precondition(bytes.count >= least || input.bare == nil, "pixels out of nowhere")
            precondition(
                picture.width == input.width && picture.height == input.height,
                "a picture of another size")
        }
        if let bare = input.bare { compare(picture, with: bytes, of: input, bare) }
        look(at: picture)
    }

    /// Bare luma is what the driver wrote, byte for byte.
    private func compare(
        _ picture: GreyImage, with bytes: [UInt8], of input: FrameInput, _ bare: FrameInput.Bare
    ) {
        let line =
            input.bytesPerLine == 0 ? bare.step * input.width : input.bytesPerLine
        let count = picture.pixels.count
        for probe in 0..<min(Self.probes, count) {
            let at = probe == 0 ? count - 1 : probe * 7_919 % count
            let (row, column) = at.quotientAndRemainder(dividingBy: picture.width)
            precondition(
                picture.pixels[at] == bytes[row * line + bare.step * column + bare.first],
                "a pixel from the wrong place")
        }
    }

    /// Through the same source as a replay's, out of a file that has no name.
    private func checkFilm(_ input: [UInt8]) {
        let written = unsafe pwrite(filmFile, input, input.count, 0)
        precondition(written == input.count && ftruncate(filmFile, input.count) == 0, "disk full")
        guard let plan = try? ReplayPlan(path: "/proc/self/fd/\(filmFile)") else { return }
        let source = FrameSourceDescription.replay(plan).makeSource(time: NoTime(), bell: bell)
        defer { source.close() }
        for _ in 0..<Self.mostFilmFrames {
            switch source.next(patience: .zero) {
            case .frame(let frame): look(at: frame.image)
            case .nothing: break
            case .broken, .end: return
            }
        }
    }

    /// A ladder of its own for each picture: what it remembers must not make a failure depend on
    /// the inputs of before.
    private func look(at picture: GreyImage) {
        let (width, height) = (picture.width, picture.height)
        precondition(GreyImage.isAllowed(width: width, height: height), "a side out of range")
        precondition(picture.pixels.count == width * height, "pixels do not fill their picture")
        guard picture.pixels.count <= Self.mostPixelsRead else { return }
        for code in Ladder.whole(effort: .everything).read(picture) {
            precondition(
                (1...TicketToken.maximumBytes + 1).contains(code.bytes.count),
                "a code text of impossible length")
        }
    }
}
