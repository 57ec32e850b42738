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

    /// How many tickets are looked at anew at once when everybody counted as outside elsewhere.
    static let ticketsAtOnce = 100

    /// Messages and people come first, then attempts, since nothing else may keep them away; then
    /// the ticket list; and the position last: whatever is cut off between is done again.
    package func apply(_ page: FeedPage, at now: Timestamp) async throws {
        try await takeHeard(page)
        let attempts = page.changes.compactMap(\.attempt)
        for start in stride(from: 0, to: attempts.count, by: Self.attemptsAtOnce) {
            let some = Array(attempts[start...].prefix(Self.attemptsAtOnce))
            try write(connections.journal, at: nil) { db in
                try FeedTable.take(some, at: now, into: db)
            }
            await Task.yield()
        }
        for event in Set(attempts.filter { $0.attempt.act.kind == .clearOut }.map(\.attempt.event))
        {
            if let event { try await standAnew(event) }
        }
        let list = try await updateList(by: page, at: now)
        try write(connections.journal, at: nil) { db in
            try ServerStaff.removeOthers(than: page, db)
            try FeedTable.move(db, to: page, list: list)
        }
        heardAsOf.forget()
    }

    /// Makes anew where the tickets of an event stand, some at a time: a guest waits for some only.
    private func standAnew(_ event: EventID) async throws {
        var last: TicketID?
        repeat {
            let after = last
            last = try write(connections.journal, at: nil) { db in
                try Retelling.standAnew(
                    event, after: after, limit: Self.ticketsAtOnce, in: db)
            }
            await Task.yield()
        } while last != nil
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
