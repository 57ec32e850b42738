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
    private let ticket: @Sendable ([UInt8]) -> Ticket?
    private var commits = 0
    private var failures: [Int: CommitFailure] = [:]

    /// - Parameter ticket: reads a row of a feed; nil: it is of no use.
    package init(
        list: TicketList? = TicketList(), journal: MemoryJournal = MemoryJournal(),
        ticket: @escaping @Sendable ([UInt8]) -> Ticket? = { _ in nil }
    ) {
        self.list = list
        self.journal = journal
        self.ticket = ticket
    }

    /// Makes the `count`th commit from now on fail; 1 is the next one.
    package func fail(_ failure: CommitFailure, atCommit count: Int = 1) {
        failures[commits + count] = failure
    }

    package func replaceList(_ list: TicketList?) { self.list = list }

    package func record(
        _ scan: Scan, at post: Post, deciding decide: @escaping @Sendable (Facts) -> Answer
    ) async throws -> Recorded {
        let failure = nextFailure()
        let facts = facts(for: scan, at: post)
        let answer = decide(facts)
        if failure == .before { throw MemoryLedgerFault.commitFailed }
        let recorded = append(
            answer, to: scan, facts, at: post, act: Act(at: post))
        if failure == .after { throw MemoryLedgerFault.commitFailed }
        return recorded
    }

    package func perform(
        _ instruction: Instruction, at post: Post,
        deciding decide: @escaping @Sendable (Presentation, Facts) -> Answer
    ) async throws -> [Recorded] {
        let failure = nextFailure()
        let before = journal
        do {
            let recorded = try carryOut(instruction, at: post, deciding: decide)
            if failure == .before { throw MemoryLedgerFault.commitFailed }
            if failure == .after { throw MemoryLedgerFault.commitUnheard }
            return recorded
        } catch MemoryLedgerFault.commitUnheard {
            throw MemoryLedgerFault.commitFailed
        } catch {
            journal = before
            throw error
        }
    }

    private func nextFailure() -> CommitFailure? {
        commits += 1
        return failures.removeValue(forKey: commits)
    }

    func append(
        _ answer: Answer, to scan: Scan, _ facts: Facts, at post: Post, act: Act
    ) -> Recorded {
        let tier = facts.ticket?.tier.id
        let claims = subject(of: scan, at: post) ?? reserved(scan, at: post)?.claims
        func written(after isKnown: (Attempt) -> Bool) -> Attempt {
            Attempt(
                number: journal.nextNumber, at: scan.at,
                clock: journal.nextClock(at: scan.at, after: isKnown),
                timeTrusted: post.timeTrusted, door: post.door.id, direction: post.door.direction,
                source: scan.source, fingerprint: scan.fingerprint, claims: claims, tier: tier,
                event: post.event, area: post.door.leads(in: facts.event), answer: answer,
                act: act)
        }
        var attempt = written { _ in false }
        if attempt.isPassage, let claims {
            attempt = written { known in
                known.act.kind == .clearOut
                    ? known.event == claims.event
                    : known.isPassage && known.claims?.ticket == claims.ticket
                        && known.claims?.event == claims.event
            }
        }
        journal.append(attempt)
        return Recorded(
            attempt: attempt, ticket: facts.ticket,
            occupancy: journal.occupancy(of: post.event, tier: tier, area: post.door.area).told,
            reservation: answer.reason == RefusalCode.reservationLocked.rawValue
                ? nil : facts.history.reservation?.reservation)
    }

    func append(_ attempt: Attempt) { journal.append(attempt) }

    func take(_ payment: Payment, at number: AttemptNumber) {
        journal.append(payment, at: number)
    }

    func restore(_ earlier: MemoryJournal) { journal = earlier }

    package func event(of number: AttemptNumber) -> EventID? { journal.attempt(number)?.event }

    package func acknowledge(_ number: AttemptNumber) async throws { journal.acknowledge(number) }

    package func attempts(after number: AttemptNumber, limit: Int) async throws -> [Attempt] {
        Array(journal.attempts.lazy.filter { $0.number > number }.prefix(max(0, limit)))
    }

    package func acknowledgedByCentral() async throws -> AttemptNumber { journal.heldByCentral }

    package func rememberHeld(through number: AttemptNumber) async throws {
        journal.rememberHeld(through: number)
    }

    package func cursor(of event: EventID) async throws -> FeedCursor {
        journal.cursors[event] ?? FeedCursor()
    }

    package func apply(_ page: FeedPage, at now: Timestamp) async throws {
        var attempts: [ForeignAttempt] = []
        for change in page.changes {
            switch change {
            case .attempt(let foreign): attempts.append(foreign)
            case .ticket(_, let row?): if let ticket = ticket(row) { list?.put(ticket) }
            case .ticket(_, nil), .reservation, .other: break
            }
        }
        journal.hear(attempts, at: now)
        journal.cursors[page.event] = FeedCursor(
            generation: page.generation, position: page.position)
    }

    func facts(for scan: Scan, at post: Post) -> Facts {
        if case .reservation(let code) = scan.reading {
            return facts(forReservation: code, of: scan, at: post)
        }
        let event = list?.events[post.event]
        guard let claims = subject(of: scan, at: post) else {
            let occupancy = journal.occupancy(of: post.event, tier: nil, area: post.door.area)
            return Facts(
                event: event, ticket: nil, otherEvent: nil,
                history: History(
                    occupancy: occupancy, snapshotAsOf: list?.asOf, emergency: journal.emergency))
        }
        let (id, claimed) = (claims.ticket, claims.event)
        let ticket = claims == scan.claims ? list?.ticket(id, of: claimed) : nil
        let history = History(
            presence: journal.presence(of: id, in: claimed),
            recentPresentations: journal.recentPresentations(of: id, in: claimed, at: scan.at),
            unseen: journal.unseen(of: id, in: claimed, door: post.door.id, at: scan.at),
            occupancy: journal.occupancy(
                of: post.event, tier: ticket?.tier.id, area: post.door.area),
            highestGeneration: journal.highestGeneration(of: id, in: claimed),
            snapshotAsOf: list?.asOf, emergency: journal.emergency,
            group: ticket == nil ? groupStanding(id, in: claimed) : nil, venue: scan.venue)
        return Facts(
            event: event, ticket: ticket,
            otherEvent: claimed == post.event ? nil : list?.events[claimed]?.summary,
            history: history)
    }

    /// What a scan claims; at an exit a group's code is the first of its tickets that is inside.
    private func subject(of scan: Scan, at post: Post) -> Claims? {
        guard post.door.direction == .exit, let claims = scan.claims,
            list?.ticket(claims.ticket, of: claims.event) == nil
        else { return scan.claims }
        let leaving = members(of: claims.ticket, in: claims.event).sorted().first {
            journal.presence(of: $0, in: claims.event).isInside
        }
        return leaving.map { claims.leaving(as: $0, at: scan.at) } ?? claims
    }

    /// The tickets of the group that a code names; empty when it names none.
    func members(of group: TicketID, in event: EventID) -> [TicketID] {
        guard let group = GroupID(group.text) else { return [] }
        return (list?.tickets(of: event) ?? []).filter { $0.group == group }.map(\.id)
    }

    private func groupStanding(_ group: TicketID, in event: EventID) -> GroupStanding? {
        let members = members(of: group, in: event)
        guard !members.isEmpty else { return nil }
        let outside = members.count { !journal.presence(of: $0, in: event).isInside }
        return GroupStanding(of: members.count, outside: outside)
    }
}

package enum MemoryLedgerFault: Fault {
    case commitFailed
    /// Inside this file only: stored, and nobody was told.
    case commitUnheard

    package var code: String { "memory_commit_failed" }
    package var remedy: FaultRemedy { .retry }
    package var message: String { "The commit was told to fail" }
    package var hint: String { "This is a test's doing." }
}
