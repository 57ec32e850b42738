// The real ledger on a real disk, as one box of a simulated venue. It has threads of its own, which
// no seeded scheduler knows: so each call blocks the simulation until it has ended, and takes no
// virtual time. Beside it lies what was stored, to hold it against. Its disk never fails.

import CheckinCore
import CheckinTesting
import Foundation
import Ledger
import Synchronization
import Validation

final class RealLedger: SimulatedLedger {
    /// Until the ledger of the life before has let go of its files.
    private static let openings = 100_000

    private struct State {
        var ledger: SQLiteLedger?
        var journal: MemoryJournal
    }

    private let state: Mutex<State>
    private let folder: StateDirectory
    private let device: DeviceID
    private let list: TicketList

    init(device: DeviceID, list: TicketList) throws {
        let path = FileManager.default.temporaryDirectory
            .appending(path: "checkind-venue-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
        folder = StateDirectory(path: path)
        self.device = device
        self.list = list
        let ledger = try Self.open(folder, device, list)
        let box = try Blocking.wait { try await ledger.box() }
        let name = JournalName(device: box.device, incarnation: box.incarnation)
        state = Mutex(State(ledger: ledger, journal: MemoryJournal(name: name)))
    }

    deinit { try? FileManager.default.removeItem(atPath: folder.path) }

    private static func open(
        _ folder: StateDirectory, _ device: DeviceID, _ list: TicketList
    ) throws -> SQLiteLedger {
        let events = list.events.values.sorted { $0.id < $1.id }.map {
            ImportedEvent(event: $0, tiers: [Fixtures.tier()])
        }
        for _ in 0..<openings {
            do {
                return try Blocking.wait {
                    let ledger = try await SQLiteLedger.open(folder, device: device)
                    try await ledger.apply(events)
                    return ledger
                }
            } catch LedgerFault.alreadyRunning { continue }
        }
        throw LedgerFault.alreadyRunning
    }

    private func ledger() throws -> SQLiteLedger {
        guard let ledger = state.withLock({ $0.ledger }) else { throw StoreFault() }
        return ledger
    }

    private func keep(_ attempts: [Attempt]) {
        state.withLock { state in for attempt in attempts { state.journal.append(attempt) } }
    }

    // MARK: The door

    func record(
        _ scan: Scan, at post: Post, deciding decide: @escaping @Sendable (Facts) -> Answer
    ) async throws -> Recorded {
        let ledger = try ledger()
        let recorded = try Blocking.wait {
            try await ledger.record(scan, at: post, deciding: decide)
        }
        keep([recorded.attempt])
        return recorded
    }

    func perform(
        _ instruction: Instruction, at post: Post,
        deciding decide: @escaping @Sendable (Presentation, Facts) -> Answer
    ) async throws -> [Recorded] {
        let ledger = try ledger()
        let recorded = try Blocking.wait {
            try await ledger.perform(instruction, at: post, deciding: decide)
        }
        keep(recorded.map(\.attempt))
        return recorded
    }

    func event(
        reserving code: ReservationCode, for post: Post, at now: Timestamp
    ) async -> EventID? { nil }

    func event(of number: AttemptNumber) async -> EventID? {
        guard let ledger = try? ledger() else { return nil }
        return try? Blocking.wait { await ledger.event(of: number) }
    }

    func acknowledge(_ number: AttemptNumber) async throws {
        let ledger = try ledger()
        try Blocking.wait { try await ledger.acknowledge(number) }
    }

    // MARK: The agent

    func heldByCentral() async throws -> AttemptNumber {
        let ledger = try ledger()
        return try Blocking.wait { try await ledger.heldByCentral() }
    }

    func batch(after number: AttemptNumber, limit: Int) async throws -> JournalBatch {
        let ledger = try ledger()
        return try Blocking.wait { try await ledger.batch(after: number, limit: limit) }
    }

    func rememberHeld(through number: AttemptNumber) async throws {
        let ledger = try ledger()
        try Blocking.wait { try await ledger.rememberHeld(through: number) }
    }

    func cursor(of event: EventID) async throws -> FeedCursor {
        let ledger = try ledger()
        return try Blocking.wait { try await ledger.cursor(of: event) }
    }

    func apply(_ page: FeedPage, at now: Timestamp) async throws {
        let ledger = try ledger()
        try Blocking.wait { try await ledger.apply(page, at: now) }
        state.withLock { $0.journal.hear(page.changes.compactMap(\.attempt), at: now) }
    }

    // MARK: What is looked at

    let canLose = false

    func stored() async -> MemoryJournal { state.withLock { $0.journal } }

    func cursor() async -> FeedCursor {
        (try? await cursor(of: Fixtures.eventID)) ?? FeedCursor()
    }

    func openedAgain(with journal: MemoryJournal) async -> any SimulatedLedger {
        state.withLock { $0.ledger = nil }
        let opened = try? Self.open(folder, device, list)
        state.withLock { $0.ledger = opened }
        return self
    }

    func standings(of tickets: [TicketID]) async -> [TicketID: BoxStanding] {
        guard let ledger = try? ledger() else { return [:] }
        var standings: [TicketID: BoxStanding] = [:]
        for ticket in tickets {
            let found = try? Blocking.wait {
                try await ledger.tickets(numbered: ticket.text, of: Fixtures.eventID)
            }
            guard let row = found?.rows.first(where: { $0.ticket.id == ticket }) else { continue }
            standings[ticket] = BoxStanding(
                status: row.ticket.status,
                standing: Fold.Standing(
                    isInside: row.presence.isInside, entries: row.presence.entries))
        }
        return standings
    }

    func conflicts(of tickets: [TicketID]) async -> Set<ConflictName> {
        guard let ledger = try? ledger() else { return [] }
        let found = try? Blocking.wait {
            try await ledger.views.conflicts(of: Fixtures.eventID)
        }
        // The server here knows nothing of lists.
        return Set((found ?? []).filter { $0.conflict.kind != .late }.map(\.name))
    }

    func differences() async -> [String] {
        do {
            return try JournalVerifier.verify(folder).differences.map(\.message)
        } catch { return ["\(error)"] }
    }
}
