// Removes guests' data from the box: the tickets of events, and what staff wrote about people. The
// journal's attempts stay, since they hold ids. Retention does it by date, ops by command, and a
// revocation at once. It must never leave half a list in use, and never touch an event that it was
// not told to wipe.

package import CheckinCore
import GRDB

package struct Wipe: Sendable {
    package enum Scope: Hashable, Sendable {
        case events(Set<EventID>)
        /// Every list, and every remark.
        case all
    }

    private let scope: Scope
    private let now: Timestamp
    private let remarks: Remarks.Selection
    private let heard: HeardNames.Selection
    /// Damaged journals go that were written last before this moment: nobody can tell whose remarks
    /// are in them.
    private let damagedBefore: Timestamp

    /// `now` is written beside the events: when their lists were wiped.
    package init(_ scope: Scope, at now: Timestamp) {
        self.init(scope, at: now, damagedBefore: Timestamp(milliseconds: .max)) { event, _ in
            switch scope {
            case .all: true
            case .events(let events): event.map(events.contains) ?? false
            }
        } heard: { event in
            switch scope {
            case .all: true
            case .events(let events): events.contains(event)
            }
        }
    }

    init(
        _ scope: Scope, at now: Timestamp, damagedBefore: Timestamp,
        remarks: @escaping Remarks.Selection, heard: @escaping HeardNames.Selection
    ) {
        self.heard = heard
        self.damagedBefore = damagedBefore
        self.scope = scope
        self.now = now
        self.remarks = remarks
    }

    /// What there is to remove; nothing is changed.
    package func preview(in state: StateDirectory) throws -> WipeReport {
        let journal = try JournalFile.openForReading(state)
        return try LedgerFault.wrapping(.journal) {
            try journal.read { db in
                let active = try Box.snapshot(db)
                let listed = try active.map { try Snapshot.open($0, in: state).allEvents } ?? []
                return WipeReport(
                    events: listed.filter(isWiped).map(\.event.id),
                    remarks: try Remarks.count(db, remarks), snapshot: active)
            }
        }
    }

    /// Works beside a running daemon, which leaves the old list within seconds. Blocks for as long
    /// as the lists that stay take to copy: on a thread of its own, please.
    ///
    /// Interrupted, it leaves the old list in use or the new one, and a mark: the next start, or
    /// the next wipe, removes what was left over. Throws `LedgerFault`.
    @discardableResult
    package func run(in state: StateDirectory, device: DeviceID) throws -> WipeReport {
        if scope == .all, state.hasDamagedJournal { try shredBesideDamage(state) }
        let journal = try JournalFile.openForWriting(state, device: device)
        let writer = try SnapshotWriter(state: state, journal: journal)
        try state.markWiping()
        let removed = try LedgerFault.wrapping(.journal) {
            try HeardNames.remove(heard, from: journal)
            return try Remarks.remove(remarks, from: journal)
        }
        // An import leaves the list before it behind, and finishing would only unlink that one.
        let isOldGone = state.shredSnapshots { $0 == writer.active || $0 == writer.number }
        let wiped = try replaceList(writer)
        let list = wiped.isNew ? writer.number : writer.active
        var isGone = state.shredSnapshots { $0 == list || $0 == writer.number }
        isGone = state.shredDamagedJournals(before: damagedBefore) && isGone
        try LedgerFault.wrapping(.journal) { try Remarks.settle(journal) }
        state.unmarkWiping()
        guard isOldGone, isGone else { throw LedgerFault.wipeIncomplete }
        return WipeReport(events: wiped.events, remarks: removed, snapshot: list)
    }

    /// A journal that is marked damaged cannot be written, and its remarks go after its recovery;
    /// the lists need not wait for it.
    private func shredBesideDamage(_ state: StateDirectory) throws {
        let lock = try DirectoryLock(.snapshot, in: state)
        let gone = withExtendedLifetime(lock) {
            [
                state.shredSnapshots { _ in false },
                state.shredDamagedJournals(before: damagedBefore),
            ]
        }
        guard !gone.contains(false) else { throw LedgerFault.wipeIncomplete }
    }

    /// Puts a list without the tickets in use. Nothing is written when no list has to go.
    private func replaceList(
        _ writer: SnapshotWriter
    ) throws -> (events: [EventID], isNew: Bool) {
        let old = try current(writer)
        let wiped = old?.allEvents.filter(isWiped) ?? []
        let isUnreadable = writer.active != nil && old == nil
        guard !wiped.isEmpty || isUnreadable else { return ([], false) }
        try build(writer, from: old?.allEvents ?? [])
        try writer.finish()
        return (wiped.map(\.event.id), true)
    }

    /// Fills the new list: rules of every event, tickets of those that stay.
    private func build(_ writer: SnapshotWriter, from listed: [ListedEvent]) throws {
        try writer.write { db in
            for event in listed {
                let key = try EventTable.upsert(event.imported, in: db).event
                try EventTable.mark(key, wipedAt: isWiped(event) ? now : event.wipedAt, in: db)
            }
        }
        let kept = listed.filter { $0.asOf != nil && !isWiped($0) }.map(\.event.id)
        let reserved = listed.filter { $0.reservationsAsOf != nil && !isWiped($0) }
        let keeping = try ListKeeping(
            writer: writer, events: kept, reservations: reserved.map(\.event.id)
        ).run()
        // A list of others that cannot be read is not ours to lose.
        guard keeping.lost.isEmpty, keeping.lostReservations.isEmpty else {
            throw LedgerFault.snapshotCorrupt
        }
        try writer.write { db in
            for index in SnapshotSchema.indexes { try db.execute(sql: index) }
        }
    }

    /// The list in use. One that cannot be read is in the way of nothing but a choice of events.
    private func current(_ writer: SnapshotWriter) throws -> Snapshot? {
        guard let active = writer.active else { return nil }
        do {
            return try Snapshot.open(active, in: writer.state)
        } catch {
            if scope == .all { return nil }
            throw error
        }
    }

    private func isWiped(_ listed: ListedEvent) -> Bool {
        guard listed.hasGuests else { return false }
        return switch scope {
        case .all: true
        case .events(let events): events.contains(listed.event.id)
        }
    }
}

package struct WipeReport: Hashable, Sendable {
    /// Events that had a list and have none now.
    package let events: [EventID]
    package let remarks: Int
    /// The number of the list in use; nil before the first.
    package let snapshot: Int?
}
