// Which pages in a write-ahead log count, by SQLite's rules (its page "Database File Format",
// section 4): those of whole transactions, up to the first frame whose checksum does not hold. It
// must never take a page of a transaction that was not committed.

struct WriteAheadLog {
    private static let headerSize = 32
    private static let frameHeaderSize = 24
    /// The last bit says in which order of bytes the checksums are computed.
    private static let magic: UInt32 = 0x377F_0682

    /// By page number, where the newest committed version begins.
    private(set) var offsets: [UInt32: Int] = [:]
    /// How many pages the database has after the last commit; nil without a commit.
    private(set) var pageCount: UInt32?

    /// Nothing counts when the file is no log, or its header is damaged.
    init(_ file: RawFile) {
        guard let header = file.bytes(at: 0, count: Self.headerSize),
            header.bigEndian32(0) & ~1 == Self.magic,
            header.bigEndian32(8) == UInt32(RawFile.pageSize)
        else { return }
        let isBigEndian = header.bigEndian32(0) & 1 == 1
        var sum = Sum(isBigEndian: isBigEndian)
        sum.add(header[0..<24])
        guard sum.matches(header, at: 24) else { return }
        let salt = header[16..<24]
        var pending: [UInt32: Int] = [:]
        var offset = Self.headerSize
        let length = Self.frameHeaderSize + RawFile.pageSize
        while let frame = file.bytes(at: offset, count: length) {
            sum.add(frame[0..<8])
            sum.add(frame[Self.frameHeaderSize...])
            guard frame[8..<16] == salt, sum.matches(frame, at: 16) else { return }
            pending[frame.bigEndian32(0)] = offset + Self.frameHeaderSize
            let committed = frame.bigEndian32(4)
            if committed > 0 {
                offsets.merge(pending) { _, newer in newer }
                pending = [:]
                pageCount = committed
            }
            offset += length
        }
    }
}

/// The checksum that runs through a log from its beginning.
private struct Sum {
    let isBigEndian: Bool
    private var first: UInt32 = 0
    private var second: UInt32 = 0

    init(isBigEndian: Bool) { self.isBigEndian = isBigEndian }

    /// A multiple of eight bytes.
    mutating func add(_ bytes: ArraySlice<UInt8>) {
        let bytes = Array(bytes)
        for offset in stride(from: 0, to: bytes.count, by: 8) {
            first &+= word(bytes, offset) &+ second
            second &+= word(bytes, offset + 4) &+ first
        }
    }

    func matches(_ bytes: [UInt8], at offset: Int) -> Bool {
        bytes.bigEndian32(offset) == first && bytes.bigEndian32(offset + 4) == second
    }

    private func word(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
        isBigEndian ? bytes.bigEndian32(offset) : bytes.littleEndian32(offset)
    }
}
