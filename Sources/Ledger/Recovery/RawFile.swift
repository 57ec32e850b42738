// A file of SQLite's as bytes, for when SQLite itself cannot make sense of it. Read only. It must
// never be used on a database that this process has open: closing it would drop SQLite's locks.

import Foundation

final class RawFile {
    /// Of every database of ours: SQLite's default, which no line of the program changes.
    static let pageSize = 4_096

    let size: Int
    private let handle: FileHandle

    /// nil when it is not there, or cannot be opened.
    init?(_ path: String) {
        guard let handle = FileHandle(forReadingAtPath: path),
            let size = try? handle.seekToEnd()
        else { return nil }
        self.handle = handle
        self.size = Int(clamping: size)
    }

    deinit { try? handle.close() }

    /// nil beyond the end, and where the disk cannot read.
    func bytes(at offset: Int, count: Int) -> [UInt8]? {
        guard offset >= 0, count > 0, offset + count <= size else { return nil }
        do {
            try handle.seek(toOffset: UInt64(offset))
            var bytes: [UInt8] = []
            while bytes.count < count {
                guard let more = try handle.read(upToCount: count - bytes.count), !more.isEmpty
                else { return nil }
                bytes += more
            }
            return bytes
        } catch {
            return nil
        }
    }
}

extension [UInt8] {
    /// Whole numbers as SQLite's files have them; the bytes must be there.
    func bigEndian16(_ offset: Int) -> Int { Int(self[offset]) << 8 | Int(self[offset + 1]) }

    func bigEndian32(_ offset: Int) -> UInt32 {
        self[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }

    func littleEndian32(_ offset: Int) -> UInt32 {
        self[offset..<offset + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    mutating func setBigEndian32(_ value: UInt32, at offset: Int) {
        for index in 0..<4 {
            self[offset + index] = UInt8(truncatingIfNeeded: value >> ((3 - index) * 8))
        }
    }
}
