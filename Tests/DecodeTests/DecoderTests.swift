// The two decoders behind their port: both read the same codes as the same bytes, and nothing else.

import CZXing
import Testing

@testable import Scanner

/// Every decoder there is.
enum AnyDecoder: CaseIterable {
    case zbar
    case zxing
    case zxingOnBlackAndWhite

    func make() -> any BarcodeDecoder {
        switch self {
        case .zbar: ZBarDecoder()
        case .zxing: ZXingDecoder()
        case .zxingOnBlackAndWhite: ZXingDecoder(tones: .blackAndWhite)
        }
    }

    /// Black as this decoder wants it.
    var dark: UInt8 { self == .zxingOnBlackAndWhite ? 0 : 30 }
}

@Suite struct DecoderTests {
    private func texts(_ kind: AnyDecoder, _ drawing: Drawing) throws -> [[UInt8]] {
        try kind.make().decode(drawing.image()).map(\.bytes)
    }

    @Test(arguments: AnyDecoder.allCases)
    func readsTheBytesOfACode(kind: AnyDecoder) throws {
        let short = Drawing.sheet(.first, size: 4, dark: kind.dark)
        #expect(try texts(kind, short) == [CodeText.first])
        let long = Drawing.sheet(.long, size: 4, dark: kind.dark)
        #expect(try texts(kind, long) == [CodeText.long])
    }

    @Test(arguments: AnyDecoder.allCases)
    func readsSeveralCodesInOnePicture(kind: AnyDecoder) throws {
        let both = Drawing(grey: 225)
            .with(.first, center: (80, 90), size: 4, dark: kind.dark)
            .with(.second, center: (230, 140), size: 4, dark: kind.dark)
        #expect(try Set(texts(kind, both)) == [CodeText.first, CodeText.second])
    }

    @Test(arguments: AnyDecoder.allCases)
    func readsTheSameCodeTwiceAsOne(kind: AnyDecoder) throws {
        let twice = Drawing(grey: 225)
            .with(.first, center: (80, 90), size: 4, dark: kind.dark)
            .with(.first, center: (230, 140), size: 4, dark: kind.dark)
        #expect(try texts(kind, twice) == [CodeText.first])
    }

    @Test(arguments: AnyDecoder.allCases)
    func takesNoMicroCodeForATicket(kind: AnyDecoder) throws {
        #expect(try texts(kind, .sheet(.micro, size: 6, dark: kind.dark)) == [])
        let besides = Drawing(grey: 225)
            .with(.micro, center: (80, 90), size: 6, dark: kind.dark)
            .with(.second, center: (230, 140), size: 4, dark: kind.dark)
        #expect(try texts(kind, besides) == [CodeText.second])
    }

    @Test(arguments: AnyDecoder.allCases)
    func takesNoBarCodeForATicket(kind: AnyDecoder) throws {
        // The widths of light and dark stripes of an EAN-13.
        let stripes = [
            24, 2, 2, 2, 6, 4, 2, 2, 2, 2, 4, 6, 2, 2, 2, 8, 2, 8, 2, 2, 6, 2, 4, 2, 2, 4, 4, 4, 2,
            2, 2, 2, 2, 2, 8, 2, 2, 2, 8, 2, 2, 2, 8, 2, 2, 6, 2, 2, 4, 2, 8, 2, 2, 4, 4, 4, 2, 2,
            2, 2, 24,
        ]
        let row = stripes.enumerated().flatMap { index, count in
            [UInt8](repeating: index % 2 == 0 ? 255 : 0, count: count)
        }
        let bars = Drawing(width: row.count, height: 80).changed { x, _, _ in row[x] }
        #expect(try texts(kind, bars) == [])
        #expect(try Ladder.whole(effort: .everything).read(bars.image()) == [])
    }

    @Test(arguments: AnyDecoder.allCases)
    func survivesPicturesOfEverySize(kind: AnyDecoder) throws {
        let decoder = kind.make()
        for (width, height) in [(1, 1), (1, 4096), (4096, 1), (20, 20), (21, 21), (33, 500)] {
            #expect(try decoder.decode(Drawing(width: width, height: height).image()) == [])
        }
    }

    @Test(arguments: AnyDecoder.allCases)
    func readsNothingInNoise(kind: AnyDecoder) throws {
        for seed in 0..<4 as Range<UInt64> {
            let noise = Drawing.noise(width: 200, height: 150, seed: seed)
            let sharp = noise.changed { _, _, value in value < 128 ? 0 : 255 }
            #expect(try texts(kind, noise) == [])
            #expect(try texts(kind, sharp) == [])
        }
    }

    /// What the ladder must do for it.
    @Test func neitherReadsACodeDrawnLightOnDark() throws {
        let dark = Drawing.sheet(.first, size: 4, dark: 225, light: 30)
        #expect(try texts(.zxing, dark) == [])
        #expect(try texts(.zbar, dark) == [])
    }

    @Test func anExceptionOfTheLibraryEndsInTheEdge() {
        // No picture that the scanner allows throws. This one has less than no pixels: the
        // library asks for more memory than there is, before it touches any.
        let outcome = unsafe czxing_read([0], -5, 5, 1, 1, { _, _, _ in }, nil)
        #expect(outcome == -1)
    }
}
