// Draws codes as a camera would see them: at any size and angle, on paper or on a screen, without
// a file of pixels in the project.

import CheckinTesting
import Foundation
import Testing

@testable import Scanner

/// The modules of a code.
struct Modules {
    let side: Int
    private let isDark: [Bool]

    init(_ art: String) {
        let rows = art.split(separator: "\n")
        side = rows.count
        isDark = rows.flatMap { $0.map { $0 == "#" } }
        precondition(isDark.count == side * side, "a code is a square")
    }

    /// Light outside.
    func isDark(_ x: Int, _ y: Int) -> Bool {
        (0..<side).contains(x) && (0..<side).contains(y) && isDark[y * side + x]
    }

    static let first = Modules(CodeArt.first)
    static let second = Modules(CodeArt.second)
    static let long = Modules(CodeArt.long)
    static let micro = Modules(CodeArt.micro)
}

enum CodeText {
    static let first = Array("CHECKIN-1".utf8)
    static let second = Array("CHECKIN-2".utf8)
    static let long = Array(CodeArt.longText.utf8)
}

/// A grey picture in the making.
struct Drawing {
    /// Modules of light around a code, as the standard wants it.
    private static let quietZone = 4
    /// Points looked at on a side of each pixel.
    private static let samples = 3

    let width: Int
    let height: Int
    private(set) var pixels: [UInt8]

    init(width: Int = 320, height: Int = 240, grey: UInt8 = 128) {
        self.width = width
        self.height = height
        pixels = Array(repeating: grey, count: width * height)
    }

    /// Lays a code around `center`, its modules `size` pixels large, turned by `degrees`.
    func with(
        _ code: Modules, center: (x: Int, y: Int), size: Double, degrees: Double = 0,
        dark: UInt8 = 30, light: UInt8 = 225
    ) -> Drawing {
        var drawing = self
        let half = Double(code.side) / 2 + Double(Self.quietZone)
        let reach = Int(half * size * 1.5) + 1
        let angle = degrees * .pi / 180
        let (cosine, sine) = (cos(angle) / size, sin(angle) / size)
        for y in max(center.y - reach, 0)..<min(center.y + reach, height) {
            for x in max(center.x - reach, 0)..<min(center.x + reach, width) {
                var (sum, count) = (0, 0)
                for sample in 0..<Self.samples * Self.samples {
                    let across = Double(sample % Self.samples * 2 + 1) / Double(Self.samples * 2)
                    let down = Double(sample / Self.samples * 2 + 1) / Double(Self.samples * 2)
                    let dx = Double(x - center.x) + across
                    let dy = Double(y - center.y) + down
                    let u = dx * cosine + dy * sine
                    let v = dy * cosine - dx * sine
                    guard abs(u) < half, abs(v) < half else { continue }
                    let module = (
                        Int((u + Double(code.side) / 2).rounded(.down)),
                        Int((v + Double(code.side) / 2).rounded(.down))
                    )
                    sum += Int(code.isDark(module.0, module.1) ? dark : light)
                    count += 1
                }
                guard count > 0 else { continue }
                let rest = Self.samples * Self.samples - count
                let index = y * width + x
                let mixed = (sum + rest * Int(pixels[index])) / (count + rest)
                drawing.pixels[index] = UInt8(mixed)
            }
        }
        return drawing
    }

    /// Each pixel made another.
    func changed(_ change: (_ x: Int, _ y: Int, UInt8) -> UInt8) -> Drawing {
        var drawing = self
        for index in pixels.indices {
            drawing.pixels[index] = change(index % width, index / width, pixels[index])
        }
        return drawing
    }

    /// As if the camera had been moved so many pixels in a direction while its shutter was open.
    func moved(by length: Double, degrees: Double) -> Drawing {
        let (across, down) = (cos(degrees * .pi / 180), sin(degrees * .pi / 180))
        let points = Int(length * 2)
        let steps = (0...points).map { point in
            let way = length * (Double(point) / Double(points) - 0.5)
            return (across: Int((way * across).rounded()), down: Int((way * down).rounded()))
        }
        return changed { x, y, _ in
            var sum = 0
            for step in steps {
                let column = min(max(x + step.across, 0), width - 1)
                let row = min(max(y + step.down, 0), height - 1)
                sum += Int(pixels[row * width + column])
            }
            return UInt8(sum / steps.count)
        }
    }

    func image() throws -> GreyImage {
        try #require(GreyImage(width: width, height: height, pixels: pixels))
    }

    /// A code in the middle of a picture just large enough.
    static func sheet(
        _ code: Modules, size: Double, degrees: Double = 0, dark: UInt8 = 30, light: UInt8 = 225
    ) -> Drawing {
        let side = Int(Double(code.side + 2 * quietZone + 2) * size * (degrees == 0 ? 1 : 1.4))
        return Drawing(width: side, height: side, grey: light)
            .with(
                code, center: (side / 2, side / 2), size: size, degrees: degrees, dark: dark,
                light: light)
    }

    /// Any values at all, the same for the same seed.
    static func noise(width: Int, height: Int, seed: UInt64) -> Drawing {
        var random = SeededRandom(seed: seed)
        return Drawing(width: width, height: height).changed { _, _, _ in
            UInt8.random(in: 0...255, using: &random)
        }
    }
}
