// Messages on their way up: sent until they are taken, each by itself, and marked before others may
// hear of them.

import CheckinCore
import CheckinTesting
import Logging
import Synchronization
import Testing
import Wire

@testable import SyncAgent

/// What a ledger has to tell, and what came of it.
private final class MemoryMessages: OutgoingMessages {
    private let state: Mutex<(unsent: [Message], log: [String])>

    init(_ messages: [Message]) { state = Mutex((messages, [])) }

    var log: [String] { state.withLock { $0.log } }
    var left: [MessageID] { state.withLock { $0.unsent.map(\.id) } }

    func unsentMessages(of events: [EventID]) async throws -> [Message] {
        state.withLock { $0.unsent.filter { events.contains($0.event) } }
    }

    func noteTried(_ id: MessageID) async throws {
        state.withLock { $0.log.append("tried \(id)") }
    }

    func noteSent(_ id: MessageID) async throws {
        state.withLock { state in
            state.log.append("sent \(id)")
            state.unsent.removeAll { $0.id == id }
        }
    }
}

private final class ScriptedMessageCentral: MessageCentral {
    private let answer: @Sendable (Message, Int) throws(SyncFault) -> Void
    private let told = Mutex<[(MessageID, Uptime)]>([])
    private let clock: VirtualClock

    init(
        _ clock: VirtualClock,
        _ answer: @escaping @Sendable (Message, Int) throws(SyncFault) -> Void
    ) {
        self.clock = clock
        self.answer = answer
    }

    var times: [(MessageID, Uptime)] { told.withLock { $0 } }

    func tell(_ message: Message) async throws(SyncFault) {
        let count = told.withLock { told in
            told.append((message.id, clock.uptime()))
            return told.count
        }
        try answer(message, count)
    }
}

@Suite struct MessageServiceTests {
    private let clock = VirtualClock()

    private static func message(_ id: MessageID, _ kind: MessageKind = .emergency) -> Message {
        Message(id: id, event: "gala", kind: kind, at: Fixtures.now)
    }

    private func run(
        _ messages: MemoryMessages, for span: Duration,
        _ answer: @escaping @Sendable (Message, Int) throws(SyncFault) -> Void
    ) -> [(MessageID, Uptime)] {
        let executor = SeededExecutor(seed: 1)
        let central = ScriptedMessageCentral(clock, answer)
        let service = MessageService(
            central: central, messages: messages, events: ["gala"], time: clock,
            random: { 1 << 63 }, logger: Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() })
        let running = Task(executorPreference: executor) { await service.run() }
        Task(executorPreference: executor) { [clock] in
            try? await clock.sleep(for: span)
            running.cancel()
            await running.value
        }
        executor.drain(with: clock)
        return central.times
    }

    @Test func tellsEachOnceAndMarksItBefore() {
        let messages = MemoryMessages([
            Self.message("a"), Self.message("b", .message),
            Message(id: "c", event: "other", kind: .emergency, at: Fixtures.now),
        ])
        let times = run(messages, for: .minutes(1)) { _, _ in }
        #expect(times.map(\.0) == ["a", "b"])
        #expect(messages.log == ["tried a", "sent a", "tried b", "sent b"])
        #expect(messages.left == ["c"])
    }

    @Test func triesAgainWithinSecondsUntilItIsTaken() {
        let messages = MemoryMessages([Self.message("a")])
        let times = run(messages, for: .minutes(5)) { _, count throws(SyncFault) in
            if count < 20 { throw count.isMultiple(of: 2) ? .timedOut : .unreachable }
        }
        #expect(times.count == 20 && messages.left == [])
        let pauses = zip(times, times.dropFirst()).map { $1.1.since($0.1) }
        #expect(pauses.allSatisfy { $0 <= MessageService.longestPause })
    }

    @Test func oneThatIsRefusedIsInTheWayOfNoOther() {
        let messages = MemoryMessages([Self.message("a"), Self.message("b")])
        let times = run(messages, for: .seconds(130)) { message, _ throws(SyncFault) in
            if message.id == "a" { throw .refused(code: "staff_may_not") }
        }
        #expect(times.map(\.0) == ["a", "b", "a", "a"])
        #expect(messages.left == ["a"])
    }

    @Test func wordsOfAnotherEveningAreNotSentAndEmergenciesAre() {
        let old = [MessageKind.message, .emergency].map { kind in
            Message(
                id: MessageID(stringLiteral: kind.rawValue), event: "gala", kind: kind,
                at: clock.now() - .hours(13))
        }
        let times = run(MemoryMessages(old), for: .minutes(1)) { _, _ in }
        #expect(times.map(\.0) == ["emergency"])
    }

    @Test func aMessageIsTheSameBytesEachTime() {
        let end = Message(
            id: "0197a3c2-5b1e-7d40-9c6f-1f2e3d4c5b01", event: "gala", kind: .allClear,
            staff: "7", ends: "0197a3c2-5b1e-7d40-9c6f-1f2e3d4c5b02", at: Fixtures.now)
        let text = String(decoding: OutgoingMessage.bytes(of: end), as: UTF8.self)
        #expect(
            text
                == #"{"id":"0197a3c2-5b1e-7d40-9c6f-1f2e3d4c5b01","kind":"all_clear","#
                + #""staff":"7","ends":"0197a3c2-5b1e-7d40-9c6f-1f2e3d4c5b02"}"#)
    }
}
