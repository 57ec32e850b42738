// The hand scanners as the rest of the box sees them: tokens come out, conditions are reported. One
// thread serves all of them. It must never verify or decide anything.

package import CheckinCore
package import Logging
import Synchronization
import Threads

package final class HandScannerService: Reader {
    /// Lines that may wait for their answer. Somebody stands behind each: more than a few would
    /// wait so long that they pull the trigger again.
    package static let capacity = 8

    /// Ends after `stop`. For one reader.
    package let tokens: AsyncStream<TicketToken>

    private let wishes: [HandScannerWish]
    private let makeKernel: @Sendable (Bell) -> any HandScannerKernel
    private let time: any TimeSource
    private let logger: Logger
    private let onUnanswered: @Sendable (Uptime) -> Void
    private let bell = Bell()
    private let queue: AsyncStream<TicketToken>.Continuation
    private let thread: ReaderThread<HandScannerConditions>

    /// `onUnanswered` is called, on the scanners' thread, with the moment of each presentation for
    /// which there was no room, or that lost keys on its way: whoever pulled the trigger must be
    /// told to do it again. It must return at once.
    package convenience init(
        wishes: [HandScannerWish], time: any TimeSource, conditions: any ConditionReporter,
        logger: Logger, onUnanswered: @escaping @Sendable (Uptime) -> Void
    ) {
        self.init(
            wishes: wishes, makeKernel: { LinuxHandScannerKernel(bell: $0) }, time: time,
            conditions: conditions, logger: logger, onUnanswered: onUnanswered)
    }

    init(
        wishes: [HandScannerWish], makeKernel: @escaping @Sendable (Bell) -> any HandScannerKernel,
        time: any TimeSource, conditions: any ConditionReporter, logger: Logger,
        onUnanswered: @escaping @Sendable (Uptime) -> Void
    ) {
        self.wishes = wishes
        self.makeKernel = makeKernel
        self.time = time
        self.logger = logger
        self.onUnanswered = onUnanswered
        thread = ReaderThread(name: "hand scanners", bell: bell, time: time, conditions: conditions)
        (tokens, queue) = AsyncStream.makeStream(
            of: TicketToken.self, bufferingPolicy: .bufferingOldest(Self.capacity))
    }

    /// The loop turns twice a second, with a scanner or without.
    package var idleSpan: Duration { thread.idleSpan }

    package func start() {
        thread.start { [self] say in
            run(saying: say)
            queue.finish()
        }
    }

    package func stop() async { await thread.stop { queue.finish() } }

    private func run(saying say: @escaping @Sendable (HandScannerConditions) -> Void) {
        let kernel = makeKernel(bell)
        var loop = HandScannerLoop(
            roster: HandScannerRoster(
                wishes: wishes, kernel: kernel, logger: logger, at: time.uptime()),
            kernel: kernel, time: time, bell: bell,
            isStopped: { [thread] in thread.isStopped() },
            put: { [self] token in
                guard case .dropped(let refused) = queue.yield(token) else { return true }
                onUnanswered(refused.seenAt)
                return false
            },
            onLost: { [self] in onUnanswered(time.uptime()) }, logger: logger, say: say)
        loop.run()
    }
}
