// A box that lies far behind its server's feed: the snapshot is fetched and checked by the real
// code, whatever the network does, and the feed goes on behind it, or without it.

import CheckinCore
import CheckinTesting
import Logging
import Synchronization
import Testing
import Wire

@testable import SyncAgent

/// A server with a long feed and a snapshot of it, which answers as a test says.
private final class SnapshotServer: Central, SnapshotCentral {
    typealias Script = @Sendable (_ asked: Int) throws(SyncFault) -> Void

    private let clock: VirtualClock
    private let offered: SnapshotOffer
    private let bytes: [UInt8]
    private let onOffer: Script
    private let onPiece: Script
    private let pieceLimit: Int
    private let log = Mutex((offers: 0, pieces: [Int64](), pages: [FeedCursor]()))

    init(
        _ text: SnapshotText, bytes: [UInt8]? = nil, clock: VirtualClock, pieceLimit: Int = 100,
        onOffer: @escaping Script = { _ throws(SyncFault) in },
        onPiece: @escaping Script = { _ throws(SyncFault) in }
    ) throws {
        self.clock = clock
        offered = try text.offer()
        self.bytes = try bytes ?? text.bytes()
        self.onOffer = onOffer
        self.onPiece = onPiece
        self.pieceLimit = pieceLimit
    }

    var offers: Int { log.withLock { $0.offers } }
    /// Where each piece began that was asked for.
    var pieces: [Int64] { log.withLock { $0.pieces } }
    var pages: [FeedCursor] { log.withLock { $0.pages } }

    func newestSnapshot(of event: EventID) async throws(SyncFault) -> SnapshotOffer {
        try onOffer(
            log.withLock { log in
                log.offers += 1
                return log.offers
            })
        return offered
    }

    /// Less than is asked for: so small a snapshot comes in several pieces too.
    func piece(
        of offer: SnapshotOffer, from position: Int64, count: Int
    ) async throws(SyncFault) -> [UInt8] {
        try onPiece(
            log.withLock { log in
                log.pieces.append(position)
                return log.pieces.count
            })
        return Array(bytes[Int(position)...].prefix(min(count, pieceLimit)))
    }

    func page(_ question: FeedQuestion) async throws(SyncFault) -> FeedAnswer {
        log.withLock { $0.pages.append(question.after) }
        do {
            try await clock.sleep(for: .seconds(2))
        } catch { throw .cancelled }
        let head: Int64 = 20_000
        let next = question.after.position == 0 ? 500 : head
        return .page(
            FeedPage(
                event: question.event, generation: "life", position: next, head: head, asOf: nil,
                changes: []))
    }

    func send(_ batch: JournalBatch) async throws(SyncFault) -> BatchAnswer {
        BatchAnswer(held: batch.entries.last?.attempt.number ?? batch.base)
    }

    func device() async throws(SyncFault) -> DeviceDescription { throw .unreachable }

    func enrol(_ request: EnrolmentRequest) async throws(SyncFault) -> EnrolmentAnswer {
        throw .unreachable
    }
}

@Suite struct SnapshotServiceTests {
    private let clock = VirtualClock()
    private let conditions = ConditionLog()
    private let pages = MemoryFeedStore()
    private let text: SnapshotText

    init() throws { text = try SnapshotText() }

    private func run(
        _ server: SnapshotServer, _ store: MemorySnapshotStore, trust: ServerTrust? = nil,
        for span: Duration = .minutes(10)
    ) throws {
        let executor = SeededExecutor(seed: 1)
        let journal = MemoryOutgoing()
        let service = SyncService(
            central: server, journal: journal, store: pages, name: journal.name, events: ["gala"],
            conditions: conditions, time: clock, random: { 1 << 63 },
            logger: Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() },
            onRevoked: { _ in Issue.record("is not revoked") },
            snapshots: SnapshotSide(
                central: server, store: store, trust: try trust ?? text.trust))
        let running = Task(executorPreference: executor) { await service.run() }
        Task(executorPreference: executor) { [clock] in
            try? await clock.sleep(for: span)
            running.cancel()
            await running.value
        }
        executor.drain(with: clock)
    }

    private func store() -> MemorySnapshotStore { MemorySnapshotStore(feed: pages) }

    @Test func theFeedGoesOnBehindTheSnapshot() throws {
        let server = try SnapshotServer(text, clock: clock)
        let store = store()
        try run(server, store)
        #expect(store.finished == [try text.bytes()] && server.offers == 1)
        #expect(store.changes.count == 2)
        #expect(server.pages.prefix(2) == [FeedCursor(), try text.offer().cursor])
        // It lay far behind as well, and was not fetched again.
        #expect(pages.cursor.position == 20_000 && conditions.holding == [:])
    }

    @Test func aLineThatBreaksAgainAndAgainCostsNothingThatCame() throws {
        let server = try SnapshotServer(
            text, clock: clock,
            onPiece: { asked throws(SyncFault) in
                if asked.isMultiple(of: 2) { throw asked == 4 ? .truncated : .timedOut }
            })
        let store = store()
        try run(server, store)
        #expect(store.finished == [try text.bytes()])
        let asked = server.pieces
        #expect(asked == asked.sorted() && Set(asked).count < asked.count)
        #expect(server.offers == 1)
    }

    @Test func aServerThatStillBuildsItIsWaitedFor() throws {
        let server = try SnapshotServer(
            text, clock: clock,
            onOffer: { asked throws(SyncFault) in
                if asked < 4 { throw .busy(retryAfter: .seconds(5)) }
            })
        let store = store()
        try run(server, store)
        #expect(server.offers == 4 && store.finished.count == 1)
    }

    @Test func aSnapshotThatIsGoneMeanwhileIsAskedForAnew() throws {
        let server = try SnapshotServer(
            text, clock: clock,
            onPiece: { asked throws(SyncFault) in
                if asked == 2 { throw .unacceptable(status: 404, code: "snapshot_unknown") }
            })
        let store = store()
        try run(server, store)
        #expect(server.offers == 2 && store.finished.count == 1)
    }

    @Test func aSnapshotOfSomebodyElseIsSaidAndTheFeedReadInstead() throws {
        let server = try SnapshotServer(text, clock: clock)
        let store = store()
        try run(server, store, trust: try SnapshotText().trust, for: .seconds(5))
        #expect(store.finished == [] && store.isEmpty)
        #expect(conditions.lines.contains("raise snapshot_unusable"))
        #expect(server.offers == SnapshotMachine.mostTries)
        try run(server, store, trust: try SnapshotText().trust)
        #expect(pages.cursor.position == 20_000 && conditions.holding == [:])
    }

    @Test func bytesThatWereChangedOnTheWayAreFetchedOnceMore() throws {
        var changed = try text.bytes()
        changed[300] ^= 1
        let server = try SnapshotServer(text, bytes: changed, clock: clock)
        let store = store()
        try run(server, store)
        #expect(server.offers == 2 && store.finished == [] && store.isEmpty)
        #expect(pages.cursor.position == 20_000)
    }

    @Test func withoutRoomTheFeedIsRead() throws {
        let server = try SnapshotServer(text, clock: clock)
        let store = store()
        store.isFull = true
        try run(server, store)
        #expect(server.pieces == [] && pages.cursor.position == 20_000)
        #expect(conditions.lines.contains("raise snapshot_unusable"))
        #expect(conditions.holding == [:])
    }

    @Test func anEventWhoseGuestsWereForgottenGetsNone() throws {
        let server = try SnapshotServer(text, clock: clock)
        let store = store()
        store.isWanted = false
        try run(server, store)
        #expect(server.pieces == [] && pages.cursor.position == 20_000)
        #expect(!conditions.lines.contains("raise snapshot_unusable"))
    }

    /// A box that died between the list and the end of its snapshot.
    @Test func whatIsLeftOfASnapshotGoesWhenTheHeadIsReached() async throws {
        let server = try SnapshotServer(text, clock: clock)
        let store = store()
        try await store.stage([1, 2, 3], of: try text.offer(), at: 0)
        try await pages.apply(
            FeedPage(
                event: "gala", generation: "life", position: 40, head: 20_000, asOf: nil,
                changes: []), at: clock.now())
        try run(server, store)
        #expect(server.offers == 0 && store.isEmpty && store.finished == [])
    }

    @Test func aListThatIsBusyIsFinishedLater() throws {
        let server = try SnapshotServer(text, clock: clock)
        let store = store()
        store.busy = 3
        try run(server, store)
        #expect(store.finished.count == 1 && server.offers == 1)
        #expect(Set(server.pieces).count == server.pieces.count)
    }
}

/// A staged snapshot in memory, and the reader's own check of it.
private final class MemorySnapshotStore: SnapshotStore {
    struct Busy: Fault {
        let code = "busy"
        let remedy = FaultRemedy.retry
        let message = "another list is being built"
        let hint = "none"
    }

    private struct State {
        var bytes: [UInt8] = []
        var finished: [[UInt8]] = []
        var changes: [FeedChange] = []
        var busy = 0
        var isFull = false
        var isWanted = true
    }

    private let state = Mutex(State())
    private let feed: MemoryFeedStore

    init(feed: MemoryFeedStore) { self.feed = feed }

    var finished: [[UInt8]] { state.withLock { $0.finished } }
    var changes: [FeedChange] { state.withLock { $0.changes } }
    var isEmpty: Bool { state.withLock { $0.bytes.isEmpty } }
    var busy: Int {
        get { state.withLock { $0.busy } }
        set { state.withLock { $0.busy = newValue } }
    }
    var isFull: Bool {
        get { state.withLock { $0.isFull } }
        set { state.withLock { $0.isFull = newValue } }
    }
    var isWanted: Bool {
        get { state.withLock { $0.isWanted } }
        set { state.withLock { $0.isWanted = newValue } }
    }

    func staged(_ offer: SnapshotOffer) async throws -> Int64? {
        if isFull { throw DiskFault() }
        return isWanted ? state.withLock { Int64($0.bytes.count) } : nil
    }

    func stage(_ bytes: [UInt8], of offer: SnapshotOffer, at position: Int64) async throws {
        state.withLock { $0.bytes = $0.bytes.prefix(Int(position)) + bytes }
    }

    func finish(
        _ offer: SnapshotOffer, by reader: any SnapshotReader, at now: Timestamp
    ) async throws {
        if busy > 0 {
            busy -= 1
            throw Busy()
        }
        let bytes = state.withLock { $0.bytes }
        try reader.check(SnapshotText.lines(of: bytes))
        var changes: [FeedChange] = []
        let next = SnapshotText.lines(of: bytes)
        while let line = next() {
            if let change = try reader.change(of: line) { changes.append(change) }
        }
        state.withLock { state in
            state.finished.append(bytes)
            state.changes = changes
            state.bytes = []
        }
        try await feed.apply(
            FeedPage(
                event: offer.event, generation: offer.generation, position: offer.position,
                head: offer.position, asOf: offer.asOf, changes: []), at: now)
    }

    func discard(of event: EventID) async throws { state.withLock { $0.bytes = [] } }
}
