// Whether two pictures are one and the same, byte by byte.

import Glibc

extension GreyImage {
    /// Looked at so many bytes apart: a prime, so that no pattern hides.
    private static let stride = 61
    /// Grey levels. A lens that is covered gives one black, with or without a little noise.
    private static let plainSpan: UInt8 = 2

    /// As good as free of pictures that differ: it stops at the first byte that does.
    func isSame(as other: GreyImage) -> Bool {
        guard width == other.width, height == other.height else { return false }
        return unsafe pixels.withUnsafeBytes { mine in
            unsafe other.pixels.withUnsafeBytes { theirs in
                guard let mine = mine.baseAddress, let theirs = theirs.baseAddress else {
                    return true
                }
                return unsafe memcmp(mine, theirs, pixels.count) == 0
            }
        }
    }

    /// All of one shade: black and white that are cut off have no noise to tell pictures apart.
    var isPlain: Bool {
        var (least, most) = (UInt8.max, UInt8.min)
        for index in Swift.stride(from: 0, to: pixels.count, by: Self.stride) {
            least = min(least, pixels[index])
            most = max(most, pixels[index])
        }
        return most <= least || most - least <= Self.plainSpan
    }
}
