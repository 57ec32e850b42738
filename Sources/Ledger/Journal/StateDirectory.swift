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

    /// Creates an empty file that only its owner may read, unless it exists. Made by root, it goes
    /// to the owner of the directory: `sudo checkind import` must not lock the daemon out.
    func createFile(_ file: String) throws {
        do {
            try Data().write(to: URL(fileURLWithPath: file), options: .withoutOverwriting)
        } catch CocoaError.fileWriteFileExists {
            return
        } catch CocoaError.fileWriteOutOfSpace {
            throw LedgerFault.diskFull
        } catch {
            throw LedgerFault.stateDirectoryUnusable
        }
        do {
            var attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
            if geteuid() == 0 {
                let owner = try FileManager.default.attributesOfItem(atPath: path)
                attributes[.ownerAccountID] = owner[.ownerAccountID]
                attributes[.groupOwnerAccountID] = owner[.groupOwnerAccountID]
            }
            try FileManager.default.setAttributes(attributes, ofItemAtPath: file)
        } catch {
            throw LedgerFault.stateDirectoryUnusable
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
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        for name in names {
            guard let number = Self.snapshotNumber(name) else { continue }
            if number == active, !name.contains(".part") { continue }
            try? FileManager.default.removeItem(atPath: path + "/" + name)
        }
    }

    /// `snapshot-12.db`, `snapshot-12.db.part`, `snapshot-12.db-journal` → 12.
    private static func snapshotNumber(_ name: String) -> Int? {
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

    func removeUnfinishedSnapshot(_ number: Int) {
        try? FileManager.default.removeItem(atPath: unfinishedSnapshot(number))
    }
}
