// Picture files of every kind, whole, cut and damaged.

import CheckinTesting
import Testing

@testable import Scanner

struct PictureReaderTests {
    private let reader = PictureReader()

    private func flaw(_ bytes: [UInt8]) -> PictureFlaw? {
        do throws(PictureFlaw) {
            _ = try reader.grey(from: bytes)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: ["code.png", "code.webp", "code.pgm", "transparent.png", "transparent.webp"])
    func readsTheSamePictureFromEveryLosslessFormat(name: String) throws {
        let image = try reader.grey(from: Pictures.bytes(name))
        #expect(try image == Pictures.code())
    }

    @Test func readsJPEGAsNearAsItGets() throws {
        let image = try reader.grey(from: Pictures.bytes("code.jpg"))
        let code = try Pictures.code()
        #expect(image.width == code.width)
        let furthest = zip(image.pixels, code.pixels).map { abs(Int($0) - Int($1)) }.max()
        #expect(furthest ?? 255 < 64)
    }

    /// As webcams send them.
    @Test func readsJPEGWithoutHuffmanTables() throws {
        let whole = try Pictures.bytes("code.jpg")
        let bare = withoutTables(whole)
        #expect(bare.count < whole.count - 100)
        #expect(try reader.grey(from: bare) == reader.grey(from: whole))
    }

    /// A camera that leaves its tables out must not be read by those of a broken picture before.
    @Test func readsEachJPEGAsIfItWereTheFirst() throws {
        let whole = try Pictures.bytes("code.jpg")
        _ = try? reader.grey(from: withOtherTablesBehind(whole))
        #expect(try reader.grey(from: withoutTables(whole)) == reader.grey(from: whole))
    }

    /// A broken header must not make a camera's picture a thousand times as large.
    @Test func refusesAFrameLargerThanTheCameraSaid() throws {
        let bytes = try Pictures.bytes("code.jpg")
        for (side, isRead) in [(116, true), (100, true), (99, false)] {
            let format = try #require(
                CaptureFormat(pixels: .motionJPEG, width: side, height: side, bytesPerLine: 0))
            let image = unsafe bytes.withUnsafeBytes {
                unsafe FrameReader(format: format).grey(from: $0)
            }
            #expect((image != nil) == isRead, "\(side)")
        }
    }

    @Test(
        arguments: [
            ([0xFF, 0xD8, 0xFF, 0xD9], true), ([0xFF, 0xD8, 1, 0xFF, 0xD9, 0, 0], true),
            ([0xFF, 0xD8, 1, 0xFF, 0xD8], false), ([0xFF, 0xD8, 1, 0xFE, 0xD9], false),
            ([0xFE, 0xD8, 0xFF, 0xD9], false), ([0xFF, 0xD9, 0xFF, 0xD9], false),
            ([0xFF, 0xD8, 0xFF], false), ([0xFF, 0xD8, 0, 0, 0, 0], false), ([], false),
        ] as [([UInt8], Bool)])
    func knowsHowAJPEGBeginsAndEnds(bytes: [UInt8], expected: Bool) throws {
        #expect(isWhole(bytes, by: try webcam()) == expected)
    }

    private func webcam() throws -> FrameReader {
        FrameReader(
            format: try #require(
                CaptureFormat(pixels: .motionJPEG, width: 116, height: 116, bytesPerLine: 0)))
    }

    private func isWhole(_ bytes: [UInt8], by reader: FrameReader) -> Bool {
        unsafe bytes.withUnsafeBytes { unsafe reader.isWhole($0) }
    }

    @Test func looksPastAllTheZerosBehindAJPEG() throws {
        let whole = try Pictures.bytes("code.jpg")
        let padded = whole + [UInt8](repeating: 0, count: 500_000)
        #expect(isWhole(padded, by: try webcam()))
        #expect(!isWhole(padded.map { _ in 0 }, by: try webcam()))
    }

    @Test(arguments: [[], [1, 2, 3]] as [[UInt8]])
    func readsACameraThatNeverMarksTheEnd(padding: [UInt8]) throws {
        let whole = try Pictures.bytes("code.jpg")
        let endless = padding.isEmpty ? Array(whole.dropLast(2)) : whole + padding
        let webcam = try webcam()
        let answers = (0..<FrameReader.mostEndless + 5).map { _ in isWhole(endless, by: webcam) }
        #expect(answers.firstIndex(of: true) == FrameReader.mostEndless)
        #expect(answers.suffix(5).allSatisfy { $0 })
        #expect(!isWhole([1, 2, 3, 4], by: webcam))
        let image = unsafe endless.withUnsafeBytes { unsafe webcam.grey(from: $0) }
        #expect(try !Ladder.whole(effort: .everything).read(#require(image)).isEmpty)
    }

    @Test func goesOnRefusingCutPicturesOfACameraThatMarksTheEnd() throws {
        let whole = try Pictures.bytes("code.jpg")
        let webcam = try webcam()
        #expect(isWhole(whole, by: webcam))
        for _ in 0..<100 { #expect(!isWhole(Array(whole.dropLast(9)), by: webcam)) }
    }

    @Test func readsPGMWithCommentsAndOtherDepths() throws {
        #expect(
            try reader.grey(from: Array("P5 # c\n#d\n2 1\n255\n".utf8) + [7, 9]).pixels == [7, 9])
        #expect(try reader.grey(from: Array("P5 2 1 3 ".utf8) + [0, 3]).pixels == [0, 255])
        #expect(
            try reader.grey(from: Array("P5 1 1 65535 ".utf8) + [0xFF, 0xFF]).pixels == [255])
    }

    @Test func namesWhatIsWrong() {
        #expect(flaw([]) == .unknownFormat)
        #expect(flaw(Array("GIF89a".utf8)) == .unknownFormat)
        #expect(flaw(Array("P5 5000 10 255 ".utf8)) == .tooLarge)
        #expect(flaw(Array("P5 99999999999999999999 1 255 ".utf8)) == .corrupt)
        #expect(flaw(Array("P5 2 2 255 ".utf8) + [1, 2, 3]) == .corrupt)
        #expect(flaw(Array("P5 2 2 0 ".utf8) + [1, 2, 3, 4]) == .corrupt)
        #expect(flaw(Array("P5".utf8)) == .corrupt)
        #expect(flaw([0xFF, 0xD8, 0xFF, 0xD9]) == .corrupt)
    }

    /// A PNG header may claim any size; nothing of that size may be allocated.
    @Test func refusesAPNGThatClaimsToBeHuge() throws {
        var bytes = try Pictures.bytes("code.png")
        bytes.replaceSubrange(16..<20, with: [0x00, 0x0F, 0xFF, 0xFF])
        #expect([.tooLarge, .corrupt].contains(flaw(bytes)))
    }

    @Test(arguments: ["code.png", "code.webp", "code.jpg", "code.pgm"])
    func survivesEveryCutAndManyChanges(name: String) throws {
        let whole = try Pictures.bytes(name)
        for length in stride(from: 0, to: whole.count, by: max(whole.count / 60, 1)) {
            _ = flaw(Array(whole.prefix(length)))
        }
        var random = SeededRandom(seed: 7)
        for _ in 0..<150 {
            var bytes = whole
            for _ in 0..<3 {
                bytes[Int.random(in: 0..<min(bytes.count, 600), using: &random)] =
                    UInt8.random(in: 0...255, using: &random)
            }
            _ = flaw(bytes)
        }
    }

    @Test func refusesAFileThatIsNoPictureOrNotThere() {
        #expect(throws: PictureFlaw.unreadable) { try reader.grey(file: Pictures.folder) }
        #expect(throws: PictureFlaw.unreadable) {
            try reader.grey(file: Pictures.folder + "/nothing.png")
        }
    }

    private func withoutTables(_ jpeg: [UInt8]) -> [UInt8] {
        var bare = Array(jpeg.prefix(2))
        let scan = segments(of: jpeg) { marker, segment in
            if marker != Self.tables { bare += segment }
        }
        return bare + jpeg[scan...]
    }

    /// With tables behind the picture in which every code means something else.
    private func withOtherTablesBehind(_ jpeg: [UInt8]) -> [UInt8] {
        var other: [UInt8] = []
        segments(of: jpeg) { marker, segment in
            // Marker, length, class and 16 counts come before the meanings.
            if marker == Self.tables {
                other += segment.prefix(21) + segment.dropFirst(21).reversed()
            }
        }
        return jpeg.dropLast(2) + other + jpeg.suffix(2)
    }

    private static let tables: UInt8 = 0xC4

    /// Visits what comes before the scan; where that begins.
    @discardableResult
    private func segments(
        of jpeg: [UInt8], _ visit: (_ marker: UInt8, ArraySlice<UInt8>) -> Void
    ) -> Int {
        var position = 2
        while position + 4 <= jpeg.count, jpeg[position] == 0xFF, jpeg[position + 1] != 0xDA {
            let length = 2 + (Int(jpeg[position + 2]) << 8 | Int(jpeg[position + 3]))
            visit(jpeg[position + 1], jpeg[position..<position + length])
            position += length
        }
        return position
    }
}
