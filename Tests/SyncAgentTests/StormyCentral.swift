// A central server behind a network that loses, repeats, delays and reorders, and that is itself
// restored from a backup now and then: by a seed, in virtual time. What it holds is held by the
// rules of the real one. It must never lose anything of its own but in a restore.

import CheckinCore
import CheckinTesting
import SyncAgent
import Synchronization
import Wire

final class StormyCentral: Central {
    private struct Journal {
        var base: Int64
        var lost: [ClosedRange<Int64>] = []
        var bytes: [Int64: [UInt8]] = [:]

        /// Up to where everything is here or lost.
        var held: Int64 {
            var held = base
            while bytes[held + 1] != nil || lost.contains(where: { $0.contains(held + 1) }) {
                held += 1
            }
            return held
        }
    }

    private struct State {
        var random: SeededRandom
        var journals: [JournalName: Journal] = [:]
        /// Numbers in the order in which they first came, since the last restore.
        var arrivals: [JournalName: [Int64]] = [:]
        var life: UInt8 = 1
        var feed: [String] = []
        var isCalm = false
        /// Requests that the network still holds.
        var late: [[UInt8]] = []
        var sendNotBefore = Uptime(nanoseconds: 0)
        var complaints: [String] = []
        var sends = 0
    }

    private let state: Mutex<State>
    private let clock: VirtualClock
    /// How often in a hundred something goes wrong.
    private let badness: Int

    init(seed: UInt64, clock: VirtualClock, badness: Int) {
        state = Mutex(State(random: SeededRandom(seed: seed)))
        self.clock = clock
        self.badness = badness
    }

    var complaints: [String] { state.withLock { $0.complaints } }
    var sends: Int { state.withLock { $0.sends } }
    var feed: [String] { state.withLock { $0.feed } }
    var generation: FeedGeneration { state.withLock { Self.generation($0) } }

    func becomeCalm() { state.withLock { $0.isCalm = true } }
    func publish(_ key: String) { state.withLock { $0.feed.append(key) } }

    func numbers(of name: JournalName) -> [Int64] {
        state.withLock { ($0.journals[name]?.bytes.keys).map { $0.sorted() } ?? [] }
    }

    func bytes(of name: JournalName, _ number: Int64) -> [UInt8]? {
        state.withLock { $0.journals[name]?.bytes[number] }
    }

    /// The database as it was some time ago: the newest of everything is gone.
    func restore() {
        state.withLock { state in
            for (name, journal) in state.journals {
                let kept = Int.random(in: 0...journal.bytes.count, using: &state.random)
                var journal = journal
                for number in journal.bytes.keys.sorted().dropFirst(kept) {
                    journal.bytes[number] = nil
                }
                state.journals[name] = kept == 0 ? nil : journal
            }
            state.arrivals = [:]
            state.life += 1
            state.feed.removeLast(min(state.feed.count, 3))
        }
    }

    /// Complains when more is written down as held than ever came.
    func check(_ name: JournalName, isHeldThrough number: Int64) {
        state.withLock { state in
            let held = state.journals[name]?.held ?? 0
            // What a restore has taken since is the restore's doing.
            if number > held, state.life == 1 {
                state.complaints.append("\(name.incarnation): \(number) is held, says the box")
            }
        }
    }

    private static func generation(_ state: State) -> FeedGeneration {
        FeedGeneration(uuid: [UInt8](repeating: state.life, count: 16))
    }

    private func chance(_ percent: Int) -> Bool {
        state.withLock { !$0.isCalm && $0.random.chance(percent) }
    }

    private func delay() async throws(SyncFault) {
        let span = state.withLock { state -> Duration in
            guard !state.isCalm else { return .milliseconds(2) }
            return .milliseconds(Int64.random(in: 1...3_000, using: &state.random))
        }
        do {
            try await clock.sleep(for: span)
        } catch { throw .cancelled }
    }

    private func trouble() throws(SyncFault) {
        guard chance(badness) else { return }
        let faults: [SyncFault] = [
            .unreachable, .timedOut, .distrusted, .refused(code: "token_unknown"),
            .busy(retryAfter: .seconds(90)), .busy(retryAfter: nil),
            .failed(status: 502, retryAfter: nil), .unreadable(.notJSON), .redirected, .truncated,
        ]
        throw faults[state.withLock { Int.random(in: faults.indices, using: &$0.random) }]
    }

    func send(_ batch: JournalBatch) async throws(SyncFault) -> BatchAnswer {
        let bytes = BatchMessage.bytes(of: batch)
        noteSend(batch)
        do throws(SyncFault) {
            return try await carry(bytes, batch)
        } catch {
            pause(after: error)
            throw error
        }
    }

    private func carry(
        _ bytes: [UInt8], _ batch: JournalBatch
    ) async throws(SyncFault) -> BatchAnswer {
        try await delay()
        if chance(badness / 2) { state.withLock { $0.late.append(bytes) } }
        try trouble()
        if batch.entries.count > 60, chance(badness) { throw .tooLarge }
        let answer = store(bytes)
        // What the network held comes now, as if it had been sent again.
        for late in state.withLock({ state in
            let late = state.late
            state.late = []
            return late
        }) { _ = store(late) }
        try await delay()
        // The answer is lost: everything is stored, and nobody knows.
        try trouble()
        do {
            return try BatchAnswer(answer.bytes)
        } catch { throw .unreadable(error) }
    }

    private func noteSend(_ batch: JournalBatch) {
        state.withLock { state in
            state.sends += 1
            if clock.uptime() < state.sendNotBefore {
                state.complaints.append("sent before it was time")
            }
            state.sendNotBefore = clock.uptime()
            if batch.entries.isEmpty { state.complaints.append("sent nothing") }
        }
    }

    private func pause(after fault: SyncFault) {
        let span: Duration =
            switch fault {
            case .refused: SyncMachine.refusedPause
            default: fault.retryAfter ?? .zero
            }
        state.withLock { $0.sendNotBefore = clock.uptime() + span }
    }

    private func store(_ bytes: [UInt8]) -> BatchAnswer {
        guard let batch = try? BatchMessage.batch(of: bytes, from: "box-1") else {
            state.withLock { $0.complaints.append("a batch that is none") }
            return BatchAnswer(held: AttemptNumber(0))
        }
        return state.withLock { state in
            var journal =
                state.journals[batch.journal] ?? Journal(base: batch.base.value)
            journal.lost += batch.lost
            var forked: [AttemptNumber] = []
            for entry in batch.entries {
                let number = entry.attempt.number
                let written = AttemptMessage.bytes(of: entry)
                if let known = journal.bytes[number.value] {
                    if known != written { forked.append(number) }
                } else {
                    journal.bytes[number.value] = written
                    let arrived = state.arrivals[batch.journal]?.last ?? 0
                    if number.value < arrived, state.life == 1 {
                        state.complaints.append("\(number) came behind \(arrived)")
                    }
                    state.arrivals[batch.journal, default: []].append(number.value)
                }
            }
            state.journals[batch.journal] = journal
            return BatchAnswer(held: AttemptNumber(journal.held), forked: forked)
        }
    }

    func page(_ question: FeedQuestion) async throws(SyncFault) -> FeedAnswer {
        try await delay()
        try trouble()
        if chance(badness / 2) { throw .unreadable(.malformed("entries")) }
        if question.limit > 10, chance(badness / 2) { throw .answerTooLarge }
        if !isNews(for: question) {
            do {
                try await clock.sleep(for: question.wait)
            } catch { throw .cancelled }
        }
        let answer = answer(to: question)
        try trouble()
        do {
            return try FeedAnswer(answer.bytes(of: question.event))
        } catch { throw .unreadable(error) }
    }

    private func isNews(for question: FeedQuestion) -> Bool {
        state.withLock {
            question.after.generation != Self.generation($0)
                || question.after.position < Int64($0.feed.count)
        }
    }

    private func answer(to question: FeedQuestion) -> FeedAnswer {
        state.withLock { state in
            let life = Self.generation(state)
            let head = Int64(state.feed.count)
            let after = question.after
            if after.position > head || (after.generation != nil && after.generation != life) {
                return .reset(life, head: head)
            }
            let keys = state.feed.dropFirst(Int(after.position)).prefix(question.limit)
            return .page(
                FeedPage(
                    event: question.event, generation: life,
                    position: after.position + Int64(keys.count), head: head,
                    asOf: clock.now(),
                    changes: keys.map { .other(kind: "tier", key: $0, body: Array("{}".utf8)) }))
        }
    }

    func device() async throws(SyncFault) -> DeviceDescription { throw .unreachable }

    func enrol(_ request: EnrolmentRequest) async throws(SyncFault) -> EnrolmentAnswer {
        throw .unreachable
    }
}
