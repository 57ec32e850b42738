// Builds a ticket list beside the one in use, and puts it in use at the very end. Until then it is
// a `.part` file that nobody reads: whatever goes wrong before leaves everything as it was.

import CheckinCore
import GRDB

/// Single use, on the thread that made it.
final class SnapshotWriter {
    /// A box stands at one door of one event; a festival's days and halls are some dozens.
    static let maximumEvents = 64
    /// Pages of 4 KiB that SQLite may keep, and sort in, while a list is built: 32 MiB.
    static let cachePages = 8_192

    let number: Int
    let state: StateDirectory
    /// The list in use; nobody can change it while this writer lives.
    let active: Int?
    private let lock: DirectoryLock
    private let journal: DatabaseQueue
    private let queue: DatabaseQueue
    private var isFinished = false

    /// Which list is in use is read once the lock is held: an import that has just ended counts.
    init(state: StateDirectory, journal: DatabaseQueue) throws {
        lock = try DirectoryLock(.snapshot, in: state)
        self.state = state
        self.journal = journal
        active = try LedgerFault.wrapping(.journal) { try journal.inDatabase(Box.snapshot) }
        number = max(state.snapshotNumbers().max() ?? 0, active ?? 0) + 1
        let path = state.unfinishedSnapshot(number)
        try state.createFile(path)
        queue = try LedgerFault.wrapping(.snapshot) {
            var configuration = Configuration()
            configuration.label = "snapshot-writer"
            // Checked by us row by row, and once more for the whole file at the end.
            configuration.foreignKeysEnabled = false
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.inDatabase { db in
                // Nothing here is worth anything until it is whole: one fsync at the end, and a
                // journal in memory only, for indexes that turn out not to be unique. It holds
                // changed pages, and an import only adds new ones.
                try db.execute(
                    sql: """
                        PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;
                        PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = \(Self.cachePages);
                        PRAGMA application_id = \(SnapshotSchema.applicationID);
                        PRAGMA user_version = \(SnapshotSchema.version);
                        """)
                try db.execute(sql: SnapshotSchema.tables)
                try db.execute(sql: SearchIndex.tables)
                try db.execute(sql: ReservationTable.tables)
                try db.execute(sql: LateNames.tables)
                try db.execute(sql: ServerRules.table)
            }
            return queue
        }
        // Whoever is offline now would not hear them again.
        if let active, let known = try? Snapshot.open(active, in: state) {
            try write { try ServerRules.copy(from: known, to: $0) }
        }
    }

    deinit {
        guard !isFinished else { return }
        try? queue.close()
        state.removeUnfinishedSnapshot(number)
    }

    /// Ends what is being done to the unfinished file, from any thread: an index of a million rows
    /// takes longer than a stop may.
    var interruption: @Sendable () -> Void {
        { [queue] in queue.interrupt() }
    }

    /// Runs `work` in one transaction on the unfinished file.
    func write<Value>(_ work: (Database) throws -> Value) throws -> Value {
        try LedgerFault.wrapping(.snapshot) {
            try queue.inDatabase { db in
                try db.beginTransaction(.immediate)
                do {
                    let value = try work(db)
                    try db.commit()
                    return value
                } catch {
                    try? db.rollback()
                    throw error
                }
            }
        }
    }

    /// Counts, makes findable, checks and closes the file, forces it to the disk under its own
    /// name, and names it the active one in a journal transaction: between two scans. The list
    /// that was in use stays beside it, since the daemon may just be looking into it; those before
    /// it go.
    ///
    /// - Parameter activate: writes into the journal what belongs to the list, in that transaction;
    ///   when it throws, the list that was in use stays.
    func finish(_ activate: (Database) throws -> Void = { _ in }) throws {
        try LedgerFault.wrapping(.snapshot) {
            try queue.inDatabase { db in
                try db.execute(sql: SnapshotSchema.countSold)
                let orphans = try Row.fetchOne(db, sql: "PRAGMA foreign_key_check")
                guard orphans == nil else { throw LedgerFault.snapshotCorrupt }
                try SearchIndex.build(db)
                try Self.checkIndexes(db)
                try SearchIndex.check(db)
            }
            try queue.close()
        }
        try state.publishSnapshot(number)
        isFinished = true
        do {
            try LedgerFault.wrapping(.journal) {
                try journal.inTransaction(.immediate) { db in
                    try activate(db)
                    try db.execute(sql: "UPDATE box SET snapshot = ?", arguments: [number])
                    return .commit
                }
            }
        } catch {
            // Guests' names are in it, and nobody would ever look there again.
            state.removeSnapshot(number)
            throw error
        }
        if let active { state.removeSnapshots(before: active) }
    }

    /// The table and its indexes must agree on how many tickets there are.
    private static func checkIndexes(_ db: Database) throws {
        let counts = "SELECT count(*), count(group_id) FROM ticket NOT INDEXED"
        guard let row = try Row.fetchOne(db, sql: counts),
            try count(db, "INDEXED BY ticket_by_id") == row.integer(0),
            try count(db, "INDEXED BY ticket_by_number") == row.integer(0),
            try count(db, "INDEXED BY ticket_by_group WHERE group_id IS NOT NULL")
                == row.integer(1)
        else { throw LedgerFault.snapshotCorrupt }
    }

    private static func count(_ db: Database, _ way: String) throws -> Int64? {
        try Int64.fetchOne(db, sql: "SELECT count(*) FROM ticket \(way)")
    }
}
