// The configuration's rules, written into the ticket list in use. Done when the daemon starts;
// doors and the list itself are never touched.

import CheckinCore
import GRDB

enum EventRules {
    static func apply(
        _ events: [ImportedEvent], in state: StateDirectory, journal: DatabaseQueue
    ) throws {
        let active = try LedgerFault.wrapping(.journal) { try journal.inDatabase(Box.snapshot) }
        if let active, try update(events, in: state.snapshot(active), of: state) { return }
        let writer = try SnapshotWriter(state: state, active: active)
        try writer.write { db in
            for event in events { _ = try EventTable.upsert(event, in: db) }
            try db.execute(sql: SnapshotSchema.ticketIndex)
            try db.execute(sql: SnapshotSchema.numberIndex)
        }
        try writer.finish(activatingIn: journal)
    }

    /// False when the file is missing or damaged: it is then replaced by one without tickets,
    /// which says "no ticket list" instead of guessing.
    private static func update(
        _ events: [ImportedEvent], in path: String, of state: StateDirectory
    ) throws -> Bool {
        guard state.exists(path) else { return false }
        do {
            try LedgerFault.wrapping(.snapshot) {
                var configuration = Configuration()
                configuration.busyMode = .timeout(JournalFile.busyTimeout)
                let queue = try DatabaseQueue(path: path, configuration: configuration)
                try queue.inTransaction(.immediate) { db in
                    try Snapshot.checkFormat(db)
                    for event in events { _ = try EventTable.upsert(event, in: db) }
                    try EventTable.removeUnlisted(except: events.map(\.event.id), in: db)
                    let count = try Int.fetchOne(db, sql: "SELECT count(*) FROM event") ?? 0
                    guard count <= SnapshotWriter.maximumEvents else {
                        throw LedgerFault.tooManyEvents(count)
                    }
                    return .commit
                }
                try queue.close()
            }
            return true
        } catch LedgerFault.snapshotCorrupt {
            return false
        }
    }
}
