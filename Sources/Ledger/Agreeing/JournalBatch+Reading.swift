// Consecutive attempts of one life of the journal, as they go to the central server.

package import CheckinCore
import GRDB

extension LedgerViews {
    /// At most `limit` (1...`maximumBatch`) attempts.
    package func batch(after number: AttemptNumber, limit: Int) throws -> JournalBatch {
        let limit = min(max(limit, 1), Self.maximumBatch)
        return try read { db, _ in try JournalBatch.read(db, after: number, limit: limit) }
    }
}

extension JournalBatch {
    static func read(
        _ db: Database, after number: AttemptNumber, limit: Int
    ) throws -> JournalBatch {
        let lives = try Lives.read(db)
        var index = lives.index(of: number.next)
        var attempts: [Attempt] = []
        while true {
            let end = lives.end(of: index)
            attempts = try LedgerViews.attempts(
                db, after: number, through: end ?? AttemptNumber(.max), limit: limit)
            // Damage may have taken the last of a life: the next one goes on.
            guard attempts.isEmpty, let end else { break }
            index = lives.index(of: end.next)
        }
        var entries: [JournalEntry] = []
        var lost: [ClosedRange<Int64>] = []
        if let newest = attempts.last?.number {
            let listed = try PaymentTable.read(db, after: number, through: newest)
            let payments = Dictionary(listed.map { ($0.number, $0.payment) }) { first, _ in first }
            entries = attempts.map { JournalEntry(attempt: $0, payment: payments[$0.number]) }
            lost = try LostNumbers.attempts.read(db).filter {
                $0.overlaps(number.value + 1...newest.value)
            }
        }
        return JournalBatch(
            journal: JournalName(
                device: lives.device, incarnation: lives.all[index].incarnation),
            base: lives.all[index].base,
            previous: index > 0 ? lives.all[index - 1].incarnation : nil,
            lost: lost, entries: entries)
    }
}
