// Makes a new journal of whatever can be read of a damaged one, and puts it in its place. Numbers
// stay what they were; where one is lost there is a gap that the journal itself names, and a new
// incarnation, so that no number ever means two attempts. The damaged files are kept, always.

package import CheckinCore
import GRDB

package enum JournalRecovery {
    /// Recovers the journal of `state`, or finds nothing wrong with it. Needs a stopped daemon, and
    /// room for two more journals. Blocks for minutes with millions of attempts.
    package static func run(
        _ state: StateDirectory, device: DeviceID
    ) throws -> RecoveryReport {
        let daemon = try DirectoryLock(.daemon, in: state)
        let importing = try DirectoryLock(.snapshot, in: state)
        return try withExtendedLifetime((daemon, importing)) {
            if state.hasRecovered { return try putInPlace(state) }
            guard state.exists(state.journal) else { throw LedgerFault.journalMissing }
            if let sound = try soundness(state) {
                try state.removeDamageMark()
                return .sound(sound)
            }
            state.markDamaged()
            try state.finishRecovery(try rebuild(state, device: device))
            return try putInPlace(state)
        }
    }

    typealias Losses = RecoveryReport.Losses

    /// nil when anything about the journal is not as it must be.
    private static func soundness(_ state: StateDirectory) throws -> Verification? {
        do {
            let verification = try JournalVerifier.verify(state)
            return verification.isSound ? verification : nil
        } catch LedgerFault.journalBusy {
            throw LedgerFault.journalBusy
        } catch LedgerFault.notAJournal {
            throw LedgerFault.notAJournal
        } catch let fault as LedgerFault {
            if case .journalNewer = fault { throw fault }
            return nil
        }
    }

    /// Makes the new journal beside the old one, which is only read.
    static func rebuild(_ state: StateDirectory, device: DeviceID) throws -> Losses {
        let folder = try state.beginRecovery()
        let copy = try LedgerFault.wrapping(.journal) {
            try JournalCopy(of: state, to: folder.path + "/copy.db")
        }
        try folder.createFile(folder.journal)
        var losses = Losses()
        try LedgerFault.wrapping(.journal) {
            let queue = try DatabaseQueue(path: folder.journal, configuration: configuration)
            try queue.inDatabase { db in
                try JournalMigration.run(db, device: device)
                losses = try Rebuilding(
                    db: db, copy: copy, schema: SchemaPages(of: folder.journal), device: device,
                    list: state.snapshotNumbers().filter { state.exists(state.snapshot($0)) }.max()
                ).run()
            }
            try queue.close()
        }
        copy.remove()
        return losses
    }

    /// Nothing in the new file is worth anything until it is whole; then it is forced to the disk.
    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "journal-recovery"
        // An attempt may refer to one that is lost.
        configuration.foreignKeysEnabled = false
        configuration.prepareDatabase { db in
            try db.execute(
                sql: """
                    PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; \
                    PRAGMA locking_mode = EXCLUSIVE; \
                    PRAGMA cache_size = \(SnapshotWriter.cachePages);
                    """)
        }
        return configuration
    }

    /// What does not agree in the new journal is told and in nobody's way: there is no better one.
    private static func putInPlace(_ state: StateDirectory) throws -> RecoveryReport {
        let losses = state.recoveredLosses() ?? Losses()
        let folder = try state.replaceJournal()
        let tail = try JournalTail(state)
        let verification = try JournalVerifier.verify(state)
        let report = RecoveryReport(
            outcome: .replaced(damaged: folder), incarnation: verification.box.incarnation,
            attempts: verification.attempts, newest: try tail.newest(), losses: losses,
            differences: verification.differences)
        try state.endRecovery()
        return report
    }
}
