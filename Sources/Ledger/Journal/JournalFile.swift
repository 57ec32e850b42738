// Opens journal.db. Everyone who opens it does so here, so that every connection is durable, waits
// the same time for a lock, and holds to foreign keys.

import CheckinCore
import GRDB

enum JournalFile {
    /// How long a statement waits for another process's write, in seconds: an import names its
    /// snapshot, a checkpoint ends. A guest would rather see "one moment" than wait longer, and
    /// those behind do not wait again: see `Patience`.
    static let busyTimeout = 1.0

    /// Creates or migrates the journal, and checks that it is this device's. WAL, and an fsync at
    /// every commit: what was answered survives a power cut. A journal that is marked damaged is
    /// evidence: nobody writes there.
    static func openForWriting(
        _ state: StateDirectory, device: DeviceID, pageLimit: Int? = nil
    ) throws -> DatabaseQueue {
        guard !state.hasDamagedJournal else { throw LedgerFault.journalCorrupt }
        return try LedgerFault.wrapping(.journal) {
            try state.createFile(state.journal)
            var configuration = base(label: "journal")
            configuration.prepareDatabase { db in
                try db.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
                if let pageLimit { try db.execute(sql: "PRAGMA max_page_count = \(pageLimit)") }
            }
            let queue = try DatabaseQueue(path: state.journal, configuration: configuration)
            try queue.inDatabase { db in
                try JournalMigration.run(db, device: device)
                let found = try Box.read(db).device
                guard found == device else { throw LedgerFault.journalOfAnotherDevice(found) }
            }
            return queue
        }
    }

    /// An empty journal in memory, for a box whose own is damaged: everything that only asks goes
    /// on, and nothing may ever be written there.
    static func openNothing(device: DeviceID) throws -> DatabaseQueue {
        try LedgerFault.wrapping(.journal) {
            let queue = try DatabaseQueue(configuration: base(label: "no-journal"))
            try queue.inDatabase { try JournalMigration.run($0, device: device) }
            return queue
        }
    }

    /// For acknowledgements only: a commit that a power cut may undo, because being shown once
    /// more does no harm, and a second fsync per guest would.
    static func openForAcknowledging(_ state: StateDirectory) throws -> DatabaseQueue {
        try LedgerFault.wrapping(.journal) {
            var configuration = base(label: "acknowledgements")
            configuration.prepareDatabase { db in
                try db.execute(sql: "PRAGMA synchronous = NORMAL")
            }
            return try DatabaseQueue(path: state.journal, configuration: configuration)
        }
    }

    /// For whoever only looks; works beside a running daemon, in any process.
    static func openForReading(_ state: StateDirectory) throws -> DatabaseQueue {
        guard state.exists(state.journal) else { throw LedgerFault.journalMissing }
        return try LedgerFault.wrapping(.journal) {
            var configuration = base(label: "journal-reader")
            configuration.readonly = true
            let queue = try DatabaseQueue(path: state.journal, configuration: configuration)
            let version = try queue.inDatabase(JournalMigration.checkedVersion)
            guard version == JournalMigration.newest else { throw LedgerFault.journalMissing }
            return queue
        }
    }

    private static func base(label: String) -> Configuration {
        var configuration = Configuration()
        configuration.label = label
        configuration.busyMode = .timeout(busyTimeout)
        configuration.foreignKeysEnabled = true
        return configuration
    }
}
