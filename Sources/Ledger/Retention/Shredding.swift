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

    /// Shreds every snapshot file whose number is not kept, and those that are still on their way.
    /// False when one could not be overwritten; it is removed nevertheless.
    func shredSnapshots(but isKept: (Int) -> Bool) -> Bool {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        var isWhole = true
        for name in names {
            guard let number = Self.snapshotNumber(name), !isKept(number) else { continue }
            isWhole = Shredder.shred(path + "/" + name) && isWhole
        }
        for file in stagedSnapshots() { isWhole = Shredder.shred(file) && isWhole }
        return (try? synchronize(path)) != nil && isWhole
    }

    /// Shreds the damaged journals that recoveries kept, and what an unfinished one left: staff's
    /// remarks are in them. False when one could not be overwritten; it is removed nevertheless.
    func shredDamagedJournals(before moment: Timestamp) -> Bool {
        var isWhole = true
        for folder in damagedJournals(before: moment) + [recovering.path] {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            for name in names { isWhole = Shredder.shred(folder + "/" + name) && isWhole }
            try? FileManager.default.removeItem(atPath: folder)
        }
        return (try? synchronize(path)) != nil && isWhole
    }

    /// The folders of damaged journals that were written last before `moment`.
    func damagedJournals(before moment: Timestamp) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.filter { $0.hasPrefix("damaged-") }.map { path + "/" + $0 }
            .filter { folder in
                written(folder + "/journal.db").map { $0 < moment } ?? true
            }
    }

    /// Whether a ticket list that was replaced before `moment` is still there.
    func hasReplacedList(_ active: Int?, before moment: Timestamp) -> Bool {
        guard let active, let written = written(snapshot(active)) else { return false }
        return written < moment && snapshotNumbers().contains { $0 != active }
    }

    private func written(_ file: String) -> Timestamp? {
        let attributes = try? FileManager.default.attributesOfItem(atPath: file)
        let date = attributes?[.modificationDate] as? Date
        return date.map { Timestamp(milliseconds: Int64($0.timeIntervalSince1970 * 1_000)) }
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
