// Files of guests' data on their way out: overwritten, forced to the disk, then removed. What a
// disk keeps elsewhere of a block that was overwritten is beyond any program: SECURITY.md says so.

import CheckinCore
import Foundation

extension StateDirectory {
    /// There while a wipe is under way: whatever is not in use then is overwritten, not only
    /// removed.
    private var wipingMark: String { path + "/wiping" }

    var isWiping: Bool { exists(wipingMark) }

    func markWiping() throws {
        try createFile(wipingMark)
        try synchronize(wipingMark)
        try synchronize(path)
    }

    func unmarkWiping() { try? FileManager.default.removeItem(atPath: wipingMark) }

    /// Shreds every snapshot file whose number is not kept. False when one could not be
    /// overwritten;
    /// it is removed nevertheless.
    func shredSnapshots(but isKept: (Int) -> Bool) -> Bool {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        var isWhole = true
        for name in names {
            guard let number = Self.snapshotNumber(name), !isKept(number) else { continue }
            isWhole = Shredder.shred(path + "/" + name) && isWhole
        }
        return (try? synchronize(path)) != nil && isWhole
    }
}

enum Shredder {
    /// Bytes written at a time.
    private static let chunk = 1 << 20

    /// False when something could not be overwritten; it is removed nevertheless.
    static func shred(_ path: String) -> Bool {
        let isOverwritten = overwrite(path)
        return (try? FileManager.default.removeItem(atPath: path)) != nil && isOverwritten
    }

    private static func overwrite(_ path: String) -> Bool {
        guard let file = FileHandle(forUpdatingAtPath: path) else { return false }
        defer { try? file.close() }
        do {
            var left = try file.seekToEnd()
            try file.seek(toOffset: 0)
            let zeros = Data(count: chunk)
            while left > 0 {
                let count = min(left, UInt64(chunk))
                try file.write(contentsOf: zeros.prefix(Int(count)))
                left -= count
            }
            try file.synchronize()
            return true
        } catch {
            return false
        }
    }
}
