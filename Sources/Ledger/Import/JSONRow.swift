// One line of newline-delimited JSON: an object of plain values (RFC 8259). No tree is built: the
// bytes of each value go straight to their column.

import CheckinCore

struct JSONRow {
    /// How deep a value may be nested that is passed over.
    private static let maximumDepth = 8

    private let kind: ListKind
    private let bytes: [UInt8]
    private let passesOverUnknown: Bool
    private var index = 0

    /// A file with a column that nobody knows is a mistake of whoever made it; a server may say
    /// more than we know.
    static func read(
        _ record: [UInt8], of kind: ListKind, into fields: inout RowFields,
        passingOverUnknown: Bool = false
    ) throws {
        fields.clear()
        var row = JSONRow(kind: kind, bytes: record, passesOverUnknown: passingOverUnknown)
        try row.object(into: &fields)
    }

    private init(kind: ListKind, bytes: [UInt8], passesOverUnknown: Bool) {
        self.kind = kind
        self.bytes = bytes
        self.passesOverUnknown = passesOverUnknown
    }

    private mutating func object(into fields: inout RowFields) throws {
        var seen: UInt32 = 0
        skipSpace()
        try expect(UInt8(ascii: "{"))
        skipSpace()
        if peek() == UInt8(ascii: "}") {
            index += 1
        } else {
            repeat {
                skipSpace()
                try string(into: &fields)
                let column = ListColumn(bytes: fields.current).flatMap { kind.has($0) ? $0 : nil }
                guard column != nil || passesOverUnknown else {
                    throw RowRejection(
                        .unknownColumn(nearest: ListColumn.nearest(to: fields.current, of: kind)))
                }
                fields.end(nil)
                skipSpace()
                try expect(UInt8(ascii: ":"))
                skipSpace()
                if let column {
                    let bit: UInt32 = 1 << UInt32(column.index)
                    guard seen & bit == 0 else { throw RowRejection(.repeatedColumn(column)) }
                    seen |= bit
                    try value(into: &fields)
                } else {
                    try passOver(into: &fields, depth: 0)
                }
                fields.end(column?.index)
                skipSpace()
            } while consume(UInt8(ascii: ","))
            try expect(UInt8(ascii: "}"))
        }
        skipSpace()
        guard index == bytes.count else { throw RowRejection(.notAnObject) }
    }

    /// Any value; its text is dropped by the caller.
    private mutating func passOver(into fields: inout RowFields, depth: Int) throws {
        guard depth < Self.maximumDepth, let next = peek() else {
            throw RowRejection(.notAnObject)
        }
        switch next {
        case UInt8(ascii: "t"): for byte in "true".utf8 { try expect(byte) }
        case UInt8(ascii: "f"): for byte in "false".utf8 { try expect(byte) }
        case UInt8(ascii: "["), UInt8(ascii: "{"):
            let isObject = next == UInt8(ascii: "{")
            let end = UInt8(ascii: isObject ? "}" : "]")
            index += 1
            skipSpace()
            if consume(end) { return }
            repeat {
                skipSpace()
                if isObject {
                    try string(into: &fields)
                    skipSpace()
                    try expect(UInt8(ascii: ":"))
                    skipSpace()
                }
                try passOver(into: &fields, depth: depth + 1)
                skipSpace()
            } while consume(UInt8(ascii: ","))
            try expect(end)
        default: try value(into: &fields)
        }
    }

    private mutating func value(into fields: inout RowFields) throws {
        guard let next = peek() else { throw RowRejection(.notAnObject) }
        switch next {
        case UInt8(ascii: "\""):
            try string(into: &fields)
        case UInt8(ascii: "n"):
            // An absent value.
            for byte in "null".utf8 { try expect(byte) }
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            number(into: &fields)
        default:
            throw RowRejection(.notAnObject)
        }
    }

    /// Digits and whatever else a number may hold; the column decides whether it makes sense.
    private mutating func number(into fields: inout RowFields) {
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"),
                UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
                fields.append(bytes[index])
                index += 1
            default: return
            }
        }
    }

    private mutating func string(into fields: inout RowFields) throws {
        try expect(UInt8(ascii: "\""))
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\""): return
            case UInt8(ascii: "\\"): try escape(into: &fields)
            case 0..<0x20: throw RowRejection(.notAnObject)
            default: fields.append(byte)
            }
        }
        throw RowRejection(.notAnObject)
    }

    private mutating func escape(into fields: inout RowFields) throws {
        guard index < bytes.count else { throw RowRejection(.notAnObject) }
        let byte = bytes[index]
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): fields.append(byte)
        case UInt8(ascii: "b"): fields.append(0x08)
        case UInt8(ascii: "f"): fields.append(0x0C)
        case UInt8(ascii: "n"): fields.append(0x0A)
        case UInt8(ascii: "r"): fields.append(0x0D)
        case UInt8(ascii: "t"): fields.append(0x09)
        case UInt8(ascii: "u"): fields.append(try scalar())
        default: throw RowRejection(.notAnObject)
        }
    }

    /// `\uXXXX`, or two of them that make one character.
    private mutating func scalar() throws -> Unicode.Scalar {
        let first = try unit()
        guard UTF16.isLeadSurrogate(first) else {
            guard let scalar = Unicode.Scalar(first) else { throw RowRejection(.notUTF8) }
            return scalar
        }
        try expect(UInt8(ascii: "\\"))
        try expect(UInt8(ascii: "u"))
        let second = try unit()
        guard UTF16.isTrailSurrogate(second) else { throw RowRejection(.notUTF8) }
        return UTF16.decode(UTF16.EncodedScalar([first, second]))
    }

    private mutating func unit() throws -> UInt16 {
        guard index + 4 <= bytes.count else { throw RowRejection(.notAnObject) }
        var unit: UInt16 = 0
        for byte in bytes[index..<index + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw RowRejection(.notAnObject)
            }
            unit = unit << 4 | UInt16(digit)
        }
        index += 4
        return unit
    }

    private func peek() -> UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func consume(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        index += 1
        return true
    }

    private mutating func expect(_ byte: UInt8) throws {
        guard consume(byte) else { throw RowRejection(.notAnObject) }
    }

    private mutating func skipSpace() {
        while let byte = peek(), byte == 0x20 || byte == 0x09 || byte == 0x0D { index += 1 }
    }
}
