// A ledger without a disk, for tests: it answers like the one on SQLite, passes the same contract
// suite, and fails on demand. What it "committed" outlives it as a `MemoryJournal`. Its faults must
// never come unasked.

package import CheckinCore
internal import Validation

package actor MemoryLedger: DoorLedger, Acknowledgements, JournalReader {
    /// Where a commit fails.
    package enum CommitFailure: Sendable, CaseIterable {
        /// Nothing is stored, as on a full disk.
        case before
        /// Everything is stored and nobody is told, as in a power cut at the wrong moment.
        case after
    }

    /// What is on the pretended disk: hand it to another ledger to start again after a crash.
    package private(set) var journal: MemoryJournal
    package private(set) var list: TicketList?
    private var acknowledged = AttemptNumber(0)
    private var commits = 0
    private var failures: [Int: CommitFailure] = [:]

    package init(list: TicketList? = TicketList(), journal: MemoryJournal = MemoryJournal()) {
        self.list = list
        self.journal = journal
    }

    /// Makes the `count`th commit from now on fail; 1 is the next one.
    package func fail(_ failure: CommitFailure, atCommit count: Int = 1) {
        failures[commits + count] = failure
    }

    package func replaceList(_ list: TicketList?) { self.list = list }

    package func record(
        _ scan: Scan, at post: Post, deciding decide: @escaping @Sendable (Facts) -> Answer
    ) async throws -> Recorded {
        commits += 1
        let failure = failures.removeValue(forKey: commits)
        let facts = facts(for: scan, at: post)
        let answer = decide(facts)
        if failure == .before { throw MemoryLedgerFault.commitFailed }
        let attempt = Attempt(
            number: journal.nextNumber, at: scan.at,
            clock: HybridClock.next(after: journal.attempts.last?.clock, now: scan.at),
            timeTrusted: post.timeTrusted, door: post.door.id, direction: post.door.direction,
            source: scan.source, fingerprint: scan.fingerprint, claims: scan.claims,
            tier: facts.ticket?.tier.id, event: post.event, answer: answer)
        journal.append(attempt)
        if failure == .after { throw MemoryLedgerFault.commitFailed }
        return Recorded(
            attempt: attempt, ticket: facts.ticket,
            occupancy: occupancy(of: post.event, tier: facts.ticket?.tier.id))
    }

    package func acknowledge(_ number: AttemptNumber) async throws { journal.acknowledge(number) }

    package func attempts(after number: AttemptNumber, limit: Int) async throws -> [Attempt] {
        Array(journal.attempts.lazy.filter { $0.number > number }.prefix(max(0, limit)))
    }

    package func acknowledgedByCentral() async throws -> AttemptNumber { acknowledged }

    package func setAcknowledgedByCentral(_ number: AttemptNumber) { acknowledged = number }

    private func facts(for scan: Scan, at post: Post) -> Facts {
        let event = list?.events[post.event]
        guard let claims = scan.claims else {
            let occupancy = occupancy(of: post.event, tier: nil)
            return Facts(
                event: event, ticket: nil, otherEvent: nil,
                history: History(occupancy: occupancy, snapshotAsOf: list?.asOf))
        }
        let (id, claimed) = (claims.ticket, claims.event)
        let ticket = list?.ticket(id, of: claimed)
        let history = History(
            presence: journal.presence(of: id, in: claimed),
            recentPresentations: journal.recentPresentations(of: id, in: claimed, at: scan.at),
            unseen: journal.unseen(of: id, in: claimed, door: post.door.id, at: scan.at),
            occupancy: occupancy(of: post.event, tier: ticket?.tier.id),
            highestGeneration: journal.highestGeneration(of: id, in: claimed),
            snapshotAsOf: list?.asOf)
        return Facts(
            event: event, ticket: ticket,
            otherEvent: claimed == post.event ? nil : list?.events[claimed]?.summary,
            history: history)
    }

    private func occupancy(of event: EventID, tier: TierID?) -> Occupancy {
        let inside = journal.inside(event)
        return Occupancy(
            event: inside.count, tier: tier.map { tier in inside.values.count { $0 == tier } } ?? 0)
    }
}

package enum MemoryLedgerFault: Fault {
    case commitFailed

    package var code: String { "memory_commit_failed" }
    package var remedy: FaultRemedy { .retry }
    package var message: String { "The commit was told to fail" }
    package var hint: String { "This is a test's doing." }
}
