// The journal's way out and that of others in, in a ledger without a disk.

package import CheckinCore

extension MemoryLedger: FeedStore, OutgoingJournal {
    package func heldByCentral() async throws -> AttemptNumber { journal.heldByCentral }

    package func batch(after number: AttemptNumber, limit: Int) async throws -> JournalBatch {
        journal.batch(after: number, limit: limit)
    }
}
