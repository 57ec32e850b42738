// Codes out of pictures: zbar, its rungs, and the ladder's order and time.

import CheckinCore
import CheckinTesting
import Testing

@testable import Scanner

struct ZBarDecoderTests {
    private let decoder = ZBarDecoder()

    @Test func readsTheBytesOfACode() throws {
        #expect(try decoder.decode(Pictures.code()).map(\.bytes) == [Pictures.codeText])
    }

    @Test func readsSeveralCodesInOnePicture() throws {
        let both = try Pictures.paper(
            [(Pictures.code(), x: 10, y: 20), (Pictures.other(), x: 180, y: 60)])
        let texts = Set(decoder.decode(both).map(\.bytes))
        #expect(texts == [Pictures.codeText, Pictures.otherText])
    }

    @Test func readsTheSameCodeTwiceAsOne() throws {
        let twice = try Pictures.paper(
            [(Pictures.code(), x: 10, y: 20), (Pictures.code(), x: 180, y: 60)])
        #expect(decoder.decode(twice).count == 1)
    }

    @Test func takesNoBarCodeForATicket() throws {
        let barcode = try PictureReader().grey(file: Pictures.folder + "/barcode.pgm")
        #expect(decoder.decode(barcode) == [])
        #expect(Ladder(decoder: decoder, effort: .everything).read(barcode) == [])
    }

    @Test func survivesPicturesOfEverySize() throws {
        for (width, height) in [(1, 1), (1, 4096), (4096, 1), (20, 20), (21, 21), (33, 500)] {
            let grey = [UInt8](repeating: 90, count: width * height)
            let image = try #require(GreyImage(width: width, height: height, pixels: grey))
            #expect(Ladder(decoder: decoder, effort: .everything).read(image) == [])
        }
    }

    @Test func readsNothingInNoise() throws {
        var random = SeededRandom(seed: 3)
        for _ in 0..<3 {
            let noise = (0..<200 * 150).map { _ in UInt8.random(in: 0...255, using: &random) }
            let image = try #require(GreyImage(width: 200, height: 150, pixels: noise))
            #expect(Ladder(decoder: decoder, effort: .everything).read(image) == [])
        }
    }
}

struct RungTests {
    private let decoder = ZBarDecoder()

    private func reads(_ rung: Rung, _ image: GreyImage) -> Bool {
        rung.view(of: image).map { decoder.decode($0) }?.first?.bytes == Pictures.codeText
    }

    /// The code at `factor` times its size, in the middle of grey paper.
    private func enlargedCode(_ factor: Int) throws -> GreyImage {
        let code = try Pictures.code()
        let side = code.width * factor
        let pixels = (0..<side * side).map { index in
            code.pixels[(index / side / factor) * code.width + index % side / factor]
        }
        return try #require(GreyImage(width: side, height: side, pixels: pixels))
    }

    private func changed(_ image: GreyImage, _ change: (Int, Int, UInt8) -> UInt8) throws
        -> GreyImage
    {
        let pixels = image.pixels.enumerated().map { index, value in
            change(index % image.width, index / image.width, value)
        }
        return try #require(GreyImage(width: image.width, height: image.height, pixels: pixels))
    }

    @Test(arguments: [1, 2, 3, 4])
    func readsAThresholdedCodeAtEverySize(factor: Int) throws {
        #expect(try reads(.threshold(shrunkBy: factor), enlargedCode(factor)))
    }

    @Test func readsACodeInTheLightOfALampThatPlainZBarLoses() throws {
        // From a dark corner to a bright one; black there is brighter than white here.
        let lit = try changed(enlargedCode(3)) { x, y, value in
            let light = 12 + (x + y) * 230 / 700
            return UInt8(min(value == 0 ? light * 6 / 10 : light, 255))
        }
        #expect(reads(.threshold(shrunkBy: 1), lit) || reads(.threshold(shrunkBy: 3), lit))
    }

    @Test func readsACodeInDarkMode() throws {
        let dark = try changed(enlargedCode(2)) { _, _, value in 255 - value }
        #expect(!reads(.threshold(shrunkBy: 2), dark))
        #expect(reads(.negativeThreshold(shrunkBy: 2), dark))
        #expect(
            Ladder(decoder: decoder, effort: .everything).read(dark).map(\.bytes)
                == [Pictures.codeText])
    }

    @Test func enlargesTheMiddleOfAFrame() throws {
        let small = try #require(Scaling.shrunk(Pictures.code(), by: 2))
        let middle = try Pictures.paper(width: 1280, height: 720, [(small, x: 611, y: 331)])
        let corner = try Pictures.paper(width: 1280, height: 720, [(small, x: 20, y: 20)])
        #expect(reads(.enlarged, middle))
        #expect(!reads(.enlarged, corner))
    }

    @Test func meansOfSurroundingsAreExact() throws {
        var random = SeededRandom(seed: 11)
        for (width, height, block) in [(40, 30, 25), (7, 60, 25), (60, 7, 9), (1, 1, 25)] {
            let pixels = (0..<width * height).map { _ in UInt8.random(in: 0...255, using: &random) }
            let image = try #require(GreyImage(width: width, height: height, pixels: pixels))
            let reach = block / 2
            let expected = (0..<width * height).map { index -> UInt8 in
                let (x, y) = (index % width, index / width)
                var (sum, count) = (0, 0)
                for row in max(y - reach, 0)...min(y + reach, height - 1) {
                    for column in max(x - reach, 0)...min(x + reach, width - 1) {
                        sum += Int(pixels[row * width + column])
                        count += 1
                    }
                }
                return (Int(pixels[index]) + 5) * count < sum ? 0 : 255
            }
            #expect(LocalThreshold.applied(to: image, block: block)?.pixels == expected)
        }
    }

    @Test func shrinksByMeansAndDropsWhatIsLeftOver() throws {
        let image = try #require(
            GreyImage(width: 5, height: 2, pixels: [0, 4, 255, 255, 9, 8, 12, 255, 255, 9]))
        #expect(Scaling.shrunk(image, by: 2)?.pixels == [6, 255])
        #expect(Scaling.shrunk(image, by: 3) == nil)
    }
}

struct LadderTests {
    /// Reads when it is shown a picture of one size, and counts what it is shown.
    private final class SizeDecoder: BarcodeDecoder {
        var readable: Int?
        var seen: [Int] = []
        let clock: VirtualClock

        init(clock: VirtualClock) { self.clock = clock }

        func decode(_ image: GreyImage) -> [CodeSighting] {
            clock.advance(by: .milliseconds(10))
            seen.append(image.width)
            return image.width == readable ? [CodeSighting(bytes: [1])] : []
        }
    }

    private let clock = VirtualClock()
    private let decoder: SizeDecoder

    init() { decoder = SizeDecoder(clock: clock) }

    private func ladder(limit: Duration) -> Ladder {
        Ladder(
            decoder: decoder, effort: .frame(limit: limit, time: clock),
            everyPicture: [.threshold(shrunkBy: 4), .threshold(shrunkBy: 2)],
            inTurn: [.raw, .threshold(shrunkBy: 3)])
    }

    @Test func triesOneOfTheLateRungsInTurn() throws {
        let ladder = ladder(limit: .seconds(1))
        let frame = try Pictures.paper(width: 480, height: 480)
        for _ in 0..<3 { _ = ladder.read(frame) }
        #expect(decoder.seen == [120, 240, 480, 120, 240, 160, 120, 240, 480])
    }

    @Test func beginsWithWhatReadTheLastCode() throws {
        let ladder = ladder(limit: .seconds(1))
        let frame = try Pictures.paper(width: 480, height: 480)
        decoder.readable = 240
        #expect(ladder.read(frame).count == 1)
        #expect(ladder.read(frame).count == 1)
        #expect(decoder.seen == [120, 240, 240])
    }

    @Test func beginsNothingAfterItsTimeAndGivesEveryRungATurn() throws {
        let ladder = ladder(limit: .milliseconds(10))
        let frame = try Pictures.paper(width: 480, height: 480)
        for _ in 0..<4 { _ = ladder.read(frame) }
        #expect(decoder.seen.count == 4)
        #expect(Set(decoder.seen) == [120, 240, 480, 160] || Set(decoder.seen) == [120, 240, 480])
        for _ in 0..<4 { _ = ladder.read(frame) }
        #expect(Set(decoder.seen) == [120, 240, 480, 160])
    }

    @Test func triesEverythingOnPicturesThatComeOnce() throws {
        let ladder = Ladder(decoder: decoder, effort: .everything)
        _ = ladder.read(try Pictures.paper(width: 1280, height: 720))
        #expect(decoder.seen.count == Ladder.everyPicture.count + Ladder.inTurn.count)
    }
}
