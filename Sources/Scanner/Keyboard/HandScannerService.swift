// The hand scanners as the rest of the box sees them: tokens come out, conditions are reported. One
// thread serves all of them. It must never verify or decide anything.

package import CheckinCore
package import Logging
import Synchronization
import Threads

package final class HandScannerService: Reader {
    package let name = "hand scanners"
    /// Lines that may wait for their answer. Somebody stands behind each: more than a few would
    /// wait so long that they pull the trigger again.
    package static let capacity = 8

    /// Ends after `stop`. For one reader.
    package let tokens: AsyncStream<TicketToken>

    private struct Running {
        var thread: ThreadHandle
        var reporting: Task<Void, Never>
    }

    private enum Phase {
        case idle
        case running(Running)
        case stopped(Running?)
    }

    private let wishes: [HandScannerWish]
    private let makeKernel: @Sendable (Bell) -> any HandScannerKernel
    private let time: any TimeSource
    private let conditions: any ConditionReporter
    private let logger: Logger
    private let onBusy: @Sendable (TicketToken) -> Void
    private let bell = Bell()
    private let queue: AsyncStream<TicketToken>.Continuation
    private let phase = Mutex(Phase.idle)
    private let isStopped = Atomic(false)
    /// Nanoseconds of uptime at the loop's last turn; `notTurning` before it starts and after it
    /// has ended.
    private let turnedAt = Atomic(HandScannerService.notTurning)
    private static let notTurning = Int64.max

    /// `onBusy` is called, on the scanners' thread, with each token for which there was no room: it
    /// is not answered otherwise, and must be answered with "busy". It must return at once.
    package convenience init(
        wishes: [HandScannerWish], time: any TimeSource, conditions: any ConditionReporter,
        logger: Logger, onBusy: @escaping @Sendable (TicketToken) -> Void
    ) {
        self.init(
            wishes: wishes, makeKernel: { LinuxHandScannerKernel(bell: $0) }, time: time,
            conditions: conditions, logger: logger, onBusy: onBusy)
    }

    init(
        wishes: [HandScannerWish], makeKernel: @escaping @Sendable (Bell) -> any HandScannerKernel,
        time: any TimeSource, conditions: any ConditionReporter, logger: Logger,
        onBusy: @escaping @Sendable (TicketToken) -> Void
    ) {
        self.wishes = wishes
        self.makeKernel = makeKernel
        self.time = time
        self.conditions = conditions
        self.logger = logger
        self.onBusy = onBusy
        (tokens, queue) = AsyncStream.makeStream(
            of: TicketToken.self, bufferingPolicy: .bufferingOldest(Self.capacity))
    }

    /// How long ago the loop last turned; zero when it is not to turn. It turns twice a second,
    /// with a scanner or without.
    package var idleSpan: Duration {
        let last = turnedAt.load(ordering: .relaxed)
        return last == Self.notTurning
            ? .zero : time.uptime().since(Uptime(nanoseconds: last))
    }

    /// Starts the thread. Once: what was stopped stays stopped.
    package func start() {
        phase.withLock { phase in
            guard case .idle = phase else { return }
            let (statements, statement) = AsyncStream.makeStream(
                of: HandScannerConditions.self, bufferingPolicy: .bufferingNewest(1))
            let reporting = Task { [conditions] in
                var before = HandScannerConditions()
                for await now in statements {
                    await now.report(since: before, to: conditions)
                    before = now
                }
                await HandScannerConditions().report(since: before, to: conditions)
            }
            let thread = startThread(named: "hand scanners") { [self] in
                run(saying: statement)
                turnedAt.store(Self.notTurning, ordering: .relaxed)
                queue.finish()
                statement.finish()
            }
            phase = .running(Running(thread: thread, reporting: reporting))
        }
    }

    /// Returns when every device is given back, the thread has ended and every condition is
    /// cleared.
    package func stop() async {
        isStopped.store(true, ordering: .releasing)
        bell.ring()
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
        queue.finish()
        await running?.thread.join()
        await running?.reporting.value
    }

    private func run(saying statement: AsyncStream<HandScannerConditions>.Continuation) {
        let kernel = makeKernel(bell)
        var loop = HandScannerLoop(
            roster: HandScannerRoster(
                wishes: wishes, kernel: kernel, logger: logger, at: time.uptime()),
            kernel: kernel, time: time, bell: bell,
            isStopped: { [self] in
                turnedAt.store(time.uptime().nanoseconds, ordering: .relaxed)
                return isStopped.load(ordering: .acquiring)
            },
            put: { [self] token in
                if case .dropped(let refused) = queue.yield(token) { onBusy(refused) }
            },
            say: { statement.yield($0) })
        loop.run()
    }
}
