// The central server of a simulated venue: its database, backups of it, who waits for news, and
// whether it runs at all. It must never lose anything but in a restore.

import CheckinCore
import CheckinTesting
import SyncAgent
import Synchronization
import Wire

final class SimulatedCentral: Sendable {
    private struct Wait {
        let number: Int
        let nap: Task<Void, Never>
    }

    private struct State {
        var database: CentralState
        var backups: [CentralState] = []
        var isUp = true
        /// Counts its starts: whoever waited over one is left without an answer.
        var life = 1
        var newestGeneration = 1
        var revoked: Set<DeviceID> = []
        var waits: [DeviceID: Wait] = [:]
        var nextWait = 1
        var batches = 0
    }

    /// Every seventh batch of a server that forgets.
    private static let forgotten = 7
    private static let backupsKept = 4

    private let state: Mutex<State>
    private let clock: VirtualClock
    private let executor: SeededExecutor
    private let defect: VenueDefect

    init(
        event: EventID, tickets: [Ticket], clock: VirtualClock, executor: SeededExecutor,
        defect: VenueDefect
    ) {
        state = Mutex(State(database: CentralState(event: event, tickets: tickets)))
        self.clock = clock
        self.executor = executor
        self.defect = defect
    }

    var database: CentralState { state.withLock { $0.database } }
    var isUp: Bool { state.withLock { $0.isUp } }
    var revoked: Set<DeviceID> { state.withLock { $0.revoked } }

    // MARK: What boxes ask

    func take(_ batch: JournalBatch) throws(SyncFault) -> BatchAnswer {
        try letIn(batch.journal.device)
        let result = state.withLock { state -> Result<BatchAnswer, SyncFault> in
            state.batches += 1
            let forgets = defect == .forgetfulServer && state.batches % Self.forgotten == 0
            do throws(SyncFault) {
                return .success(try state.database.take(batch, forgets: forgets))
            } catch { return .failure(error) }
        }
        wakeAll()
        return try result.get()
    }

    func page(
        _ question: FeedQuestion, for device: DeviceID
    ) async throws(SyncFault) -> FeedAnswer {
        try letIn(device)
        let life = state.withLock { $0.life }
        if !state.withLock({ $0.database.isNews(for: question) }) {
            try await wait(question.wait, for: device)
        }
        guard state.withLock({ $0.isUp && $0.life == life }) else { throw .truncated }
        try letIn(device)
        return state.withLock { $0.database.answer(question, to: device, at: clock.now()) }
    }

    private func letIn(_ device: DeviceID) throws(SyncFault) {
        let (isUp, isRevoked) = state.withLock { ($0.isUp, $0.revoked.contains(device)) }
        guard isUp else { throw .failed(status: 502, retryAfter: nil) }
        guard !isRevoked else {
            throw .revoked(Revocation(device: device, at: clock.now(), signature: []))
        }
    }

    /// Until there is news, or a newer wait of the same box, or for so long.
    private func wait(_ span: Duration, for device: DeviceID) async throws(SyncFault) {
        let clock = clock
        let nap = Task(executorPreference: executor) { _ = try? await clock.sleep(for: span) }
        let (number, older) = state.withLock { state in
            let number = state.nextWait
            state.nextWait += 1
            let older = state.waits.updateValue(Wait(number: number, nap: nap), forKey: device)
            return (number, older)
        }
        older?.nap.cancel()
        await withTaskCancellationHandler {
            await nap.value
        } onCancel: {
            nap.cancel()
        }
        state.withLock { state in
            if state.waits[device]?.number == number { state.waits[device] = nil }
        }
        if Task.isCancelled { throw .cancelled }
    }

    private func wakeAll() {
        let waits = state.withLock { state in
            defer { state.waits = [:] }
            return state.waits.sorted { $0.key < $1.key }.map(\.value)
        }
        for wait in waits { wait.nap.cancel() }
    }

    // MARK: What happens to it

    func change(_ ticket: TicketID, to status: TicketStatus) {
        state.withLock { $0.database.change(ticket, to: status, at: clock.now()) }
        wakeAll()
    }

    func revoke(_ device: DeviceID) {
        state.withLock { _ = $0.revoked.insert(device) }
        wakeAll()
    }

    func backUp() {
        state.withLock { state in
            state.backups = Array(([state.database] + state.backups).prefix(Self.backupsKept))
        }
    }

    func crash() {
        state.withLock { $0.isUp = false }
        wakeAll()
    }

    func start() {
        state.withLock { state in
            state.isUp = true
            state.life += 1
        }
    }

    /// Starts from a backup. False when there is none.
    func restore(_ random: inout SeededRandom) -> Bool {
        let backups = state.withLock { $0.backups }
        guard let backup = backups.randomElement(using: &random) else { return false }
        state.withLock { state in
            state.database = backup
            state.database.beginFeedLife(after: state.newestGeneration)
            state.newestGeneration = state.database.generation
            state.backups.removeAll { $0.head > backup.head }
        }
        return true
    }
}
