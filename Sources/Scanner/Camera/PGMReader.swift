// Binary PGM, the simplest picture format there is: for test pictures that need no library.

enum PGMReader {
    /// A header is a few dozen bytes; comments make it longer.
    private static let longestHeader = 4096

    static func grey(from bytes: [UInt8]) throws(PictureFlaw) -> GreyImage {
        var position = 2
        let end = min(bytes.count, longestHeader)
        guard let width = number(bytes, &position, end), let height = number(bytes, &position, end),
            let brightest = number(bytes, &position, end), (1...65_535).contains(brightest),
            position < bytes.count, isSpace(bytes[position])
        else { throw .corrupt }
        guard GreyImage.isAllowed(width: width, height: height) else { throw .tooLarge }
        position += 1
        let step = brightest > 255 ? 2 : 1
        guard bytes.count - position >= width * height * step else { throw .corrupt }
        let body = bytes[position..<position + width * height * step]
        let pixels: [UInt8] =
            if brightest == 255 {
                Array(body)
            } else {
                (0..<width * height).map { index in
                    let at = body.startIndex + index * step
                    let value = step == 1 ? Int(body[at]) : Int(body[at]) << 8 | Int(body[at + 1])
                    return UInt8(min(value, brightest) * 255 / brightest)
                }
            }
        guard let image = GreyImage(width: width, height: height, pixels: pixels) else {
            throw .corrupt
        }
        return image
    }

    /// The next decimal number after white space and comments.
    private static func number(_ bytes: [UInt8], _ position: inout Int, _ end: Int) -> Int? {
        while position < end {
            if bytes[position] == UInt8(ascii: "#") {
                while position < end, bytes[position] != UInt8(ascii: "\n") { position += 1 }
            } else if !isSpace(bytes[position]) {
                break
            }
            position += 1
        }
        let start = position
        var value = 0
        while position < end, (0x30...0x39).contains(bytes[position]) {
            value = value * 10 + Int(bytes[position] - 0x30)
            guard value <= 99_999 else { return nil }
            position += 1
        }
        return position > start ? value : nil
    }

    private static func isSpace(_ byte: UInt8) -> Bool { [0x09, 0x0A, 0x0D, 0x20].contains(byte) }
}
