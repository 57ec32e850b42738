// The files of a recovery, and how the new journal takes the damaged one's place. Whatever is cut
// off in the middle is taken up again by the next run; meanwhile the mark keeps every daemon from
// admitting anybody. It must never lose the damaged file: it is all the evidence there is.

import CheckinCore
import Foundation

extension StateDirectory {
    /// Made when damage is found, removed when a sound journal is in place: while it is there
    /// nobody is admitted.
    var damageMark: String { path + "/journal.damaged" }

    /// Where a new journal is made, and where a finished one waits to be put in place.
    var recovering: StateDirectory { StateDirectory(path: path + "/recovering") }
    var recovered: StateDirectory { StateDirectory(path: path + "/recovered") }

    /// Nobody is admitted until the journal was recovered.
    package var isMarkedDamaged: Bool { exists(damageMark) }

    /// Whoever moved a damaged journal away wants a new one.
    var hasDamagedJournal: Bool { isMarkedDamaged && exists(journal) }

    /// Best effort: a disk that cannot be written keeps everybody out by itself.
    func markDamaged() {
        try? createFile(damageMark)
        try? synchronize(path)
    }

    func removeDamageMark() throws {
        guard isMarkedDamaged else { return }
        do {
            try FileManager.default.removeItem(atPath: damageMark)
        } catch {
            throw LedgerFault.stateDirectoryUnusable
        }
        try synchronize(path)
    }

    /// An empty folder for a new journal, in the place of one that was never finished.
    func beginRecovery() throws -> StateDirectory {
        try Privileges.requireDropped(in: path)
        let files = FileManager.default
        do {
            if exists(recovering.path) { try files.removeItem(atPath: recovering.path) }
            try files.createDirectory(
                atPath: recovering.path, withIntermediateDirectories: false,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw LedgerFault.stateDirectoryUnusable
        }
        return recovering
    }

    /// Where a recovery writes down what it could not save, for a run that takes it up again.
    private var losses: String { path + "/losses.json" }

    /// The new journal is whole: from here on it will be put in place, whatever happens.
    func finishRecovery(_ losses: RecoveryReport.Losses) throws {
        let file = recovering.losses
        try recovering.createFile(file)
        do {
            try JSONEncoder().encode(losses).write(to: URL(fileURLWithPath: file))
        } catch {
            throw LedgerFault.diskFull
        }
        try synchronize(file)
        try synchronize(recovering.journal)
        try synchronize(recovering.path)
        guard FileNames.rename(recovering.path, to: recovered.path) else {
            throw LedgerFault.stateDirectoryUnusable
        }
        try synchronize(path)
    }

    /// A new journal is whole, and was not put in place to the end.
    var hasRecovered: Bool { exists(recovered.path) }

    /// What the finished recovery could not save.
    func recoveredLosses() -> RecoveryReport.Losses? {
        let file = URL(fileURLWithPath: recovered.losses)
        return (try? Data(contentsOf: file)).flatMap {
            try? JSONDecoder().decode(RecoveryReport.Losses.self, from: $0)
        }
    }

    /// Keeps the damaged files in a folder of their own and puts the new journal in their place.
    /// Returns the folder. Can be done again from wherever it was cut off.
    func replaceJournal() throws -> String {
        let files = FileManager.default
        let log = journal + "-wal"
        do {
            guard exists(recovered.journal) else { return newestDamaged }
            let folder = try keepDamaged()
            // Without its log first: a log beside a journal that is not its own would be taken for
            // one that is.
            for file in [log, journal + "-shm"] where exists(file) {
                try files.removeItem(atPath: file)
            }
            try synchronize(path)
            guard FileNames.rename(recovered.journal, to: journal) else {
                throw LedgerFault.stateDirectoryUnusable
            }
            try synchronize(path)
            return folder
        } catch is CocoaError {
            throw LedgerFault.stateDirectoryUnusable
        }
    }

    /// The new journal is in place and was looked at: guests may be admitted again.
    func endRecovery() throws {
        do {
            try FileManager.default.removeItem(atPath: recovered.path)
        } catch {
            throw LedgerFault.stateDirectoryUnusable
        }
        try removeDamageMark()
    }

    /// Second names for the damaged files, below the first `damaged-N` that is free; a run that was
    /// cut off after it is recognised by the journal that has two names already.
    private func keepDamaged() throws -> String {
        let files = FileManager.default
        var number = 1
        while exists(damaged(number)) {
            if isSameFile(journal, damaged(number) + "/journal.db") { return damaged(number) }
            number += 1
        }
        let folder = damaged(number)
        try files.createDirectory(
            atPath: folder, withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700])
        if exists(journal + "-wal") {
            try files.linkItem(atPath: journal + "-wal", toPath: folder + "/journal.db-wal")
        }
        try files.linkItem(atPath: journal, toPath: folder + "/journal.db")
        try synchronize(folder)
        return folder
    }

    private func damaged(_ number: Int) -> String { path + "/damaged-\(number)" }

    private var newestDamaged: String {
        var number = 1
        while exists(damaged(number + 1)) { number += 1 }
        return damaged(number)
    }

    private func isSameFile(_ left: String, _ right: String) -> Bool {
        func number(_ path: String) -> Int? {
            let attributes = try? FileManager.default.attributesOfItem(atPath: path)
            return attributes?[.systemFileNumber] as? Int
        }
        guard let left = number(left), let right = number(right) else { return false }
        return left == right
    }
}
