// What the fast loops make of a picture, against the same said slowly.

import CheckinTesting
import Testing

@testable import Scanner

@Suite struct PixelTests {
    /// Sides around the widths of vectors, and smaller than a block.
    private static let sides = [
        (40, 30), (7, 60), (60, 7), (1, 1), (1, 40), (33, 17), (129, 9), (64, 16),
    ]

    private func pixel(_ image: GreyImage, _ x: Int, _ y: Int) -> Int {
        let (x, y) = (min(max(x, 0), image.width - 1), min(max(y, 0), image.height - 1))
        return Int(image.pixels[y * image.width + x])
    }

    private func pictures(_ sides: (Int, Int)) throws -> [GreyImage] {
        let noise = Drawing.noise(width: sides.0, height: sides.1, seed: 11)
        return try [
            noise.image(), noise.changed { _, _, value in value < 128 ? 0 : 255 }.image(),
            noise.changed { _, _, _ in 0 }.image(), noise.changed { _, _, _ in 255 }.image(),
        ]
    }

    @Test(arguments: sides, [(9, 5), (25, 5), (25, 0), (9, -2)])
    func meansOfSurroundingsAreExact(sides: (Int, Int), way: (block: Int, offset: Int)) throws {
        let (block, reach) = (way.block, way.block / 2)
        for image in try pictures(sides) {
            for isNegative in [false, true] {
                let shift = isNegative ? -way.offset : way.offset
                let (dark, light): (UInt8, UInt8) = isNegative ? (255, 0) : (0, 255)
                let expected = (0..<image.pixels.count).map { index -> UInt8 in
                    let (x, y) = (index % image.width, index / image.width)
                    var (sum, count) = (0, 0)
                    for row in max(y - reach, 0)...min(y + reach, image.height - 1) {
                        for column in max(x - reach, 0)...min(x + reach, image.width - 1) {
                            sum += Int(image.pixels[row * image.width + column])
                            count += 1
                        }
                    }
                    return (Int(image.pixels[index]) + shift) * count < sum ? dark : light
                }
                let fast = LocalThreshold.applied(
                    to: image, block: block, isNegative: isNegative, offset: Int32(way.offset))
                #expect(fast?.pixels == expected)
            }
        }
    }

    @Test func theLargestBlockIsExactToo() throws {
        // Every pixel but one as bright as can be, and all of them within reach of the middle.
        let side = LocalThreshold.largestBlock
        let white = Drawing(width: side, height: side).changed { x, y, _ in
            (x, y) == (side / 2, side / 2) ? 249 : (x + y) % 2 == 0 ? 255 : 254
        }
        let image = try white.image()
        let sum = image.pixels.reduce(0) { $0 + Int($1) }
        let middle = side * side / 2
        #expect((249 + 5) * side * side < sum)
        #expect(LocalThreshold.applied(to: image, block: side)?.pixels[middle] == 0)
        let brighter = try white.changed { x, y, value in
            (x, y) == (side / 2, side / 2) ? 250 : value
        }.image()
        #expect(LocalThreshold.applied(to: brighter, block: side)?.pixels[middle] == 255)
    }

    @Test func aBlockTooLargeToSumUpIsMadeSmaller() throws {
        let image = try Drawing.noise(width: 300, height: 300, seed: 2).image()
        #expect(
            LocalThreshold.applied(to: image, block: 4001)
                == LocalThreshold.applied(to: image, block: LocalThreshold.largestBlock))
    }

    @Test(arguments: sides, [2, 3, 4])
    func shrinkingTakesMeansAndDropsWhatIsLeftOver(sides: (Int, Int), factor: Int) throws {
        for image in try pictures(sides) {
            let (width, height) = (image.width / factor, image.height / factor)
            let small = Scaling.shrunk(image, by: factor)
            guard width > 0, height > 0 else {
                #expect(small == nil)
                continue
            }
            let expected = (0..<width * height).map { index -> UInt8 in
                var sum = 0
                for step in 0..<factor * factor {
                    let x = index % width * factor + step % factor
                    sum += pixel(image, x, index / width * factor + step / factor)
                }
                return UInt8(sum / (factor * factor))
            }
            #expect(small?.pixels == expected)
            #expect(small?.width == width)
        }
    }

    @Test func noPictureIsShrunkByAnythingElse() throws {
        let image = try Drawing(width: 50, height: 50).image()
        for factor in [-1, 0, 5, 16] { #expect(Scaling.shrunk(image, by: factor) == nil) }
        #expect(Scaling.shrunk(image, by: 1) == image)
    }

    @Test(arguments: sides)
    func doublingPutsCubicsThroughThePixels(sides: (Int, Int)) throws {
        for image in try pictures(sides) {
            let large = try #require(Scaling.doubled(image))
            #expect((large.width, large.height) == (image.width * 2, image.height * 2))
            let expected = (0..<large.pixels.count).map { index -> UInt8 in
                let (x, y) = (index % large.width, index / large.width)
                let (right, down) = (x % 2 == 1 ? 1 : -1, y % 2 == 1 ? 1 : -1)
                var sum = 0
                for (row, vertical) in [-9, 111, 29, -3].enumerated() {
                    for (column, horizontal) in [-9, 111, 29, -3].enumerated() {
                        let at = (x / 2 + (column - 1) * right, y / 2 + (row - 1) * down)
                        sum += vertical * horizontal * pixel(image, at.0, at.1)
                    }
                }
                return UInt8(min(max((sum + 8192) >> 14, 0), 255))
            }
            #expect(large.pixels == expected)
        }
    }

    @Test(arguments: sides)
    func softeningGivesEachPixelAShareOfItsNeighbours(sides: (Int, Int)) throws {
        for image in try pictures(sides) {
            let soft = try #require(Softening.applied(to: image))
            let expected = (0..<image.pixels.count).map { index -> UInt8 in
                let (x, y) = (index % image.width, index / image.width)
                var sum = 8
                for (row, vertical) in [1, 2, 1].enumerated() {
                    for (column, horizontal) in [1, 2, 1].enumerated() {
                        sum += vertical * horizontal * pixel(image, x + column - 1, y + row - 1)
                    }
                }
                return UInt8(sum / 16)
            }
            #expect(soft.pixels == expected)
            #expect((soft.width, soft.height) == (image.width, image.height))
        }
    }

    @Test func aCropIsCutAsItIsAndNeverOutside() throws {
        let image = try Drawing.noise(width: 20, height: 10, seed: 4).image()
        let part = Scaling.cropped(image, to: Area(left: 3, top: 2, width: 5, height: 4))
        let expected = (2..<6).flatMap { image.pixels[$0 * 20 + 3..<$0 * 20 + 8] }
        #expect(part?.pixels == expected)
        for area in [
            Area(left: -1, top: 0, width: 5, height: 5),
            Area(left: 16, top: 0, width: 5, height: 5),
            Area(left: 0, top: 6, width: 5, height: 5),
        ] {
            #expect(Scaling.cropped(image, to: area) == nil)
        }
    }
}
