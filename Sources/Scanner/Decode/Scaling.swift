// Smaller and larger pictures for the rungs of the ladder.

enum Scaling {
    /// Means of `factor` × `factor` pixels; what is left over at the right and below is dropped.
    static func shrunk(_ image: GreyImage, by factor: Int) -> GreyImage? {
        if factor == 1 { return image }
        guard (2...16).contains(factor) else { return nil }
        let (width, height) = (image.width / factor, image.height / factor)
        // Multiplying by a reciprocal in 65536ths is exact enough for 256 pixels of 255.
        let reciprocal = UInt32(65_536 / (factor * factor) + 1)
        return unsafe image.pixels.withUnsafeBufferPointer { source in
            unsafe GreyImage(width: width, height: height) { target in
                for row in 0..<height {
                    for column in 0..<width {
                        var sum: UInt32 = 0
                        var at = row * factor * image.width + column * factor
                        for _ in 0..<factor {
                            for step in 0..<factor { sum &+= unsafe UInt32(source[at &+ step]) }
                            at &+= image.width
                        }
                        let mean = min((sum &* reciprocal) >> 16, 255)
                        unsafe target[row &* width &+ column] = UInt8(truncatingIfNeeded: mean)
                    }
                }
            }
        }
    }

    /// Twice the size, with a pixel between each two.
    static func doubled(_ image: GreyImage) -> GreyImage? {
        let (width, height) = (image.width * 2, image.height * 2)
        return unsafe image.pixels.withUnsafeBufferPointer { source in
            unsafe GreyImage(width: width, height: height) { target in
                for row in 0..<height {
                    let upper = (row / 2) * image.width
                    let lower = min((row + 1) / 2, image.height - 1) * image.width
                    for column in 0..<width {
                        let left = column / 2
                        let right = min((column + 1) / 2, image.width - 1)
                        let sum =
                            unsafe UInt16(source[upper + left]) + UInt16(source[upper + right])
                            + UInt16(source[lower + left]) + UInt16(source[lower + right])
                        unsafe target[row * width + column] = UInt8(
                            truncatingIfNeeded: (sum + 2) / 4)
                    }
                }
            }
        }
    }

    /// The middle of a picture, at most `width` × `height`.
    static func middle(of image: GreyImage, width: Int, height: Int) -> GreyImage? {
        let (width, height) = (min(width, image.width), min(height, image.height))
        let (left, top) = ((image.width - width) / 2, (image.height - height) / 2)
        var pixels: [UInt8] = []
        pixels.reserveCapacity(width * height)
        for row in top..<top + height {
            let start = row * image.width + left
            pixels += image.pixels[start..<start + width]
        }
        return GreyImage(width: width, height: height, pixels: pixels)
    }
}
