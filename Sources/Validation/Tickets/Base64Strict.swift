// base64 (RFC 4648), strictly. Four spellings of a byte string exist and no more: the standard or
// the URL-safe alphabet, never both in one text, with the whole padding or with none of it.

package enum Base64Strict {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let pad = UInt8(ascii: "=")
    /// In `values`: not a character of either alphabet.
    private static let none: UInt8 = 0xFF
    /// In `values`: this character belongs to the standard or the URL-safe alphabet alone.
    private static let standardBit: UInt8 = 0x40
    private static let safeBit: UInt8 = 0x80
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: none, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        values[Int(UInt8(ascii: "+"))] = 62 | standardBit
        values[Int(UInt8(ascii: "/"))] = 63 | standardBit
        values[Int(UInt8(ascii: "-"))] = 62 | safeBit
        values[Int(UInt8(ascii: "_"))] = 63 | safeBit
        return values
    }()

    /// The standard alphabet, padded.
    package static func encode(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var rest = bytes[...]
        while let first = rest.popFirst() {
            let second = rest.popFirst()
            let third = rest.popFirst()
            let group = Int(first) << 16 | Int(second ?? 0) << 8 | Int(third ?? 0)
            text.append(alphabet[group >> 18])
            text.append(alphabet[group >> 12 & 63])
            text.append(second == nil ? pad : alphabet[group >> 6 & 63])
            text.append(third == nil ? pad : alphabet[group & 63])
        }
        return text
    }

    package static func decode(_ text: ArraySlice<UInt8>) throws(CodeDefect) -> [UInt8] {
        let body = try unpadded(text)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(body.count / 4 * 3 + 2)
        let values = values
        var kinds: UInt8 = 0
        var group: UInt32 = 0
        var bits: UInt32 = 0
        for index in body.indices {
            let value = values[Int(body[index])]
            guard value != none else { throw CodeDefect(.notBase64, at: index) }
            kinds |= value & (standardBit | safeBit)
            guard kinds != standardBit | safeBit else { throw CodeDefect(.notBase64, at: index) }
            group = group << 6 | UInt32(value & 0x3F)
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: group >> bits))
                group &= 1 << bits - 1
            }
        }
        guard group == 0 else { throw CodeDefect(.base64Tail, at: body.endIndex - 1) }
        return bytes
    }

    /// The text without its padding, which must be what its length asks for, or nothing.
    private static func unpadded(_ text: ArraySlice<UInt8>) throws(CodeDefect) -> ArraySlice<UInt8>
    {
        let body =
            text.last == pad
            ? text.dropLast().last == pad ? text.dropLast(2) : text.dropLast() : text
        let padding = text.count - body.count
        let tail = body.count % 4
        guard tail != 1, padding == 0 || tail + padding == 4 else {
            throw CodeDefect(.base64Padding, at: body.endIndex)
        }
        return body
    }
}
