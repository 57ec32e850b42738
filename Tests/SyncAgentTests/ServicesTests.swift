// What the services do about each answer, and what whoever stands at the box is told.

import CheckinCore
import CheckinTesting
import Logging
import Synchronization
import Testing
import Wire

@testable import SyncAgent

/// A central server that answers what a test says, one question after another.
private final class ScriptedCentral: Central {
    private let onSend: @Sendable (JournalBatch) throws(SyncFault) -> BatchAnswer
    private let onPage: @Sendable (FeedQuestion) throws(SyncFault) -> FeedAnswer
    private let clock: VirtualClock
    private let log = Mutex((batches: [[Int64]](), questions: [FeedQuestion]()))

    init(
        clock: VirtualClock,
        onSend: @escaping @Sendable (JournalBatch) throws(SyncFault) -> BatchAnswer = {
            batch throws(SyncFault) in
            BatchAnswer(held: batch.entries.last?.attempt.number ?? batch.base)
        },
        onPage: @escaping @Sendable (FeedQuestion) throws(SyncFault) -> FeedAnswer = {
            question throws(SyncFault) in
            .page(
                FeedPage(
                    event: question.event, generation: "life",
                    position: question.after.position, head: question.after.position, asOf: nil,
                    changes: []))
        }
    ) {
        self.clock = clock
        self.onSend = onSend
        self.onPage = onPage
    }

    /// The numbers of each batch.
    var batches: [[Int64]] { log.withLock { $0.batches } }
    var questions: [FeedQuestion] { log.withLock { $0.questions } }

    func send(_ batch: JournalBatch) async throws(SyncFault) -> BatchAnswer {
        log.withLock { $0.batches.append(batch.entries.map(\.attempt.number.value)) }
        return try onSend(batch)
    }

    func page(_ question: FeedQuestion) async throws(SyncFault) -> FeedAnswer {
        log.withLock { $0.questions.append(question) }
        let answer = try onPage(question)
        do {
            // Whatever there is, it has been waited for.
            try await clock.sleep(for: .seconds(2))
        } catch { throw .cancelled }
        return answer
    }

    func device() async throws(SyncFault) -> DeviceDescription { throw .unreachable }

    func enrol(_ request: EnrolmentRequest) async throws(SyncFault) -> EnrolmentAnswer {
        throw .unreachable
    }
}

@Suite struct ServicesTests {
    private let clock = VirtualClock()
    private let conditions = ConditionLog()
    private let cursor = FeedCursor(generation: "life", position: 0)
    private let store = MemoryFeedStore(cursor: FeedCursor(generation: "life", position: 0))
    private static let quiet = Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }

    private final class Notes: Sendable {
        let revocations = Mutex<[Revocation]>([])
        let pages = Mutex(0)
    }

    /// Runs a box for so long.
    private func run(
        _ central: ScriptedCentral, _ journal: MemoryOutgoing, events: [EventID] = ["gala"],
        for span: Duration = .minutes(10), notes: Notes = Notes()
    ) {
        let executor = SeededExecutor(seed: 1)
        let service = SyncService(
            central: central, journal: journal, store: store, name: journal.name, events: events,
            conditions: conditions, time: clock, random: { 1 << 63 }, logger: Self.quiet,
            onRevoked: { revocation in notes.revocations.withLock { $0.append(revocation) } },
            onPage: { _ in notes.pages.withLock { $0 += 1 } })
        let running = Task(executorPreference: executor) { await service.run() }
        Task(executorPreference: executor) { [clock] in
            try? await clock.sleep(for: span)
            running.cancel()
            await running.value
        }
        executor.drain(with: clock)
    }

    @Test func sendsTheOldestFirstAndWritesDownWhatIsHeld() {
        let journal = MemoryOutgoing(count: 1_200)
        let central = ScriptedCentral(clock: clock)
        run(central, journal)
        #expect(central.batches.map(\.count) == [500, 500, 200])
        #expect(central.batches.flatMap(\.self) == Array(1...1_200))
        #expect(journal.remembered == [500, 1_000, 1_200])
        #expect(conditions.holding == [:])
    }

    /// The power may go before anything was sent again.
    @Test func aServerInAnotherLifeHoldsNothingFromThatMomentOn() {
        let journal = MemoryOutgoing(count: 3)
        let central = ScriptedCentral(
            clock: clock,
            onSend: { [clock] batch throws(SyncFault) in
                guard clock.uptime() < Uptime(nanoseconds: 1) else {
                    throw .busy(retryAfter: .minutes(5))
                }
                journal.append()
                return BatchAnswer(held: AttemptNumber(3))
            },
            onPage: { [clock] question throws(SyncFault) in
                let life: FeedGeneration =
                    clock.uptime() < Uptime(nanoseconds: 9_000_000_000) ? "life" : "life-2"
                guard question.after.generation ?? life == life else {
                    return .reset(life, head: 0)
                }
                return .page(
                    FeedPage(
                        event: question.event, generation: life, position: 0, head: 0, asOf: nil,
                        changes: []))
            })
        run(central, journal, for: .minutes(1))
        #expect(store.cursor.generation == "life-2")
        #expect(journal.remembered == [3, 0])
        #expect(journal.held == 0)
    }

    /// People ask the journal what is not sent yet.
    @Test func whatIsHeldIsWrittenDownInTheEnd() {
        let journal = MemoryOutgoing(count: 3)
        journal.failToRemember(4)
        let central = ScriptedCentral(clock: clock)
        run(central, journal)
        #expect(journal.held == 3)
        #expect(central.batches == [[1, 2, 3]])
    }

    @Test func aServerThatIsAwayIsSaidAndScanningIsNotAskedAnything() {
        let journal = MemoryOutgoing(count: 3)
        let central = ScriptedCentral(
            clock: clock, onSend: { _ throws(SyncFault) in throw .unreachable },
            onPage: { _ throws(SyncFault) in throw .timedOut })
        run(central, journal)
        #expect(Set(conditions.holding.keys) == [.centralUnreachable])
        #expect(journal.held == 0)
        // Half of each ceiling: 0.5, 1, 2, 4, 8, 16, and then 30 seconds.
        #expect((20...30).contains(central.batches.count))
        #expect(Set(central.batches) == [[1, 2, 3]])
    }

    @Test func aServerThatRefusesIsAskedEachMinuteAndSaidSo() {
        let journal = MemoryOutgoing(count: 3)
        let central = ScriptedCentral(
            clock: clock, onSend: { _ throws(SyncFault) in throw .refused(code: "token_unknown") })
        run(central, journal)
        #expect(Set(conditions.holding.keys) == [.centralRefusesUs])
        #expect((10...11).contains(central.batches.count))
    }

    @Test func retryAfterIsObeyed() {
        let journal = MemoryOutgoing(count: 3)
        let central = ScriptedCentral(
            clock: clock,
            onSend: { _ throws(SyncFault) in throw .busy(retryAfter: .seconds(100)) })
        run(central, journal)
        #expect((6...7).contains(central.batches.count))
    }

    @Test func aBatchThatIsTooLargeIsHalvedWithoutAFuss() {
        let journal = MemoryOutgoing(count: 1_000)
        let central = ScriptedCentral(
            clock: clock,
            onSend: { batch throws(SyncFault) in
                if batch.entries.count > 100 { throw .tooLarge }
                return BatchAnswer(held: batch.entries.last?.attempt.number ?? batch.base)
            })
        run(central, journal)
        #expect(journal.held == 1_000)
        #expect(!conditions.lines.contains { $0.hasPrefix("raise") })
    }

    /// As another platform's server may be.
    @Test func aServerThatTakesOneAttemptARequestGetsThemAll() {
        let journal = MemoryOutgoing(count: 100)
        let central = ScriptedCentral(
            clock: clock,
            onSend: { batch throws(SyncFault) in
                if batch.entries.count > 1 { throw .tooLarge }
                return BatchAnswer(held: batch.entries.last?.attempt.number ?? batch.base)
            })
        run(central, journal)
        #expect(journal.held == 100)
        #expect(central.batches.filter { $0.count == 1 }.flatMap(\.self) == Array(1...100))
        #expect(!conditions.lines.contains { $0.hasPrefix("raise") })
    }

    /// A link that carries ten thousand attempts in an hour, and no five hundred in one request.
    @Test func aSlowLinkIsSentAndAskedForLessAtOnce() {
        let journal = MemoryOutgoing(count: 1_000)
        let central = ScriptedCentral(
            clock: clock,
            onSend: { batch throws(SyncFault) in
                if batch.entries.count > 100 { throw .timedOut }
                return BatchAnswer(held: batch.entries.last?.attempt.number ?? batch.base)
            },
            onPage: { question throws(SyncFault) in
                if question.limit > 100 { throw .timedOut }
                let position = question.after.position + 1
                return .page(
                    FeedPage(
                        event: question.event, generation: "life", position: position,
                        head: position, asOf: nil, changes: []))
            })
        run(central, journal)
        #expect(journal.held == 1_000)
        #expect(store.pages > 10)
        // A link that is not slow at all may time out as well: both are tried with more again.
        #expect(central.batches.map(\.count).max() == 500)
        #expect(central.questions.suffix(20).contains { $0.limit > 100 })
    }

    @Test func anAttemptThatIsNeverTakenHoldsUpNothingBeforeItAndIsSaid() {
        let journal = MemoryOutgoing(count: 50)
        let central = ScriptedCentral(
            clock: clock,
            onSend: { batch throws(SyncFault) in
                if batch.entries.contains(where: { $0.attempt.number.value == 33 }) {
                    throw .unacceptable(status: 422, code: "batch_malformed")
                }
                return BatchAnswer(held: batch.entries.last?.attempt.number ?? batch.base)
            })
        run(central, journal)
        #expect(journal.held == 32)
        #expect(Set(conditions.holding.keys) == [.centralRefusesUs])
    }

    @Test func whatIsRefusedCountsAsHeld() {
        let journal = MemoryOutgoing(count: 5)
        let central = ScriptedCentral(
            clock: clock,
            onSend: { batch throws(SyncFault) in
                BatchAnswer(
                    held: AttemptNumber(5),
                    refused: [.init(number: AttemptNumber(2), reason: "malformed_at")])
            })
        run(central, journal)
        #expect(journal.held == 5 && central.batches.count == 1)
        #expect(conditions.holding == [.attemptsRefused: "number 2: malformed_at"])
    }

    @Test func aJournalThatIsForkedIsSaidAndGoesOn() {
        let journal = MemoryOutgoing(count: 5)
        let central = ScriptedCentral(
            clock: clock,
            onSend: { batch throws(SyncFault) in
                BatchAnswer(
                    held: AttemptNumber(5), forked: [AttemptNumber(3), AttemptNumber(2)])
            })
        run(central, journal)
        #expect(journal.held == 5)
        #expect(conditions.holding == [.journalForked: "2 attempts, from number 2"])
    }

    @Test func aServerWithAnotherJournalOfOurNameIsSentNothingMore() {
        let journal = MemoryOutgoing(count: 5)
        let central = ScriptedCentral(
            clock: clock,
            onSend: { _ throws(SyncFault) in throw .conflict(code: "journal_unknown_base") })
        run(central, journal)
        #expect(central.batches.count == 1)
        #expect(Set(conditions.holding.keys) == [.journalForked])
        // What others did is still heard.
        #expect(central.questions.count > 100)
    }

    @Test func aRevokedBoxNeitherSendsNorHears() {
        let journal = MemoryOutgoing(count: 5)
        let revocation = Revocation(
            device: "box-1", at: Timestamp(milliseconds: 5), signature: [])
        let central = ScriptedCentral(
            clock: clock, onSend: { _ throws(SyncFault) in throw .revoked(revocation) })
        let notes = Notes()
        run(central, journal, events: ["gala", "matinee"], notes: notes)
        #expect(notes.revocations.withLock { $0 } == [revocation])
        #expect(central.batches.count == 1)
        #expect(central.questions.count <= 2)
        #expect(conditions.holding[.deviceRevoked] != nil)
    }

    @Test func aPageThatTheStoreCannotTakeInIsSaidAndTriedAgain() {
        let journal = MemoryOutgoing()
        let notes = Notes()
        store.fail(3)
        run(ScriptedCentral(clock: clock), journal, for: .minutes(2), notes: notes)
        let first = conditions.lines.filter { $0.hasSuffix("feed_unreadable") }
        #expect(first.first == "raise feed_unreadable")
        #expect(conditions.holding == [:])
        #expect(store.pages > 3 && notes.pages.withLock { $0 } == store.pages)
    }

    @Test func aPageThatCannotBeReadIsSaidAndMovesNoCursor() {
        let journal = MemoryOutgoing()
        let central = ScriptedCentral(
            clock: clock,
            onPage: { _ throws(SyncFault) in throw .unreadable(.malformed("entries")) })
        run(central, journal)
        #expect(Set(conditions.holding.keys) == [.feedUnreadable])
        #expect(store.cursor == cursor && store.pages == 0)
        #expect(central.questions.last?.limit == 1)
    }

    @Test func aLoginPageOfANetworkIsNoUnreadableFeed() {
        let journal = MemoryOutgoing()
        let central = ScriptedCentral(
            clock: clock, onPage: { _ throws(SyncFault) in throw .unreadable(.notJSON) })
        run(central, journal)
        #expect(Set(conditions.holding.keys) == [.centralUnreachable])
    }

    @Test func oneFeedsTroubleDoesNotEndAnothers() {
        let journal = MemoryOutgoing()
        let central = ScriptedCentral(
            clock: clock,
            onPage: { question throws(SyncFault) in
                if question.event == "matinee" { throw .refused(code: "event_not_served") }
                return .page(
                    FeedPage(
                        event: question.event, generation: "life", position: 0, head: 0,
                        asOf: nil, changes: []))
            })
        run(central, journal, events: ["gala", "matinee"])
        #expect(store.pages > 100)
        #expect(Set(conditions.holding.keys) == [.centralRefusesUs])
    }

    @Test func asksWithItsOwnLifeAndForALongPoll() {
        let journal = MemoryOutgoing()
        let central = ScriptedCentral(clock: clock)
        run(central, journal, for: .seconds(5))
        #expect(
            central.questions.first
                == FeedQuestion(
                    event: "gala", after: cursor, incarnation: "life-1", limit: 500,
                    wait: .seconds(25)))
    }
}
