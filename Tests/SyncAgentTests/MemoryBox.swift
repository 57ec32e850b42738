// The two sides of a box's disk that the services see, in memory: a journal of several lives that
// may be unreadable for a moment, and a store of a feed that may fail to take a page in.

import CheckinCore
import CheckinTesting
import Synchronization

struct DiskFault: Fault {
    let code = "disk"
    let remedy = FaultRemedy.degrade
    let message = "the disk does not answer"
    let hint = "none"
}

final class MemoryOutgoing: OutgoingJournal {
    struct Life: Sendable {
        let name: JournalName
        var base: Int64 = 0
        var previous: Incarnation?
        var lost: [ClosedRange<Int64>] = []
        var entries: [JournalEntry] = []
    }

    private struct State {
        var lives: [Life]
        var next: Int64 = 1
        var held: Int64 = 0
        var failures = 0
        var forgotten = 0
        var remembered: [Int64] = []
    }

    private let state: Mutex<State>
    private let event: EventID
    /// Called with each number that is written down as held.
    private let onRemember: @Sendable (JournalName, Int64) -> Void

    init(
        device: DeviceID = "box-1", event: EventID = "gala", count: Int64 = 0,
        onRemember: @escaping @Sendable (JournalName, Int64) -> Void = { _, _ in }
    ) {
        let name = JournalName(device: device, incarnation: "life-1")
        state = Mutex(State(lives: [Life(name: name)]))
        self.event = event
        self.onRemember = onRemember
        for _ in 0..<count { append() }
    }

    var held: Int64 { state.withLock { $0.held } }
    var last: Int64 { state.withLock { $0.next - 1 } }
    var lives: [Life] { state.withLock { $0.lives } }
    var remembered: [Int64] { state.withLock { $0.remembered } }
    var name: JournalName { state.withLock { $0.lives[$0.lives.count - 1].name } }

    func append() {
        state.withLock { state in
            let entry = JournalEntry(attempt: Self.attempt(state.next, at: event))
            state.lives[state.lives.count - 1].entries.append(entry)
            state.next += 1
        }
    }

    /// A recovery: numbers go on under a new name, and some of them never come.
    func beginLife(losing count: Int64) {
        state.withLock { state in
            let old = state.lives[state.lives.count - 1].name
            let incarnation = Incarnation("life-\(state.lives.count + 1)") ?? old.incarnation
            var life = Life(
                name: JournalName(device: old.device, incarnation: incarnation),
                base: state.next - 1, previous: old.incarnation)
            if count > 0 {
                life.lost = [state.next...state.next + count - 1]
                state.next += count
            }
            state.lives.append(life)
        }
    }

    /// The next so many questions are not answered.
    func fail(_ count: Int) { state.withLock { $0.failures += count } }

    /// What is held is not written down the next so many times.
    func failToRemember(_ count: Int) { state.withLock { $0.forgotten += count } }

    private static func attempt(_ number: Int64, at event: EventID) -> Attempt {
        Attempt(
            number: AttemptNumber(number), at: Timestamp(milliseconds: number),
            clock: HybridTime(milliseconds: number, counter: 0), timeTrusted: true,
            door: "front", direction: .entry, source: .camera,
            fingerprint: CodeFingerprint(UInt64(number)), claims: nil, tier: nil, event: event,
            answer: .verdict(Verdict(.refused(.unreadable))))
    }

    private static func check(_ state: inout State) throws {
        guard state.failures > 0 else { return }
        state.failures -= 1
        throw DiskFault()
    }

    func heldByCentral() async throws -> AttemptNumber {
        try state.withLock { state in
            try Self.check(&state)
            return AttemptNumber(state.held)
        }
    }

    func batch(after number: AttemptNumber, limit: Int) async throws -> JournalBatch {
        try state.withLock { state in
            try Self.check(&state)
            func isNew(_ entry: JournalEntry) -> Bool { entry.attempt.number > number }
            let life =
                state.lives.first { $0.entries.last.map(isNew) ?? false }
                ?? state.lives[state.lives.count - 1]
            let first = life.entries.firstIndex(where: isNew) ?? life.entries.endIndex
            return JournalBatch(
                journal: life.name, base: AttemptNumber(life.base), previous: life.previous,
                lost: life.lost, entries: Array(life.entries[first...].prefix(limit)))
        }
    }

    func rememberHeld(through number: AttemptNumber) async throws {
        let name = try state.withLock { state in
            try Self.check(&state)
            if state.forgotten > 0 {
                state.forgotten -= 1
                throw DiskFault()
            }
            state.held = number.value
            state.remembered.append(number.value)
            return state.lives.last { $0.base < number.value }?.name ?? state.lives[0].name
        }
        onRemember(name, number.value)
    }
}

final class MemoryFeedStore: FeedStore {
    private struct State {
        var cursor: FeedCursor
        var things: [String: FeedChange] = [:]
        var pages = 0
        var failures = 0
    }

    private let state: Mutex<State>

    init(cursor: FeedCursor = FeedCursor()) { state = Mutex(State(cursor: cursor)) }

    var cursor: FeedCursor { state.withLock { $0.cursor } }
    var things: [String: FeedChange] { state.withLock { $0.things } }
    var pages: Int { state.withLock { $0.pages } }

    func fail(_ count: Int) { state.withLock { $0.failures += count } }

    func mend() { state.withLock { $0.failures = 0 } }

    func cursor(of event: EventID) async throws -> FeedCursor { cursor }

    func apply(_ page: FeedPage, at now: Timestamp) async throws {
        try state.withLock { state in
            if state.failures > 0 {
                state.failures -= 1
                throw DiskFault()
            }
            if page.generation != state.cursor.generation { state.things = [:] }
            for case .other(let kind, let key, let body) in page.changes {
                state.things[key] = .other(kind: kind, key: key, body: body)
            }
            state.cursor = FeedCursor(generation: page.generation, position: page.position)
            state.pages += 1
        }
    }
}

/// What is reported, in order, and what holds.
final class ConditionLog: ConditionReporter {
    private let state = Mutex((lines: [String](), holding: [ConditionCode: String]()))

    var lines: [String] { state.withLock { $0.lines } }
    var holding: [ConditionCode: String] { state.withLock { $0.holding } }

    func raise(_ code: ConditionCode, detail: String) async {
        state.withLock {
            $0.lines.append("raise \(code.rawValue)")
            $0.holding[code] = detail
        }
    }

    func clear(_ code: ConditionCode) async {
        state.withLock {
            $0.lines.append("clear \(code.rawValue)")
            $0.holding[code] = nil
        }
    }
}
