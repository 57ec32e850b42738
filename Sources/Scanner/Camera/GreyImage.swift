// A picture in shades of grey, the only kind a code is looked for in. It owns its pixels, so that a
// camera's buffer can go back to its driver at once and a page can show the same picture later.

/// Rows of one byte a pixel from the top, 0 black, without gaps between the rows.
package struct GreyImage: Hashable, Sendable {
    /// The longest side in pixels. More than any door's camera gives; a full picture is 16 MiB.
    package static let longestSide = 4096

    package let width: Int
    package let height: Int
    package let pixels: [UInt8]

    /// nil when a side is out of range or the pixels do not fill it exactly.
    package init?(width: Int, height: Int, pixels: [UInt8]) {
        guard Self.isAllowed(width: width, height: height), pixels.count == width * height
        else { return nil }
        self.width = width
        self.height = height
        self.pixels = pixels
    }

    /// Filled in by `fill`, which must write all of the `width * height` bytes it is lent.
    init?(
        width: Int, height: Int,
        filledBy fill: (UnsafeMutableBufferPointer<UInt8>) throws -> Void
    ) rethrows {
        guard Self.isAllowed(width: width, height: height) else { return nil }
        let count = width * height
        self.width = width
        self.height = height
        pixels = try unsafe [UInt8](unsafeUninitializedCapacity: count) { memory, filled in
            try unsafe fill(UnsafeMutableBufferPointer(rebasing: memory[..<count]))
            filled = count
        }
    }

    package static func isAllowed(width: Int, height: Int) -> Bool {
        (1...longestSide).contains(width) && (1...longestSide).contains(height)
    }
}
