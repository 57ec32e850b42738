// The ledger of a process that can die between any two steps of a write, and that has on purpose
// what is wrong with its box.

import CheckinCore
import CheckinTesting
import Validation

/// Between which two steps of an answer a process dies.
enum CrashPoint: String, CaseIterable, Sendable {
    case beforeWrite = "before the write"
    /// On the disk, and nobody knows.
    case afterCommit = "after the commit"
    case beforeDisplay = "before the display"
    case beforeAcknowledgement = "before the acknowledgement"
    case afterAcknowledgement = "after the acknowledgement"
}

struct MortalLedger: DoorLedger {
    /// The caller is dead, and never learns of it.
    private struct Died: Error {}

    let ledger: MemoryLedger
    let defect: Defect
    let hasRestarted: Bool
    /// Whether the process dies at this point.
    let dies: @Sendable (CrashPoint) async -> Bool

    func record(
        _ scan: Scan, at post: Post, deciding decide: @escaping @Sendable (Facts) -> Answer
    ) async throws -> Recorded {
        if await dies(.beforeWrite) { throw Died() }
        let journal = await ledger.journal
        let recorded = try await ledger.record(scan, at: post) { facts in
            decide(distorted(facts, scan, journal))
        }
        if await dies(.afterCommit) { throw Died() }
        return recorded
    }

    func perform(
        _ instruction: Instruction, at post: Post,
        deciding decide: @escaping @Sendable (Presentation, Facts) -> Answer
    ) async throws -> [Recorded] {
        if await dies(.beforeWrite) { throw Died() }
        let recorded = try await ledger.perform(instruction, at: post, deciding: decide)
        if await dies(.afterCommit) { throw Died() }
        return recorded
    }

    func event(
        reserving code: ReservationCode, for post: Post, at now: Timestamp
    ) async -> EventID? {
        await ledger.event(reserving: code, for: post, at: now)
    }

    func event(of number: AttemptNumber) async -> EventID? { await ledger.event(of: number) }

    func acknowledge(_ number: AttemptNumber) async throws {
        try await ledger.acknowledge(number)
    }

    private func distorted(_ facts: Facts, _ scan: Scan, _ journal: MemoryJournal) -> Facts {
        var history = facts.history
        switch defect {
        case .blindLedger: history = History(snapshotAsOf: history.snapshotAsOf)
        case .stubbornLedger: history.presence = stubborn(scan, journal)
        case .forgetfulLatch: if hasRestarted { history.emergency = nil }
        case .none, .forgetfulDisk, .deafLedger, .credulousBox: break
        }
        return Facts(
            event: facts.event, ticket: facts.ticket, otherEvent: facts.otherEvent,
            history: history)
    }

    /// Where the ticket would stand if nothing were ever taken back.
    private func stubborn(_ scan: Scan, _ journal: MemoryJournal) -> Presence {
        var presence = Presence()
        for attempt in journal.attempts
        where attempt.act.kind == .clearOut || attempt.claims?.ticket == scan.claims?.ticket {
            presence.fold(attempt)
        }
        return presence
    }
}
