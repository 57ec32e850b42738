// A code as a PNG file (ISO/IEC 15948): one bit a pixel, stored without compression, which needs no
// library and a few kilobytes. For screens and printers, never for measuring how well codes read.

extension QRMatrix {
    /// Light modules around a code: four, as ISO/IEC 18004 asks.
    private static let quietZone = 4

    /// The whole file.
    /// - Parameter moduleSize: pixels of a module's side, 1 to 32.
    package func png(moduleSize: Int) -> [UInt8] {
        precondition((1...32).contains(moduleSize), "1 to 32 pixels a module")
        let pixels = (side + 2 * Self.quietZone) * moduleSize
        var rows: [UInt8] = []
        for y in 0..<pixels {
            // Each row begins with the kind of its filter: none.
            rows.append(0)
            var row = [UInt8](repeating: 0xFF, count: (pixels + 7) / 8)
            for x in 0..<pixels
            where isDark(
                column: x / moduleSize - Self.quietZone, row: y / moduleSize - Self.quietZone)
            {
                row[x / 8] &= ~(0x80 >> UInt8(x % 8))
            }
            rows += row
        }
        let size = PNGFile.number(UInt32(pixels))
        // One bit of grey a pixel; compression, filter and interlacing of the only kinds there are.
        return PNGFile.signature
            + PNGFile.chunk("IHDR", size + size + [1, 0, 0, 0, 0])
            + PNGFile.chunk("IDAT", PNGFile.stored(rows)) + PNGFile.chunk("IEND", [])
    }
}

private enum PNGFile {
    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    static func number(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
        let body = Array(name.utf8) + data
        return number(UInt32(data.count)) + body + number(checksum(body))
    }

    /// zlib's form (RFC 1950) around blocks that are stored as they are (RFC 1951).
    static func stored(_ data: [UInt8]) -> [UInt8] {
        var stream: [UInt8] = [0x78, 0x01]
        var rest = data[...]
        repeat {
            let block = rest.prefix(0xFFFF)
            rest = rest.dropFirst(block.count)
            let length = UInt16(block.count)
            stream.append(rest.isEmpty ? 1 : 0)
            for value in [length, ~length] {
                stream += [UInt8(value & 0xFF), UInt8(value >> 8)]
            }
            stream += block
        } while !rest.isEmpty
        return stream + number(adler(data))
    }

    private static func adler(_ data: [UInt8]) -> UInt32 {
        let sums = data.reduce((UInt32(1), UInt32(0))) { sums, byte in
            let first = (sums.0 + UInt32(byte)) % 65_521
            return (first, (sums.1 + first) % 65_521)
        }
        return sums.1 << 16 | sums.0
    }

    /// CRC-32 as PNG and Ethernet have it.
    private static func checksum(_ data: [UInt8]) -> UInt32 {
        ~data.reduce(UInt32.max) { sum, byte in
            var sum = sum ^ UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
            return sum
        }
    }
}
