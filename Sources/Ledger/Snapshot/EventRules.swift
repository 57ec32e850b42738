// The configuration's rules, written into the ticket list in use. Done when the daemon starts;
// doors and the list itself are never touched.

import CheckinCore
import GRDB

enum EventRules {
    static func apply(
        _ events: [ImportedEvent], in state: StateDirectory, journal: DatabaseQueue
    ) throws {
        let active = try LedgerFault.wrapping(.journal) { try journal.inDatabase(Box.snapshot) }
        if let active {
            if isInForce(events, in: try? Snapshot.open(active, in: state)) { return }
            if try update(events, in: state.snapshot(active), of: state) { return }
        }
        let writer = try SnapshotWriter(state: state, journal: journal)
        // An import that ended since the first look has a list that must not be replaced by none.
        if let newer = writer.active, newer != active,
            try update(events, in: state.snapshot(newer), of: state)
        {
            return
        }
        try writer.write { db in
            for event in events { _ = try EventTable.upsert(event, in: db) }
            for index in SnapshotSchema.indexes { try db.execute(sql: index) }
        }
        try writer.finish()
    }

    /// Whether writing would change nothing. Nothing is written then: a box whose disk is full must
    /// be able to start.
    private static func isInForce(_ events: [ImportedEvent], in snapshot: Snapshot?) -> Bool {
        guard let snapshot else { return false }
        let named = Set(events.map(\.event.id))
        return snapshot.allEvents.allSatisfy { $0.asOf != nil || named.contains($0.event.id) }
            && events.allSatisfy { imported in
                guard let listed = snapshot.event(imported.event.id) else { return false }
                let tiers = Set(listed.tiers.map(\.own))
                return listed.own == SaidEvent(event: imported.event, said: imported.said)
                    && imported.tiers.allSatisfy { tier in
                        tiers.contains(SaidTier(tier: tier, said: imported.said(of: tier.id)))
                    }
            }
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
                // An event that goes takes its guests' reservations with it.
                configuration.prepareDatabase { db in
                    try db.execute(sql: "PRAGMA secure_delete = ON")
                }
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
