// The noise of a sensor: no two pictures of a still scene are the same.

import CheckinTesting
import Scanner

struct Grain {
    /// Standard deviation in steps of grey.
    let strength: Double
    var random: SeededRandom

    init(strength: Double, seed: UInt64) {
        self.strength = strength
        random = SeededRandom(seed: seed)
    }

    /// The sum of four even numbers is near enough to what a sensor does: 148 is its deviation.
    mutating func add(to pixels: inout [UInt8]) {
        let scale = Int((strength / 148 * 65_536).rounded())
        for start in stride(from: 0, to: pixels.count, by: 2) {
            let bits = random.next()
            add(bits, scale, &pixels[start])
            if start + 1 < pixels.count { add(bits >> 32, scale, &pixels[start + 1]) }
        }
    }

    /// `count` pictures of the same scene.
    mutating func copies(_ count: Int, of image: GreyImage) -> [GreyImage] {
        (0..<count).compactMap { _ in
            var pixels = image.pixels
            add(to: &pixels)
            return GreyImage(width: image.width, height: image.height, pixels: pixels)
        }
    }

    private func add(_ bits: UInt64, _ scale: Int, _ pixel: inout UInt8) {
        let sum =
            Int(bits & 255) + Int(bits >> 8 & 255) + Int(bits >> 16 & 255)
            + Int(bits >> 24 & 255)
        pixel = UInt8(clamping: Int(pixel) + ((sum - 510) * scale + 32_768) >> 16)
    }
}
