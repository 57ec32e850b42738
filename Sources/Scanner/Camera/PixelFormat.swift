// The kernel's four-letter names for the ways a camera lays out a picture, and where the luma is in
// each. A format that is not in this table is not read: a driver's word is input like any other,
// and the library that converts the rest is not proof against all of its own formats.

struct PixelFormat: Hashable, Sendable, CustomStringConvertible {
    /// Where to find the luma.
    enum Layout: Hashable, Sendable {
        /// A plane of it comes first, one byte a pixel.
        case plane
        /// Every second byte, from the first.
        case even
        /// Every second byte, from the second.
        case odd
        case jpeg
        /// It must be computed, out of so many bytes a pixel.
        case computed(bytesPerPixel: Int)
    }

    let code: UInt32

    init(code: UInt32) { self.code = code }

    /// `name` has four letters of ASCII; "Y16 " has a space.
    private init(_ name: StaticString) {
        code = name.withUTF8Buffer { letters in
            unsafe letters.reversed().reduce(0) { $0 << 8 | UInt32($1) }
        }
    }

    static let grey = PixelFormat("GREY")
    static let nv12 = PixelFormat("NV12")
    static let yuyv = PixelFormat("YUYV")
    static let uyvy = PixelFormat("UYVY")
    /// Often without its Huffman tables.
    static let motionJPEG = PixelFormat("MJPG")
    /// What a converter makes.
    static let yuv420 = PixelFormat("YU12")
    static let rgb24 = PixelFormat("RGB3")

    /// nil when we cannot read it.
    var layout: Layout? { Self.layouts[self] }

    private static let layouts: [PixelFormat: Layout] = {
        var layouts: [PixelFormat: Layout] = [motionJPEG: .jpeg, PixelFormat("JPEG"): .jpeg]
        let planes: [StaticString] = ["GREY", "NV12", "NV21", "YU12", "YV12", "NV16", "NV61"]
        for name in planes { layouts[PixelFormat(name)] = .plane }
        for name in ["YUYV", "YVYU"] as [StaticString] { layouts[PixelFormat(name)] = .even }
        for name in ["UYVY", "VYUY"] as [StaticString] { layouts[PixelFormat(name)] = .odd }
        // Bayer mosaics of 8 bits.
        for name in ["BA81", "GBRG", "GRBG", "RGGB"] as [StaticString] {
            layouts[PixelFormat(name)] = .computed(bytesPerPixel: 1)
        }
        // Mosaics of 10 and 16 bits, deep grey, short colours.
        let twoBytes: [StaticString] = [
            "BG10", "GB10", "BA10", "RG10", "BYR2", "GB16", "GR16", "RG16", "Y16 ", "RGBP",
        ]
        for name in twoBytes { layouts[PixelFormat(name)] = .computed(bytesPerPixel: 2) }
        for name in ["RGB3", "BGR3"] as [StaticString] {
            layouts[PixelFormat(name)] = .computed(bytesPerPixel: 3)
        }
        for name in ["RGB4", "BGR4", "AR24", "XR24", "BA24", "BX24"] as [StaticString] {
            layouts[PixelFormat(name)] = .computed(bytesPerPixel: 4)
        }
        return layouts
    }()

    var description: String {
        let letters = [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: code >> $0) }
        guard letters.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            return "0x" + String(code, radix: 16)
        }
        return String(decoding: letters, as: UTF8.self)
    }
}
