// The journal's way to the central server and back: our attempts go out in order, those of others
// come in. A page is taken in by small transactions with a breath between them, so that a guest
// waits for one of them at most.

package import CheckinCore
import GRDB

extension SQLiteLedger: FeedStore {
    /// How many attempts one transaction takes in: each is a few reads and writes, a flush of the
    /// disk is shared by all of them, and a scan may have to wait for them.
    static let attemptsAtOnce = 50

    package func cursor(of event: EventID) throws -> FeedCursor {
        guard !isDamaged else { throw LedgerFault.journalCorrupt }
        return try LedgerFault.wrapping(.journal) {
            try connections.journal.inDatabase { try FeedTable.cursor($0, of: event) }
        }
    }

    /// The ticket list is written first, and the position last of all, with the attempts: whatever
    /// is cut off between is done again.
    package func apply(_ page: FeedPage, at now: Timestamp) async throws {
        let list = try await updateList(by: page, at: now)
        var attempts: ArraySlice<ForeignAttempt> = page.changes.compactMap(\.attempt)[...]
        while attempts.count > Self.attemptsAtOnce {
            let some = Array(attempts.prefix(Self.attemptsAtOnce))
            attempts = attempts.dropFirst(Self.attemptsAtOnce)
            try write(connections.journal, at: nil) { db in
                try FeedTable.take(some, at: now, into: db)
            }
            await Task.yield()
        }
        let rest = Array(attempts)
        try write(connections.journal, at: nil) { db in
            try FeedTable.take(rest, at: now, into: db)
            try FeedTable.move(db, to: page, list: list)
        }
        heardAsOf.forget()
    }
}

extension SQLiteLedger: OutgoingJournal {
    package nonisolated func heldByCentral() async throws -> AttemptNumber {
        try await views.acknowledgedByCentral()
    }

    package nonisolated func batch(
        after number: AttemptNumber, limit: Int
    ) async throws -> JournalBatch {
        try await views.batch(after: number, limit: limit)
    }

    package func rememberHeld(through number: AttemptNumber) throws {
        try write(connections.journal, at: nil) { db in
            try db.execute(
                sql: """
                    UPDATE box SET held_by_central = \
                    max(0, min(?, (SELECT ifnull(max(number), 0) FROM attempt)))
                    """, arguments: [number.value])
        }
    }
}

extension FeedChange {
    fileprivate var attempt: ForeignAttempt? {
        if case .attempt(let attempt) = self { attempt } else { nil }
    }
}
