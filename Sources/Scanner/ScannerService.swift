// The scanner as the rest of the box sees it: tokens come out, conditions are reported. It owns the
// capture thread, which owns the source and the decoder. It must never verify or decide anything.

package import CheckinCore
package import Logging
import Synchronization
import Threads

package final class ScannerService: Reader {
    /// Ends when a replay has no more pictures, and after `stop`. For one reader.
    package let tokens: AsyncStream<TicketToken>

    private let makeSource: @Sendable (Bell) -> any FrameSource
    private let time: any TimeSource
    private let logger: Logger
    private let onPicture: (@Sendable (PictureReading) -> Void)?
    private let bell: Bell
    private let queue: TokenQueue
    private let preview: PreviewBoard
    private let press: PreviewPress
    private let thread: ReaderThread<ScannerConditions>
    private let dropped = Atomic(0)
    private let unanswered = UnansweredCodes()

    /// `onPicture` is called on the capture thread for each picture of a replay that is read,
    /// before its tokens come out of `tokens`. A film at its own pace is not read while nothing
    /// moves in it.
    package convenience init(
        source: FrameSourceDescription, time: any TimeSource, conditions: any ConditionReporter,
        logger: Logger, onPicture: (@Sendable (PictureReading) -> Void)? = nil
    ) {
        self.init(
            makeSource: { source.makeSource(time: time, bell: $0, logger: logger) }, time: time,
            conditions: conditions, logger: logger, onPicture: onPicture)
    }

    package init(
        makeSource: @escaping @Sendable (Bell) -> any FrameSource, time: any TimeSource,
        conditions: any ConditionReporter, logger: Logger,
        onPicture: (@Sendable (PictureReading) -> Void)? = nil
    ) {
        self.makeSource = makeSource
        self.time = time
        self.logger = logger
        self.onPicture = onPicture
        let bell = Bell()
        let queue = TokenQueue { bell.ring() }
        self.bell = bell
        self.queue = queue
        thread = ReaderThread(name: "scanner", bell: bell, time: time, conditions: conditions)
        preview = PreviewBoard(time: time)
        press = PreviewPress(board: preview)
        tokens = AsyncStream(unfolding: { await queue.take() }, onCancel: { queue.abandon() })
    }

    /// Tokens that gave way to newer ones since the start.
    package var droppedTokens: Int { dropped.load(ordering: .relaxed) }

    /// The loop turns several times a second, with a camera or without.
    package var idleSpan: Duration { thread.idleSpan }

    /// Nobody could be shown an answer to this token: whoever still holds the code up is read once
    /// more.
    package func presentAgain(_ token: TicketToken) {
        unanswered.add(CodeSighting(bytes: token.bytes))
    }

    package func start() {
        thread.start { [self] say in
            run(saying: say)
            preview.close()
            queue.finish()
        }
    }

    package func stop() async {
        await thread.stop {
            queue.finish()
            preview.close()
        }
    }

    private func run(saying say: @escaping @Sendable (ScannerConditions) -> Void) {
        let source = makeSource(bell)
        // A picture of a replay may come once, a camera's is followed by the next one.
        let effort: Ladder.Effort =
            source.showsEachOnce ? .everything : .frame(limit: Ladder.frameLimit, time: time)
        var loop = CaptureLoop(
            source: source, ladder: Ladder.whole(effort: effort),
            time: time, queue: queue, bell: bell, preview: preview,
            unanswered: unanswered, isStopped: { [thread] in thread.isStopped() },
            logger: logger, say: say,
            onDrop: { [self] in dropped.add(1, ordering: .relaxed) }, onPicture: onPicture)
        loop.run()
    }
}

extension ScannerService: PreviewSource {
    package func picture(after number: UInt64, patience: Duration) async -> PreviewPicture? {
        guard let still = await preview.still(after: number, patience: patience) else {
            return nil
        }
        return await press.picture(of: still)
    }
}
