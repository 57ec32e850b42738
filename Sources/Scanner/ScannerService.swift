// The scanner as the rest of the box sees it: tokens come out, conditions are reported. It owns the
// capture thread, which owns the source and the decoder. It must never verify or decide anything.

package import CheckinCore
package import Logging
import Synchronization
import Threads

package final class ScannerService: Sendable {
    /// Ends when a replay has no more pictures, and after `stop`. For one reader.
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

    private let makeSource: @Sendable (Bell) -> any FrameSource
    private let time: any TimeSource
    private let conditions: any ConditionReporter
    private let logger: Logger
    private let onPicture: (@Sendable (PictureReading) -> Void)?
    private let bell: Bell
    private let queue: TokenQueue
    private let phase = Mutex(Phase.idle)
    private let isStopped = Atomic(false)
    private let dropped = Atomic(0)
    /// Nanoseconds of uptime at the loop's last turn; `notTurning` before it starts and after it
    /// has ended.
    private let turnedAt = Atomic(ScannerService.notTurning)
    private static let notTurning = Int64.max

    /// `onPicture` is called on the capture thread for each picture of a replay, before its tokens
    /// come out of `tokens`.
    package convenience init(
        source: FrameSourceDescription, time: any TimeSource, conditions: any ConditionReporter,
        logger: Logger, onPicture: (@Sendable (PictureReading) -> Void)? = nil
    ) {
        self.init(
            makeSource: { source.makeSource(time: time, bell: $0) }, time: time,
            conditions: conditions, logger: logger, onPicture: onPicture)
    }

    package init(
        makeSource: @escaping @Sendable (Bell) -> any FrameSource, time: any TimeSource,
        conditions: any ConditionReporter, logger: Logger,
        onPicture: (@Sendable (PictureReading) -> Void)? = nil
    ) {
        self.makeSource = makeSource
        self.time = time
        self.conditions = conditions
        self.logger = logger
        self.onPicture = onPicture
        let bell = Bell()
        let queue = TokenQueue { bell.ring() }
        self.bell = bell
        self.queue = queue
        tokens = AsyncStream(unfolding: { await queue.take() }, onCancel: { queue.abandon() })
    }

    /// Tokens that gave way to newer ones since the start.
    package var droppedTokens: Int { dropped.load(ordering: .relaxed) }

    /// How long ago the capture loop last turned; zero when it is not to turn. It turns several
    /// times a second, with a camera or without.
    package var idleSpan: Duration {
        let last = turnedAt.load(ordering: .relaxed)
        return last == Self.notTurning
            ? .zero : time.uptime().since(Uptime(nanoseconds: last))
    }

    /// Starts the capture thread. Once: a scanner that was stopped stays stopped.
    package func start() {
        phase.withLock { phase in
            guard case .idle = phase else { return }
            let (statements, statement) = AsyncStream.makeStream(
                of: ScannerConditions.self, bufferingPolicy: .bufferingNewest(1))
            let reporting = Task { [conditions] in
                var before = ScannerConditions()
                for await now in statements {
                    await now.report(since: before, to: conditions)
                    before = now
                }
                await ScannerConditions().report(since: before, to: conditions)
            }
            let thread = startThread(named: "scanner") { [self] in
                run(saying: statement)
                turnedAt.store(Self.notTurning, ordering: .relaxed)
                queue.finish()
                statement.finish()
            }
            phase = .running(Running(thread: thread, reporting: reporting))
        }
    }

    /// Returns when the device is closed, the thread has ended and every condition is cleared.
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

    private func run(saying statement: AsyncStream<ScannerConditions>.Continuation) {
        let source = makeSource(bell)
        // A picture of a replay may come once, a camera's is followed by the next one.
        let effort: Ladder.Effort =
            source.showsEachOnce ? .everything : .frame(limit: Ladder.frameLimit, time: time)
        var loop = CaptureLoop(
            source: source, ladder: Ladder.whole(effort: effort),
            time: time, queue: queue, bell: bell,
            isStopped: { [self] in
                turnedAt.store(time.uptime().nanoseconds, ordering: .relaxed)
                return isStopped.load(ordering: .acquiring)
            }, logger: logger,
            say: { statement.yield($0) },
            onDrop: { [self] in dropped.add(1, ordering: .relaxed) }, onPicture: onPicture)
        loop.run()
    }
}
