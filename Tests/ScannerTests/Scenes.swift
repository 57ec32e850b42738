// Scenes drawn for the tests of the gate and of the picture's quality, each the same at every run.

import CheckinCore
import CheckinTesting
import Glibc
import Testing

@testable import Scanner

/// What a camera sees: a lit room, what is held into it, and what the sensor and the lamps add.
struct Scene {
    var width = 240
    var height = 192
    /// The light of the room; 1 leaves the drawing as it is.
    var light = 1.0
    /// How much the lamps flicker, as bands that wander.
    var flicker = 0.0
    /// Standard deviation in grey levels.
    var noise = 0.0
    /// A room with doors and posters; flat grey when false.
    var hasRoom = true
    /// Pictures held into it.
    var held: [(image: GreyImage, x: Int, y: Int)] = []

    /// The picture with number `number`: each has noise of its own.
    func picture(_ number: Int = 0) throws -> GreyImage {
        var random = SeededRandom(seed: UInt64(number) &+ 1)
        let length = max(width, 997)
        var grain = (0..<length).map { _ in Int((noise * Self.bell(&random)).rounded()) }
        grain += grain
        var pixels = drawn()
        for row in 0..<height {
            let band = sin(Double(number) * 0.7 + Double(row) / Double(height) * 10)
            let gain = Int(light * (1 + flicker * band) * 256)
            if gain == 256, noise == 0 { continue }
            let shift = Int(random.next() % UInt64(length)) - row * width
            for at in row * width..<(row + 1) * width {
                let level = (Int(pixels[at]) &* gain) >> 8 &+ grain[at &+ shift]
                pixels[at] = level < 0 ? 0 : level > 255 ? 255 : UInt8(truncatingIfNeeded: level)
            }
        }
        return try #require(GreyImage(width: width, height: height, pixels: pixels))
    }

    private func drawn() -> [UInt8] {
        var pixels: [UInt8] = []
        for row in 0..<height where !hasRoom || row % 37 == 0 {
            // A row of posters, as far as the next.
            let line = (0..<width).map { column in
                hasRoom ? UInt8(40 + (column / 45 + row / 37) % 3 * 50 + column * 30 / width) : 90
            }
            for _ in row..<min(row + (hasRoom ? 37 : 1), height) { pixels += line }
        }
        for (image, x, y) in held {
            for row in 0..<image.height {
                for column in 0..<image.width
                where (0..<width).contains(x + column) && (0..<height).contains(y + row) {
                    pixels[(y + row) * width + x + column] =
                        image.pixels[row * image.width + column]
                }
            }
        }
        return pixels
    }

    /// Of standard deviation 1, near enough.
    private static func bell(_ random: inout SeededRandom) -> Double {
        var sum = -2.0
        for _ in 0..<4 { sum += Double(random.next() >> 11) / 0x1p53 }
        return sum * 1.73
    }
}

extension GreyImage {
    /// A flat picture.
    static func flat(_ level: UInt8, width: Int = 320, height: Int = 240) throws -> GreyImage {
        try #require(
            GreyImage(
                width: width, height: height,
                pixels: [UInt8](repeating: level, count: width * height)))
    }

    /// Light on dark, so dim as a phone turned down in dark mode.
    func darkMode(brightest: UInt8) throws -> GreyImage {
        try #require(
            GreyImage(
                width: width, height: height,
                pixels: pixels.map { UInt8(Int(255 - $0) * Int(brightest) / 255) }))
    }
}
