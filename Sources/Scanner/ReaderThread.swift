// The life of a reader's thread: started once, stopped once, watched, and heard. What it has to say
// about its health is stated all at once and the newest statement wins, so nothing can be lost and
// nothing can pile up.

import CheckinCore
import Synchronization
import Threads

/// Everything that is wrong with a reader at one moment.
protocol HealthStatement: Sendable {
    /// Nothing is wrong.
    init()
    /// The particulars of each condition that holds.
    var holding: [ConditionCode: String] { get }
}

extension HealthStatement {
    /// Raises and clears what differs from `before`.
    func report(since before: Self, to reporter: any ConditionReporter) async {
        let (old, new) = (before.holding, holding)
        for code in old.keys where new[code] == nil { await reporter.clear(code) }
        for (code, detail) in new where old[code] != detail {
            await reporter.raise(code, detail: detail)
        }
    }
}

final class ReaderThread<Statement: HealthStatement>: Sendable {
    private struct Running {
        var thread: ThreadHandle
        var reporting: Task<Void, Never>
    }

    private enum Phase {
        case idle
        case running(Running)
        case stopped(Running?)
    }

    private let name: String
    private let bell: Bell
    private let time: any TimeSource
    private let conditions: any ConditionReporter
    private let phase = Mutex(Phase.idle)
    private let stopping = Atomic(false)
    /// Nanoseconds of uptime at the loop's last turn; `notTurning` before it starts and after it
    /// has ended.
    private let turnedAt = Atomic(Int64.max)
    private var notTurning: Int64 { .max }

    /// - Parameters:
    ///   - name: at most 15 bytes of it are seen in the system.
    ///   - bell: what the loop waits on: rung to stop it.
    init(name: String, bell: Bell, time: any TimeSource, conditions: any ConditionReporter) {
        self.name = name
        self.bell = bell
        self.time = time
        self.conditions = conditions
    }

    /// How long ago the loop last turned; zero when it is not to turn.
    var idleSpan: Duration {
        let last = turnedAt.load(ordering: .relaxed)
        return last == notTurning ? .zero : time.uptime().since(Uptime(nanoseconds: last))
    }

    /// For the loop to ask at each turn, which is what keeps it from being taken for dead.
    func isStopped() -> Bool {
        turnedAt.store(time.uptime().nanoseconds, ordering: .relaxed)
        return stopping.load(ordering: .acquiring)
    }

    /// Runs `body` on a thread of its own, once, with a way to state its health.
    func start(_ body: @escaping @Sendable (@escaping @Sendable (Statement) -> Void) -> Void) {
        phase.withLock { phase in
            guard case .idle = phase else { return }
            let (statements, statement) = AsyncStream.makeStream(
                of: Statement.self, bufferingPolicy: .bufferingNewest(1))
            let reporting = Task { [conditions] in
                var before = Statement()
                for await now in statements {
                    await now.report(since: before, to: conditions)
                    before = now
                }
                await Statement().report(since: before, to: conditions)
            }
            let thread = startThread(named: name) { [self] in
                body { statement.yield($0) }
                turnedAt.store(notTurning, ordering: .relaxed)
                statement.finish()
            }
            phase = .running(Running(thread: thread, reporting: reporting))
        }
    }

    /// Returns when the thread has ended and every condition is cleared. `release` lets go whoever
    /// waits for the loop.
    func stop(_ release: () -> Void) async {
        stopping.store(true, ordering: .releasing)
        bell.ring()
        release()
        let running = phase.withLock { phase -> Running? in
            let running: Running? =
                switch phase {
                case .idle: nil
                case .running(let running): running
                case .stopped(let running): running
                }
            phase = .stopped(running)
            return running
        }
        await running?.thread.join()
        await running?.reporting.value
    }
}
