// What pages and the sync agent may look at, on connections and a thread of its own. Read only: it
// must never write, and nothing it does may delay a scan.

package import CheckinCore
import GRDB
package import Threads

package actor LedgerViews: VenueView, ConflictView, JournalReader, ThreadBound {
    /// The most rows a page may ask for at once.
    package static let maximumRows = 500
    /// The most attempts a reader gets at once: some 300 kB.
    package static let maximumBatch = 1_000

    package nonisolated let thread = WorkerThread(name: "ledger-views")
    private let state: StateDirectory
    private var queue: DatabaseQueue?
    private var inUse: SnapshotInUse

    package init(state: StateDirectory) {
        self.state = state
        inUse = SnapshotInUse(state: state, holding: false)
    }

    package func events() throws -> [Event] {
        try read { _, snapshot in snapshot?.allEvents.map(\.event) ?? [] }
    }

    package func standing(of event: EventID, at now: Timestamp) throws -> Standing? {
        try read { db, snapshot in
            guard let listed = snapshot?.event(event) else { return nil }
            return try StandingQuery(listed: listed, now: now).run(db)
        }
    }

    package func newestAttempts(before: AttemptNumber?, limit: Int) throws -> [AttemptRow] {
        let limit = min(max(limit, 1), Self.maximumRows)
        return try read { db, snapshot in
            let statement = try db.cachedStatement(
                sql: """
                    SELECT \(AttemptColumns.list) FROM attempt WHERE number < ? \
                    ORDER BY number DESC LIMIT ?
                    """)
            let attempts = try Self.attempts(statement, [before?.value ?? .max, limit])
            return attempts.map { attempt in
                // A damaged ticket list costs the names, never the attempts.
                let ticket = attempt.claims.flatMap { claims in
                    try? snapshot?.ticket(claims.ticket, of: claims.event)
                }
                return AttemptRow(attempt: attempt, ticket: ticket)
            }
        }
    }

    package func attempts(after number: AttemptNumber, limit: Int) throws -> [Attempt] {
        let limit = min(max(limit, 1), Self.maximumBatch)
        return try read { db, _ in try Self.attempts(db, after: number, limit: limit) }
    }

    package func acknowledgedByCentral() throws -> AttemptNumber {
        try read { db, _ in try Box.read(db).heldByCentral }
    }

    /// Reads the ticket list anew at the next look: its rules have changed.
    func forget() { inUse.forget() }

    static func attempts(
        _ db: Database, after number: AttemptNumber,
        through last: AttemptNumber = AttemptNumber(.max), limit: Int
    ) throws -> [Attempt] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT \(AttemptColumns.list) FROM attempt WHERE number > ? AND number <= ? \
                ORDER BY number LIMIT ?
                """)
        return try attempts(statement, [number.value, last.value, limit])
    }

    private static func attempts(
        _ statement: Statement, _ arguments: StatementArguments
    ) throws -> [Attempt] {
        let rows = try Row.fetchCursor(statement, arguments: arguments)
        var attempts: [Attempt] = []
        while let row = try rows.next() { attempts.append(try AttemptColumns.read(row)) }
        return attempts
    }

    /// One consistent look at the journal, with the ticket list that it names.
    func read<Value>(_ look: (Database, Snapshot?) throws -> Value) throws -> Value {
        if queue == nil { queue = try JournalFile.openForReading(state) }
        guard let queue else { throw LedgerFault.journalMissing }
        return try LedgerFault.wrapping(.journal) {
            try queue.read { db in try look(db, inUse.using(try Box.snapshot(db))) }
        }
    }
}

extension SQLiteLedger: VenueView, ConflictView, JournalReader {
    package nonisolated func events() async throws -> [Event] { try await views.events() }

    package nonisolated func standing(
        of event: EventID, at now: Timestamp
    ) async throws -> Standing? {
        try await views.standing(of: event, at: now)
    }

    package nonisolated func newestAttempts(
        before: AttemptNumber?, limit: Int
    ) async throws -> [AttemptRow] {
        try await views.newestAttempts(before: before, limit: limit)
    }

    package nonisolated func conflicts(of event: EventID) async throws -> [ConflictRow] {
        try await views.conflicts(of: event)
    }

    package nonisolated func attempts(
        after number: AttemptNumber, limit: Int
    ) async throws -> [Attempt] {
        try await views.attempts(after: number, limit: limit)
    }

    package nonisolated func acknowledgedByCentral() async throws -> AttemptNumber {
        try await views.acknowledgedByCentral()
    }
}
