// The journal's way to the central server and back: our attempts go out in order, those of others
// come in. A page is taken in by small transactions with a breath between them, so that a guest
// waits for one of them at most.

package import CheckinCore
import GRDB
import Logging

extension SQLiteLedger: FeedStore {
    package func cursor(of event: EventID) throws -> FeedCursor {
        guard !isDamaged else { throw LedgerFault.journalCorrupt }
        return try LedgerFault.wrapping(.journal) {
            try connections.journal.inDatabase { try FeedTable.cursor($0, of: event) }
        }
    }

    /// Messages and people come first, then attempts, since nothing else may keep them away; then
    /// the ticket list; and the position last: whatever is cut off between is done again.
    package func apply(_ page: FeedPage, at now: Timestamp) async throws {
        try await take(
            page.changes, at: now,
            heard: HeardIntake(
                event: page.event, generation: page.generation,
                isWiped: try isWiped(page.event)))
        let list = try await updateList(by: page, at: now)
        try write(connections.journal, at: nil) { db in
            try ServerStaff.removeOthers(than: page, db)
            try FeedTable.move(db, to: page, list: list)
        }
        heardAsOf.forget()
    }

    /// What others did and said, into the journal.
    func take(
        _ changes: [FeedChange], at now: Timestamp, heard: HeardIntake
    ) async throws {
        let unusable = try await heard.take(changes) { work in
            try write(connections.journal, at: nil, work)
            await Task.yield()
        }
        if unusable > 0 {
            logger.warning(
                "people or messages of the feed cannot be used",
                metadata: ["event": "\(heard.event)", "entries": "\(unusable)"])
        }
        try await FeedIntake.take(changes, at: now) { work in
            try write(connections.journal, at: nil, work)
            await Task.yield()
        }
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
