// What a moving hand does to a code: its direction found, and some of it taken back.

import CheckinTesting
import Foundation
import Testing

@testable import Scanner

@Suite struct MotionBlurTests {
    /// Degrees between a direction and the one of a blur, which has no front and no back.
    private func error(_ blur: MotionBlur, from degrees: Double) -> Double {
        let found = atan2(blur.down, blur.across) * 180 / .pi
        let turned = (found - degrees).truncatingRemainder(dividingBy: 180)
        return min(abs(turned), 180 - abs(turned))
    }

    @Test(arguments: [0.0, 17, 45])
    func theDirectionIsFoundHoweverTheCodeIsTurned(turned: Double) throws {
        let code = Drawing.sheet(.long, size: 4, degrees: turned)
        for blur in [0.0, 20, 45, 70, 90, 110, 135, 160] {
            let image = try code.moved(by: 6, degrees: blur).image()
            #expect(error(MotionBlur(of: image), from: blur) < 15, "blur \(blur)")
        }
    }

    @Test func theDirectionIsOneStepLong() throws {
        for degrees in [0.0, 30, 90, 120] {
            let code = Drawing.sheet(.first, size: 5).moved(by: 6, degrees: degrees)
            let blur = try MotionBlur(of: code.image())
            #expect(abs(blur.across * blur.across + blur.down * blur.down - 1) < 1e-6)
        }
    }

    @Test func aPictureWithoutAnyEdgesHasSomeDirection() throws {
        for (width, height) in [(1, 1), (1, 50), (50, 1), (2, 2), (3, 3), (60, 60)] {
            let blur = try MotionBlur(of: Drawing(width: width, height: height).image())
            #expect(blur == MotionBlur(across: 1, down: 0))
        }
    }

    @Test func theSumsOfEdgesAreExactInTheWidestPicture() throws {
        // Black and white at random: no direction stands out, so that every edge counts.
        let noise = Drawing.noise(width: GreyImage.longestSide, height: 12, seed: 4)
            .changed { _, _, value in value < 128 ? 0 : 255 }
        let image = try noise.image()
        var (across, down, slanted) = (0.0, 0.0, 0.0)
        for y in 3..<9 {
            for x in image.width / 4..<image.width * 3 / 4 {
                func pixel(_ dx: Int, _ dy: Int) -> Double {
                    Double(image.pixels[(y + dy) * image.width + x + dx])
                }
                let (right, below) = (pixel(1, 0) - pixel(-1, 0), pixel(0, 1) - pixel(0, -1))
                across += right * right
                down += below * below
                slanted += right * below
            }
        }
        // Across the axis of the strongest edges.
        let degrees = atan2(2 * slanted, across - down) / 2 * 180 / .pi + 90
        #expect(error(MotionBlur(of: image), from: degrees) < 1e-6)
    }

    /// Sides around the widths of vectors, and smaller than the line.
    private static let sides = [(40, 30), (7, 60), (60, 7), (1, 1), (1, 40), (33, 17), (129, 9)]

    @Test(arguments: sides, [(0.0, 3, 1.5), (37, 5, 2), (90, 4, 1), (150, 16, 8), (210, 1, 0)])
    func eachPixelIsMovedAwayFromTheMeanOfItsLine(
        sides: (Int, Int), way: (degrees: Double, reach: Int, strength: Double)
    ) throws {
        let angle = way.degrees * .pi / 180
        let blur = MotionBlur(across: cos(angle), down: sin(angle))
        let line = (-way.reach...way.reach).map { step in
            (
                across: Int((Double(step) * cos(angle)).rounded()),
                down: Int((Double(step) * sin(angle)).rounded())
            )
        }
        let noise = Drawing.noise(width: sides.0, height: sides.1, seed: 12)
        for drawing in [noise, noise.changed { _, _, value in value < 128 ? 0 : 255 }] {
            let image = try drawing.image()
            let sharp = try #require(
                blur.reduced(in: image, reach: way.reach, strength: Float(way.strength)))
            #expect((sharp.width, sharp.height) == (image.width, image.height))
            var worst = 0.0
            for index in image.pixels.indices {
                let (x, y) = (index % image.width, index / image.width)
                var sum = 0
                for step in line {
                    let column = min(max(x + step.across, 0), image.width - 1)
                    let row = min(max(y + step.down, 0), image.height - 1)
                    sum += Int(image.pixels[row * image.width + column])
                }
                let value = Double(image.pixels[index])
                let mean = Double(sum) / Double(line.count)
                let moved = min(max(value + way.strength * (value - mean), 0), 255)
                worst = max(worst, abs(Double(sharp.pixels[index]) - moved))
            }
            // Weighed in whole numbers: less than one of 256 off, and cut off behind the point.
            #expect(worst <= 1.25)
        }
    }

    @Test func anEvenPictureStaysAsItIs() throws {
        for grey in [UInt8(0), 1, 127, 255] {
            let image = try Drawing(width: 40, height: 20, grey: grey).image()
            let blur = MotionBlur(across: 0.6, down: 0.8)
            #expect(blur.reduced(in: image, reach: 5, strength: 2) == image)
        }
    }

    @Test func aLineThatIsTooLongOrTooStrongIsCutShort() throws {
        let image = try Drawing.noise(width: 50, height: 40, seed: 3).image()
        let blur = MotionBlur(across: 1, down: 0)
        #expect(
            blur.reduced(in: image, reach: 5_000, strength: 2)
                == blur.reduced(in: image, reach: MotionBlur.longestReach, strength: 2))
        #expect(
            blur.reduced(in: image, reach: -1, strength: 2)
                == blur.reduced(in: image, reach: 1, strength: 2))
        #expect(
            blur.reduced(in: image, reach: 5, strength: 1e30)
                == blur.reduced(in: image, reach: 5, strength: MotionBlur.greatestStrength))
    }
}
