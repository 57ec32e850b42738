// Looks for events whose guests' data has outlived its purpose, and removes it. On a thread of its
// own: a long list takes seconds to copy.

package import CheckinCore
import GRDB
package import Threads

package actor Retention: ThreadBound {
    /// When the daemon has long left a list that was replaced.
    private static let settling: Duration = .hours(1)

    package nonisolated let thread = WorkerThread(name: "retention")
    private let state: StateDirectory
    private let device: DeviceID

    package init(state: StateDirectory, device: DeviceID) {
        self.state = state
        self.device = device
    }

    /// Removes what is due at `now`, and ends what a power cut interrupted. nil when nothing was.
    /// Does not write where there is nothing to remove.
    package func run(_ rule: RetentionRule, at now: Timestamp) throws -> WipeReport? {
        let journal = try JournalFile.openForReading(state)
        let (wipe, isNeeded) = try LedgerFault.wrapping(.journal) {
            try journal.read { db in try plan(rule, at: now, db) }
        }
        try journal.close()
        return isNeeded ? try wipe.run(in: state, device: device) : nil
    }

    /// Every list and every remark, now: the box has been revoked.
    package func removeAll(at now: Timestamp) throws -> WipeReport {
        try Wipe(.all, at: now).run(in: state, device: device)
    }

    private func plan(
        _ rule: RetentionRule, at now: Timestamp, _ db: Database
    ) throws -> (wipe: Wipe, isNeeded: Bool) {
        let listed = try events(db)
        let due = try listed.filter { event in
            let lastEntry = try Self.lastEntry(db, event.event.id, before: now)
            return rule.isDue(event, lastEntry: lastEntry, at: now)
        }
        let over = Set(due.map(\.event.id))
        let current = Set(listed.map(\.event.id)).subtracting(over)
        let oldest = now - rule.span
        // What belongs to no event of this box any more goes by its own age.
        let remarks: Remarks.Selection = { event, at in
            guard let event else { return at < oldest }
            return over.contains(event) || (!current.contains(event) && at < oldest)
        }
        let heard: HeardNames.Selection = { !current.contains($0) }
        let lists = due.filter(\.hasGuests).map(\.event.id)
        let isNeeded =
            try !lists.isEmpty || Remarks.count(db, remarks) > 0 || state.isWiping
            || !HeardNames.events(db, heard).isEmpty
            || state.hasReplacedList(Box.snapshot(db), before: now - Self.settling)
            || !state.damagedJournals(before: oldest).isEmpty
        let wipe = Wipe(
            .events(Set(lists)), at: now, damagedBefore: oldest, remarks: remarks,
            heard: heard)
        return (wipe, isNeeded)
    }

    private func events(_ db: Database) throws -> [ListedEvent] {
        guard let active = try Box.snapshot(db) else { return [] }
        return try Snapshot.open(active, in: state).allEvents
    }

    /// A minute of the future is a clock that ran ahead, and says nothing.
    private static func lastEntry(
        _ db: Database, _ event: EventID, before now: Timestamp
    ) throws -> Timestamp? {
        try Int64.fetchOne(
            db, sql: "SELECT max(minute) FROM arrival WHERE event = ? AND minute <= ?",
            arguments: [event.text, now.milliseconds]
        ).map(Timestamp.init(milliseconds:))
    }
}
