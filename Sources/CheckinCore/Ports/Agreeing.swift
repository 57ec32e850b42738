// What carries the journal elsewhere, and what others did here, may ask of the ledger. Neither of
// them may ever make a scan wait.

/// One attempt with what belongs to it, as it goes to the central server.
package struct JournalEntry: Hashable, Sendable {
    package let attempt: Attempt
    /// Of an attempt by which money was taken.
    package let payment: Payment?

    package init(attempt: Attempt, payment: Payment? = nil) {
        self.attempt = attempt
        self.payment = payment
    }
}

/// Consecutive attempts of one life of the journal.
package struct JournalBatch: Hashable, Sendable {
    package let journal: JournalName
    /// This life begins after that number: what comes before belongs to `previous`.
    package let base: AttemptNumber
    package let previous: Incarnation?
    /// Numbers that damage took and that never come, of this life.
    package let lost: [ClosedRange<Int64>]
    /// In the order of their numbers, without gaps but for those that are lost.
    package let entries: [JournalEntry]

    package init(
        journal: JournalName, base: AttemptNumber = AttemptNumber(0),
        previous: Incarnation? = nil, lost: [ClosedRange<Int64>] = [], entries: [JournalEntry]
    ) {
        self.journal = journal
        self.base = base
        self.previous = previous
        self.lost = lost
        self.entries = entries
    }
}

/// The journal in order, for whoever carries it to the central server.
package protocol OutgoingJournal: Sendable {
    /// The highest number the central server holds; 0 when none.
    func heldByCentral() async throws -> AttemptNumber
    /// What follows `number`, of one life of the journal and at most `limit` attempts; without
    /// entries when there is nothing to send.
    func batch(after number: AttemptNumber, limit: Int) async throws -> JournalBatch
    /// The central server holds everything up to `number`, or less than was believed.
    func rememberHeld(through number: AttemptNumber) async throws
}

/// What others did and what changed, on its way into the ledger.
package protocol FeedStore: Sendable {
    /// From where the feed of `event` is to be asked for.
    func cursor(of event: EventID) async throws -> FeedCursor
    /// Takes a page in, with its position, in one transaction a file. Throws a `Fault` and leaves
    /// the cursor where it was when it cannot: the same page may then be applied once more. `now`
    /// keeps a clock that runs far ahead from moving ours.
    func apply(_ page: FeedPage, at now: Timestamp) async throws
}

/// Where a bulk snapshot lies while it comes, and how it becomes the ticket list in use. What lies
/// there survives a restart, and nobody uses it before `finish`.
package protocol SnapshotStore: Sendable {
    /// How many bytes of the snapshot are here already, from its beginning; what is here of another
    /// one of the same event goes. nil: none is wanted of this event, whose guests were forgotten.
    /// Throws a `Fault` when there is no room for it.
    func staged(_ offer: SnapshotOffer) async throws -> Int64?
    /// Takes what follows the first `position` bytes; what is here behind them is dropped.
    func stage(_ bytes: [UInt8], of offer: SnapshotOffer, at position: Int64) async throws
    /// Builds a ticket list from what is here, beside the one in use, takes in what others did, and
    /// puts the list in use with the cursor of the snapshot. Guests are let in all the while.
    /// Throws, and leaves the list in use and its cursor as they were, when it cannot; `now` keeps
    /// a clock that runs far ahead from moving ours.
    func finish(
        _ offer: SnapshotOffer, by reader: any SnapshotReader, at now: Timestamp
    ) async throws
    /// What is here of any snapshot of the event goes.
    func discard(of event: EventID) async throws
}
