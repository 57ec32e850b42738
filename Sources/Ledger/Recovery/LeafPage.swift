// The rows on one leaf page of a table, read without SQLite (its page "Database File Format",
// sections 1.6 and 2): what a damaged page elsewhere made unreachable is still there. Every byte
// may be wrong: a row that makes no sense is left out, and it must never read outside of the page.

import GRDB

/// A row as it lies in the file; the column of an INTEGER PRIMARY KEY is NULL there.
struct RawRow {
    let id: Int64
    let values: [DatabaseValue]
}

struct LeafPage {
    private static let tableLeaf: UInt8 = 13
    /// On the first page of a file, before the page's own header.
    private static let fileHeaderSize = 100
    /// The longest row of ours has a refusal's facts in it, some hundred bytes; more than this is
    /// damage.
    private static let maximumRowSize = 1 << 20

    private let bytes: [UInt8]
    private let start: Int

    /// nil when the page is no leaf of a table. `bytes` are a whole page.
    init?(_ bytes: [UInt8], number: UInt32) {
        start = number == 1 ? Self.fileHeaderSize : 0
        guard bytes.count == RawFile.pageSize, bytes[start] == Self.tableLeaf else { return nil }
        self.bytes = bytes
    }

    /// `overflow` has the pages on which long rows go on.
    func rows(overflow: (UInt32) -> [UInt8]?) -> [RawRow] {
        let count = bytes.bigEndian16(start + 3)
        let pointers = start + 8
        guard pointers + count * 2 <= bytes.count else { return [] }
        return (0..<count).compactMap { row(bytes.bigEndian16(pointers + $0 * 2), overflow) }
    }

    private func row(_ offset: Int, _ overflow: (UInt32) -> [UInt8]?) -> RawRow? {
        var reader = ByteReader(bytes, at: offset)
        guard let size = reader.variable(), let id = reader.variable(),
            (1...Int64(Self.maximumRowSize)).contains(size),
            let payload = payload(Int(size), &reader, overflow), let values = Self.record(payload)
        else { return nil }
        return RawRow(id: id, values: values)
    }

    /// The bytes of a row, of which a long one has only the first on its page.
    private func payload(
        _ size: Int, _ reader: inout ByteReader, _ overflow: (UInt32) -> [UInt8]?
    ) -> [UInt8]? {
        let usable = RawFile.pageSize
        guard size > usable - 35 else { return reader.take(size) }
        let least = (usable - 12) * 32 / 255 - 23
        let fitting = least + (size - least) % (usable - 4)
        guard var payload = reader.take(fitting <= usable - 35 ? fitting : least),
            var next = reader.take(4)?.bigEndian32(0)
        else { return nil }
        while payload.count < size {
            guard let page = overflow(next), page.count == usable else { return nil }
            payload += page[4..<4 + min(usable - 4, size - payload.count)]
            next = page.bigEndian32(0)
        }
        return payload
    }

    private static func record(_ payload: [UInt8]) -> [DatabaseValue]? {
        var header = ByteReader(payload, at: 0)
        guard let size = header.variable(), size <= payload.count, size >= 1 else { return nil }
        var body = ByteReader(payload, at: Int(size))
        var values: [DatabaseValue] = []
        while header.offset < Int(size) {
            guard let kind = header.variable(), let value = body.value(kind) else { return nil }
            values.append(value)
        }
        return header.offset == Int(size) ? values : nil
    }
}

/// Reads on and on, and never beyond the end.
private struct ByteReader {
    private let bytes: [UInt8]
    private(set) var offset: Int

    init(_ bytes: [UInt8], at offset: Int) {
        self.bytes = bytes
        self.offset = offset
    }

    mutating func take(_ count: Int) -> [UInt8]? {
        guard count >= 0, offset >= 0, count <= bytes.count - offset else { return nil }
        defer { offset += count }
        return Array(bytes[offset..<offset + count])
    }

    /// A number of one to nine bytes.
    mutating func variable() -> Int64? {
        var value: UInt64 = 0
        for index in 0..<9 {
            guard offset >= 0, offset < bytes.count else { return nil }
            let byte = bytes[offset]
            offset += 1
            if index == 8 { return Int64(bitPattern: value << 8 | UInt64(byte)) }
            value = value << 7 | UInt64(byte & 0x7F)
            if byte < 0x80 { return Int64(bitPattern: value) }
        }
        return nil
    }

    /// A column's value by its kind; nil for what no column of ours holds.
    mutating func value(_ kind: Int64) -> DatabaseValue? {
        switch kind {
        case 0: return .null
        case 1...4: return integer(Int(kind))
        case 5: return integer(6)
        case 6: return integer(8)
        case 8: return Int64(0).databaseValue
        case 9: return Int64(1).databaseValue
        case 13... where kind % 2 == 1:
            guard let length = Int(exactly: (kind - 13) / 2), let text = take(length) else {
                return nil
            }
            return String(validating: text, as: UTF8.self)?.databaseValue
        default: return nil
        }
    }

    private mutating func integer(_ count: Int) -> DatabaseValue? {
        guard let bytes = take(count) else { return nil }
        let start: Int64 = bytes[0] >= 0x80 ? -1 : 0
        return bytes.reduce(start) { $0 << 8 | Int64($1) }.databaseValue
    }
}
