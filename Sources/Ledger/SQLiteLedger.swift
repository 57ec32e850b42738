// The memory of this door: journal.db, which is the truth, and the snapshot in use, which is a
// cache. One actor on a thread of its own owns the writing connection; the views have their own
// thread and connections, so that a manager's page never delays a guest.

package import CheckinCore
import GRDB
package import Logging
package import Threads

package actor SQLiteLedger: DoorLedger, Acknowledgements, ThreadBound {
    package nonisolated let thread: WorkerThread
    package nonisolated let state: StateDirectory
    package nonisolated let views: LedgerViews
    nonisolated let staging: SnapshotStaging
    let connections: LedgerConnections
    let logger: Logger
    private var inUse: SnapshotInUse
    /// The rules as they were applied last, for when no list can be read.
    private(set) var rules: [ImportedEvent] = []
    private var configured: [EventID: Event] = [:]
    private var patience = Patience()
    var heardAsOf = HeardAsOf()
    /// Whether damage was found in the journal, now or in an earlier run: nothing is written to it
    /// any more, so nobody is admitted, until it was recovered.
    package private(set) var isDamaged: Bool

    /// Opens the journal for appending, or makes a new one for `device`. Throws `alreadyRunning`
    /// when another process has it open so. Removes ticket lists that are not in use. A damaged
    /// journal is left alone: the ledger opens all the same, and says so.
    ///
    /// - Parameter pageLimit: how large the journal may grow, in pages of 4 KiB; beyond it scans
    ///   fail as they do on a full disk. nil: as large as the disk.
    package static func open(
        _ state: StateDirectory, device: DeviceID,
        logger: Logger = Logger(label: "checkind.ledger"), pageLimit: Int? = nil
    ) async throws -> SQLiteLedger {
        let thread = WorkerThread(name: "ledger")
        let connections = try await LedgerOpening(thread: thread).open(
            state, device: device, pageLimit: pageLimit)
        return SQLiteLedger(
            state: state, thread: thread, connections: connections,
            staging: SnapshotStaging(state: state, device: device), logger: logger)
    }

    private init(
        state: StateDirectory, thread: WorkerThread, connections: LedgerConnections,
        staging: SnapshotStaging, logger: Logger
    ) {
        self.staging = staging
        self.state = state
        self.thread = thread
        self.connections = connections
        self.logger = logger
        isDamaged = connections.isDamaged
        inUse = SnapshotInUse(state: state, holding: true)
        views = LedgerViews(state: state)
    }

    package func record(
        _ scan: Scan, at post: Post, deciding decide: @escaping @Sendable (Facts) -> Answer
    ) throws -> Recorded {
        try write(connections.journal, at: scan.at) { db in
            let head = try JournalHead.read(db)
            let listed = listed(scan, post, active: head.snapshot, db)
            return try Recording(
                scan: scan, post: post, listed: listed, head: head, act: Act(at: post)
            ).run(db, deciding: decide)
        }
    }

    package func perform(
        _ instruction: Instruction, at post: Post,
        deciding decide: @escaping @Sendable (Presentation, Facts) -> Answer
    ) throws -> [Recorded] {
        try write(connections.journal, at: instruction.at) { db in
            let head = try JournalHead.read(db)
            return try Performing(
                instruction: instruction, post: post,
                look: { self.listed($0, post, active: head.snapshot, db) }, decide: decide,
                head: head
            ).run(db)
        }
    }

    package func acknowledge(_ number: AttemptNumber) throws {
        try write(connections.acknowledgements, at: nil) { db in
            // Whoever saw a repeat saw the admission that it says again.
            let statement = try db.cachedStatement(
                sql: """
                    INSERT OR IGNORE INTO seen SELECT ifnull(repeats, number) FROM attempt \
                    WHERE number = ? \
                    AND outcome IN (\(OutcomeKind.entryWords))
                    """)
            try statement.run([number.value])
        }
    }

    /// One transaction, which waits for another program's lock only while there is hope.
    func write<Value>(
        _ queue: DatabaseQueue, at moment: Timestamp?, _ work: (Database) throws -> Value
    ) throws -> Value {
        guard !isDamaged else { throw LedgerFault.journalCorrupt }
        let waits = patience.mayWait(at: moment)
        do {
            try requireWritable()
            let value = try LedgerFault.wrapping(.journal) {
                try queue.immediately(waiting: waits, work)
            }
            // A commit on a disk that has just become read-only is none.
            try requireWritable()
            patience.restore()
            return value
        } catch LedgerFault.journalBusy {
            patience.lose(waited: waits, at: moment)
            throw LedgerFault.journalBusy
        } catch LedgerFault.journalCorrupt {
            stopForGood()
            throw LedgerFault.journalCorrupt
        }
    }

    private func requireWritable() throws {
        if DiskState.isReadOnly(state.path) { throw LedgerFault.diskReadOnly }
    }

    /// Other pages may well be sound, but to go on would write into a file that nobody understands,
    /// and a restart would not know.
    private func stopForGood() {
        isDamaged = true
        state.markDamaged()
        logger.error("the journal is damaged: nobody is admitted until it was recovered")
    }

    /// Writes the rules of `events` over those of the ticket list in use, so that a changed
    /// configuration takes effect; makes an empty list when there is none yet.
    package func apply(_ events: [ImportedEvent]) async throws {
        guard events.count <= SnapshotWriter.maximumEvents else {
            throw LedgerFault.tooManyEvents(events.count)
        }
        rules = events
        configured = Dictionary(events.map { ($0.event.id, $0.event) }) { first, _ in first }
        guard !isDamaged else { return }
        StagedSnapshot.clean(state, keeping: events.map(\.event.id))
        // Our own look at the file would keep it from being written.
        inUse.forget()
        do {
            try EventRules.apply(events, in: state, journal: connections.journal)
        } catch LedgerFault.journalCorrupt {
            stopForGood()
        }
        await views.forget()
    }

    /// Writes what a page says of tickets, tiers and reservations into the list in use, and returns
    /// its number. Throws at once while somebody builds another list, or copies this one.
    func updateList(by page: FeedPage, at now: Timestamp) async throws -> Int {
        guard let active = try box().snapshot, state.exists(state.snapshot(active)) else {
            throw LedgerFault.snapshotMissing
        }
        // A list becomes one when it is whole for the first time.
        let isListed = inUse.using(active)?.event(page.event).map { $0.asOf != nil } ?? false
        var unusable = 0
        for piece in FeedList.pieces(of: page, at: now) {
            guard !piece.changes.isEmpty || (piece.wholeAsOf != nil && !isListed) else { continue }
            unusable += try write(piece, into: active)
            await views.forget()
            await Task.yield()
        }
        if unusable > 0 {
            logger.warning(
                "rows of the feed cannot be used",
                metadata: ["event": "\(page.event)", "rows": "\(unusable)"])
        }
        return active
    }

    private func write(_ piece: FeedList, into active: Int) throws -> Int {
        let lock = try DirectoryLock(.snapshot, in: state)
        return try withExtendedLifetime(lock) {
            guard try box().snapshot == active else { throw LedgerFault.importRunning }
            // Our own look at the file would keep it from being written.
            inUse.forget()
            return try piece.write(into: state.snapshot(active))
        }
    }

    /// The list of an event was removed, and there is no newer one.
    func isWiped(_ event: EventID) throws -> Bool {
        let listed = inUse.using(try box().snapshot)?.event(event)
        return listed.map { $0.asOf == nil && $0.wipedAt != nil } ?? false
    }

    /// Whose journal this is, and which ticket list is in use.
    package func box() throws -> Box {
        try LedgerFault.wrapping(.journal) { try connections.journal.inDatabase(Box.read) }
    }

    /// Why the ticket list in use cannot be read; nil when it can, or there is none. This is what
    /// the next scan will find, and a list that could not be read is tried again for it.
    package func snapshotFault() throws -> LedgerFault? {
        _ = inUse.using(try box().snapshot)
        return inUse.fault
    }

    /// A list that cannot be read says nothing here: what is recorded next says that it cannot.
    package func event(
        reserving code: ReservationCode, for post: Post, at now: Timestamp
    ) -> EventID? {
        guard let box = try? box(), let snapshot = inUse.using(box.snapshot, at: now) else {
            return nil
        }
        do {
            if try snapshot.reservation(code, of: post.event) != nil { return post.event }
            return try snapshot.event(reserving: code, besides: post.event, at: now)?.id
        } catch { return nil }
    }

    package func event(of number: AttemptNumber) -> EventID? {
        try? connections.journal.inDatabase { db in
            let statement = try db.cachedStatement(
                sql: "SELECT event FROM attempt WHERE number = ?")
            return try statement.first([number.value]) { $0.optionalText(0).flatMap(EventID.init) }
                ?? nil
        }
    }

    /// What the ticket list says about a scan. A list that cannot be read is no list: the scan is
    /// then recorded as unavailable, never as a fault of the guest's ticket.
    private func listed(
        _ scan: Scan, _ post: Post, active: Int?, _ db: Database
    ) -> Recording.Listed {
        guard let snapshot = inUse.using(active, at: scan.at) else { return unlisted(post) }
        var listed = unlisted(post)
        if let event = snapshot.event(post.event), event.asOf != nil || event.wipedAt != nil {
            listed.event = event.asOf == nil ? nil : event.event
            let heard = heardAsOf.look(for: post.event, list: active, db)
            listed.asOf = event.asOf.map { max($0, heard ?? $0) }
        }
        if case .reservation(let code) = scan.reading {
            return reserved(code, in: snapshot, listed, post, at: scan.at)
        }
        guard let claims = scan.claims else { return listed }
        if claims.event != post.event {
            listed.otherEvent = snapshot.event(claims.event)?.event.summary
        }
        do {
            if claims.scheme == .reservation {
                listed.reservation = try snapshot.reservation(
                    claims.ticket, of: claims.event)
                return listed
            }
            listed.ticket = try snapshot.ticket(claims.ticket, of: claims.event)
            if listed.ticket == nil, let group = GroupID(claims.ticket.text) {
                listed.group = try snapshot.tickets(ofGroup: group, in: claims.event)
            }
            return listed
        } catch {
            return giveUp(because: error, claims.ticket, of: claims.event, at: scan.at, post)
        }
    }

    /// Without a list: nothing, or the bare rules where the event goes on all the same.
    private func unlisted(_ post: Post) -> Recording.Listed {
        guard let event = configured[post.event], event.goesOnWithoutList(at: post.door) else {
            return Recording.Listed()
        }
        return Recording.Listed(event: event)
    }

    /// What the list says about a reservation's code: of another event only which one it is.
    private func reserved(
        _ code: ReservationCode, in snapshot: Snapshot, _ found: Recording.Listed, _ post: Post,
        at moment: Timestamp
    ) -> Recording.Listed {
        var listed = found
        do {
            listed.reservation = try snapshot.reservation(code, of: post.event)
            guard listed.reservation == nil else { return listed }
            listed.otherEvent = try snapshot.event(
                reserving: code, besides: post.event, at: moment)?.summary
            return listed
        } catch {
            return giveUp(because: error, nil, of: post.event, at: moment, post)
        }
    }

    private func giveUp(
        because error: any Error, _ ticket: TicketID?, of event: EventID, at moment: Timestamp,
        _ post: Post
    ) -> Recording.Listed {
        inUse.giveUp(because: error, lookingFor: ticket, of: event, at: moment)
        logger.error("the ticket list cannot be read", metadata: ["fault": "\(error)"])
        return unlisted(post)
    }
}

/// What an open ledger holds on to.
struct LedgerConnections: Sendable {
    let journal: DatabaseQueue
    let acknowledgements: DatabaseQueue
    let lock: DirectoryLock
    /// The journal is damaged: the connections lead to an empty one in memory.
    var isDamaged = false
}

/// Opens files on the ledger's thread: a migration or a recovery may take a while.
private actor LedgerOpening: ThreadBound {
    nonisolated let thread: WorkerThread

    init(thread: WorkerThread) { self.thread = thread }

    func open(
        _ state: StateDirectory, device: DeviceID, pageLimit: Int?
    ) throws -> LedgerConnections {
        let lock = try DirectoryLock(.daemon, in: state)
        do {
            return try open(state, device: device, pageLimit: pageLimit, lock: lock)
        } catch LedgerFault.journalCorrupt {
            state.markDamaged()
            let none = try JournalFile.openNothing(device: device)
            return LedgerConnections(
                journal: none, acknowledgements: none, lock: lock, isDamaged: true)
        }
    }

    private func open(
        _ state: StateDirectory, device: DeviceID, pageLimit: Int?, lock: DirectoryLock
    ) throws -> LedgerConnections {
        let journal = try JournalFile.openForWriting(state, device: device, pageLimit: pageLimit)
        let acknowledgements = try JournalFile.openForAcknowledging(state)
        try SnapshotCleaning.run(state, journal: journal)
        try state.removeDamageMark()
        return LedgerConnections(
            journal: journal, acknowledgements: acknowledgements, lock: lock)
    }
}
