// The files of the ledger and what they are called. It must never open journal.db itself: closing
// any descriptor of it would drop SQLite's locks on it in this process.

import CheckinCore
import Foundation

package struct StateDirectory: Hashable, Sendable {
    package let path: String

    package init(path: String) { self.path = path }

    package var journal: String { path + "/journal.db" }

    func snapshot(_ number: Int) -> String { path + "/snapshot-\(number).db" }
    func unfinishedSnapshot(_ number: Int) -> String { snapshot(number) + ".part" }

    func exists(_ file: String) -> Bool { FileManager.default.fileExists(atPath: file) }

    /// Creates an empty file that only its owner may read, unless it exists. Root must have become
    /// the directory's owner before: see `Privileges`.
    func createFile(_ file: String) throws {
        try Privileges.requireDropped(in: path)
        switch PrivateFile.create(file) {
        case 0, EEXIST: return
        case ENOSPC, EDQUOT: throw LedgerFault.diskFull
        default: throw LedgerFault.stateDirectoryUnusable
        }
    }

    /// Forces a file, or the directory itself, to the disk.
    func synchronize(_ file: String) throws {
        guard let handle = FileHandle(forReadingAtPath: file), fsync(handle.fileDescriptor) == 0
        else { throw LedgerFault.snapshotFailed(0) }
    }

    /// The numbers of all snapshot files, finished or not.
    func snapshotNumbers() -> Set<Int> {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return Set(names.compactMap(Self.snapshotNumber))
    }

    /// Removes every snapshot file but the active one. Best effort: a file that stays is tried
    /// again at the next start.
    func removeSnapshots(except active: Int?) {
        removeSnapshots { number, isFinished in number != active || !isFinished }
    }

    /// Removes the snapshot files older than `number`, finished or not. Best effort.
    func removeSnapshots(before number: Int) {
        removeSnapshots { older, _ in older < number }
    }

    private func removeSnapshots(where isUnused: (Int, _ isFinished: Bool) -> Bool) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        for name in names {
            guard let number = Self.snapshotNumber(name) else { continue }
            guard isUnused(number, !name.contains(".part")) else { continue }
            try? FileManager.default.removeItem(atPath: path + "/" + name)
        }
    }

    /// `snapshot-12.db`, `snapshot-12.db.part`, `snapshot-12.db-journal` → 12.
    static func snapshotNumber(_ name: String) -> Int? {
        guard name.hasPrefix("snapshot-") else { return nil }
        let rest = name.dropFirst("snapshot-".count)
        guard let dot = rest.firstIndex(of: "."), rest[dot...].hasPrefix(".db") else { return nil }
        return Int(rest[..<dot])
    }
}

extension StateDirectory {
    /// Forces the finished file to the disk, gives it its name, and forces the name to the disk.
    func publishSnapshot(_ number: Int) throws {
        try synchronize(unfinishedSnapshot(number))
        do {
            try FileManager.default.moveItem(
                atPath: unfinishedSnapshot(number), toPath: snapshot(number))
        } catch {
            throw LedgerFault.snapshotFailed(0)
        }
        try synchronize(path)
    }

    func removeSnapshot(_ number: Int) {
        try? FileManager.default.removeItem(atPath: snapshot(number))
    }

    func removeUnfinishedSnapshot(_ number: Int) {
        try? FileManager.default.removeItem(atPath: unfinishedSnapshot(number))
    }
}
