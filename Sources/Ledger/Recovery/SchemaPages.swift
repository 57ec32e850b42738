// The pages that name the tables of a journal, from a new one: a damaged file whose own are lost
// gets
// them, since every journal of this program is made the same way. It must never be laid over a file
// whose rows have not been read yet: an older program may have made it in another order.

struct SchemaPages {
    private static let tableInterior: UInt8 = 5
    private static let fileHeaderSize = 100
    /// Of an interior page: its own header, and where that has its last child.
    private static let headerSize = 12
    private static let lastChild = 8

    /// By number.
    let pages: [UInt32: [UInt8]]

    /// Empty when the file cannot be read.
    init(of path: String) {
        guard let file = RawFile(path), let first = Self.page(1, of: file) else {
            pages = [:]
            return
        }
        var pages = [UInt32(1): first]
        for child in Self.children(of: first) { pages[child] = Self.page(child, of: file) }
        self.pages = pages
    }

    private static func page(_ number: UInt32, of file: RawFile) -> [UInt8]? {
        file.bytes(at: (Int(number) - 1) * RawFile.pageSize, count: RawFile.pageSize)
    }

    /// The pages below the first one; a schema of ours never has more than these two levels.
    private static func children(of first: [UInt8]) -> [UInt32] {
        let start = fileHeaderSize
        guard first[start] == tableInterior else { return [] }
        let cells = (0..<first.bigEndian16(start + 3)).map {
            first.bigEndian16(start + headerSize + $0 * 2)
        }
        return cells.map(first.bigEndian32) + [first.bigEndian32(start + lastChild)]
    }
}
