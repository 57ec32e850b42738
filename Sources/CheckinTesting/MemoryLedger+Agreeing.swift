// The journal's way out and that of others in, in a ledger without a disk.

package import CheckinCore

extension MemoryLedger: OutgoingJournal {
    package func heldByCentral() async throws -> AttemptNumber { try await acknowledgedByCentral() }

    package func batch(after number: AttemptNumber, limit: Int) async throws -> JournalBatch {
        let payments = Dictionary(
            journal.payments.map { ($0.number, $0.payment) },
            uniquingKeysWith: { first, _ in first })
        let entries = try await attempts(after: number, limit: limit).map {
            JournalEntry(attempt: $0, payment: payments[$0.number])
        }
        return JournalBatch(journal: journal.name, entries: entries)
    }

    package func rememberHeld(through number: AttemptNumber) async throws {
        let newest = AttemptNumber(Int64(journal.attempts.count))
        setAcknowledged(min(max(number, AttemptNumber(0)), newest))
    }
}

extension MemoryLedger: FeedStore {
    package func cursor(of event: EventID) async throws -> FeedCursor {
        cursors[event] ?? FeedCursor()
    }

    package func apply(_ page: FeedPage, at now: Timestamp) async throws {
        for case .attempt(let foreign) in page.changes { hear(foreign, at: now) }
        cursors[page.event] = FeedCursor(generation: page.generation, position: page.position)
    }
}
