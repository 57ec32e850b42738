// Pictures full of corners of codes: they are counted, and no decoder is given more than it can
// bear. What is held here is the work, not the time it takes.

import CheckinTesting
import Testing

@testable import Scanner

@Suite struct CrowdTests {
    /// Counts what it is given.
    private final class CountingDecoder: BarcodeDecoder {
        let rule: FinderPatterns.Rule
        var counts: [Int] = []

        init(rule: FinderPatterns.Rule) { self.rule = rule }

        func decode(_ image: GreyImage) -> [CodeSighting] {
            counts.append(
                FinderPatterns.count(in: image, within: image.wholeArea, upTo: 999, rule: rule))
            return []
        }
    }

    /// `columns` by `rows` corners, their modules `size` pixels large, two modules apart.
    private func corners(_ columns: Int, _ rows: Int, size: Int) throws -> GreyImage {
        let step = 9 * size
        return try Drawing(width: columns * step + 2 * size, height: rows * step + 2 * size)
            .changed { x, y, _ in
                guard x >= 2 * size, y >= 2 * size else { return 255 }
                let (u, v) = ((x / size - 2) % 9, (y / size - 2) % 9)
                guard u < 7, v < 7 else { return 255 }
                let ring = min(u, v, 6 - u, 6 - v)
                return ring == 1 ? 255 : 0
            }.image()
    }

    private func count(_ image: GreyImage, _ rule: FinderPatterns.Rule, upTo most: Int = 999)
        -> Int
    {
        FinderPatterns.count(in: image, within: image.wholeArea, upTo: most, rule: rule)
    }

    @Test(arguments: [1, 2, 3, 4, 6, 11], [FinderPatterns.Rule.zxing, .zbar])
    func countsEveryCornerOnce(size: Int, rule: FinderPatterns.Rule) throws {
        let image = try corners(9, 5, size: size)
        #expect(count(image, rule) == 45)
        #expect(count(image, rule, upTo: 20) == 21)
        let part = Area(left: 0, top: 0, width: 3 * 9 * size + 2 * size, height: image.height)
        #expect(FinderPatterns.count(in: image, within: part, upTo: 99, rule: rule) == 15)
    }

    @Test(arguments: [0.0, 15, 45, 200], [FinderPatterns.Rule.zxing, .zbar])
    func countsTheThreeOfATurnedCode(degrees: Double, rule: FinderPatterns.Rule) throws {
        let sheet = Drawing.sheet(.first, size: 6, degrees: degrees, dark: 0, light: 255)
        let sharp = try sheet.changed { _, _, value in value < 128 ? 0 : 255 }.image()
        #expect((3...5).contains(count(sharp, rule)))
    }

    @Test func countsNothingInStripesNorOutsideThePicture() throws {
        let stripes = Drawing(width: 300, height: 200).changed { x, _, _ in
            [0, 255, 0, 0, 0, 255, 0, 255, 255][x / 3 % 9]
        }
        #expect(try count(stripes.image(), .zxing) == 0)
        for (width, height) in [(1, 1), (1, 4096), (4096, 1), (2, 3), (7, 7)] {
            let black = try Drawing(width: width, height: height, grey: 0).image()
            #expect(count(black, .zxing) == 0 && count(black, .zbar) == 0)
        }
    }

    @Test(arguments: [(18, 11), (30, 18), (8, 9), (6, 4)])
    func noDecoderIsGivenMoreThanItCanBear(columns: Int, rows: Int) throws {
        let image = try corners(columns, rows, size: 4)
        for rungs in [Rungs.both, .zbarAlone] {
            let zbar = CountingDecoder(rule: .zbar)
            let zxing = CountingDecoder(rule: .zxing)
            // Shades of grey are counted in their black and white sister, give or take an edge.
            let ladder = Ladder(
                eyes: [.zbar: zbar, .zxingWithoutThreshold: zxing], effort: .everything,
                rungs: rungs)
            _ = ladder.read(image)
            #expect(zbar.counts.allSatisfy { $0 <= Crowd.mostForZBar })
            #expect(zxing.counts.allSatisfy { $0 <= Crowd.mostForZXing })
        }
    }

    @Test func aSheetOfSixtyTicketsIsReadInTiles() throws {
        let modules: [Modules] = [.first, .second]
        var sheet = Drawing(width: 1280, height: 720, grey: 225)
        for index in 0..<60 {
            let center = (x: 64 + index % 10 * 128, y: 60 + index / 10 * 120)
            sheet = sheet.with(modules[index % 2], center: center, size: 4)
        }
        let codes = try Ladder.whole(effort: .everything).read(sheet.image()).map(\.bytes)
        #expect(Set(codes) == [CodeText.first, CodeText.second])
    }

    @Test func tilesCoverThePictureAndStayInIt() throws {
        for (width, height) in [(1, 1), (61, 60), (1280, 720), (4096, 130)] {
            let image = try Drawing(width: width, height: height).image()
            let tiles = Crowd.tiles(of: image)
            #expect(tiles.map { $0.left + $0.width }.max() == width)
            #expect(tiles.map { $0.top + $0.height }.max() == height)
            #expect(tiles.allSatisfy { $0.left >= 0 && $0.top >= 0 })
        }
    }
}
