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

    @Test(
        arguments: [
            ([0xFF, 0xD8, 0xFF, 0xD9], true), ([0xFF, 0xD8, 1, 0xFF, 0xD9, 0, 0], true),
            ([0xFF, 0xD8, 1, 0xFF, 0xD8], false), ([0xFF, 0xD8, 1, 0xFE, 0xD9], false),
            ([0xFE, 0xD8, 0xFF, 0xD9], false), ([0xFF, 0xD9, 0xFF, 0xD9], false),
            ([0xFF, 0xD8, 0xFF], false), ([0xFF, 0xD8, 0, 0, 0, 0], false), ([], false),
        ] as [([UInt8], Bool)])
    func knowsHowAJPEGBeginsAndEnds(bytes: [UInt8], expected: Bool) {
        #expect(unsafe bytes.withUnsafeBytes { unsafe JPEGReader.hasMarkers($0) } == expected)
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

    /// Leaves out the segments that define Huffman tables.
    private func withoutTables(_ jpeg: [UInt8]) -> [UInt8] {
        var bare = Array(jpeg.prefix(2))
        var position = 2
        while position + 4 <= jpeg.count, jpeg[position] == 0xFF, jpeg[position + 1] != 0xDA {
            let length = 2 + (Int(jpeg[position + 2]) << 8 | Int(jpeg[position + 3]))
            if jpeg[position + 1] != 0xC4 { bare += jpeg[position..<position + length] }
            position += length
        }
        return bare + jpeg[position...]
    }
}
