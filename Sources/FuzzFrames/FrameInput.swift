// What the first bytes of an input make of the rest: a driver's figures and what it wrote. Small
// pictures are likely, so that most inputs come past the checks; every figure can come up.

struct FrameInput {
    /// A format whose luma lies bare: its first byte in a row and the way to the next.
    struct Bare {
        let first: Int
        let step: Int
    }

    /// Every format that is read, each with where its luma lies if it lies bare.
    static let formats: [(name: StaticString, bare: Bare?)] = {
        let plane = Bare(first: 0, step: 1)
        let (even, odd) = (Bare(first: 0, step: 2), Bare(first: 1, step: 2))
        let computed: [StaticString] = [
            "MJPG", "JPEG", "BA81", "GBRG", "GRBG", "RGGB", "BG10", "GB10", "BA10", "RG10", "BYR2",
            "GB16", "GR16", "RG16", "Y16 ", "RGBP", "RGB3", "BGR3", "RGB4", "BGR4", "AR24", "XR24",
            "BA24", "BX24",
        ]
        return [
            ("GREY", plane), ("NV12", plane), ("NV21", plane), ("YU12", plane), ("YV12", plane),
            ("NV16", plane), ("NV61", plane), ("YUYV", even), ("YVYU", even), ("UYVY", odd),
            ("VYUY", odd),
        ] + computed.map { ($0, nil) }
    }()

    static let headerBytes = 12
    /// Pictures made longer than what was written down have no more bytes than this.
    static let longestFilled = 1 << 20

    let fourcc: UInt32
    /// nil of a format that is not ours to know.
    let bare: Bare?
    let width: Int
    let height: Int
    let bytesPerLine: Int
    private let filling: Int
    private let written: ArraySlice<UInt8>

    /// nil when there is not even a header.
    init?(_ input: [UInt8]) {
        guard input.count >= Self.headerBytes else { return nil }
        let choice = Int(input[0])
        let raw = input[1...4].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        if choice < Self.formats.count {
            fourcc = Self.code(Self.formats[choice].name)
            bare = Self.formats[choice].bare
        } else {
            fourcc = raw
            bare = nil
        }
        width = Self.side(input[5], input[6])
        height = Self.side(input[7], input[8])
        let line = Int(input[9]) | Int(input[10]) << 8
        // Often no gap, or a small one; now and then whatever it is.
        bytesPerLine =
            switch input[11] & 3 {
            case 0: 0
            case 1: width * (1 + line % 8) + line >> 12
            case 2: line
            default: line << 8
            }
        filling = Int(input[11] >> 2)
        written = input[Self.headerBytes...]
    }

    /// The bytes in the driver's buffer, when a whole picture has `least` of them: what was written
    /// down, or that over and over until it is just enough, one short, or a little more.
    func bytes(least: Int?) -> [UInt8] {
        guard let least, filling % 4 != 0, !written.isEmpty else { return Array(written) }
        let wanted =
            switch filling % 4 {
            case 1: least
            case 2: least - 1
            default: least + filling
            }
        let count = min(max(wanted, 0), Self.longestFilled)
        var filled: [UInt8] = []
        filled.reserveCapacity(count)
        while filled.count < count { filled += written.prefix(count - filled.count) }
        return filled
    }

    static func code(_ name: StaticString) -> UInt32 {
        name.withUTF8Buffer { letters in
            unsafe letters.reversed().reduce(0) { $0 << 8 | UInt32($1) }
        }
    }

    /// Up to 128 pixels, or with the highest bit set anything up to 32,767.
    private static func side(_ low: UInt8, _ high: UInt8) -> Int {
        let value = Int(low) | Int(high) << 8
        return value & 0x8000 == 0 ? value % 129 : value & 0x7FFF
    }
}
