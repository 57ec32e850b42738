// The one loop of the capture thread: frame, codes, presentations, tokens. It must never wait for
// anybody but the source, unless the source is a replay in lock step.

import CheckinCore
import Logging
import Synchronization

/// Everything the loop and the service share. The loop itself belongs to its thread.
struct CaptureLoop {
    /// How long one wait for a frame lasts at most: it bounds how stale the conditions get.
    private static let patience: Duration = .milliseconds(250)
    /// Tokens that gave way are worth a word for so long.
    private static let dropSpan: Duration = .seconds(10)
    /// How often a code that nobody could answer is presented again: a page comes back in
    /// seconds, and until then a poster before the lens must not cost every frame a decoding.
    private static let againSpan: Duration = .seconds(2)

    let source: any FrameSource
    let ladder: Ladder
    let time: any TimeSource
    let queue: TokenQueue
    let bell: Bell
    let preview: PreviewBoard
    let unanswered: UnansweredCodes
    let isStopped: @Sendable () -> Bool
    let logger: Logger
    let say: (ScannerConditions) -> Void
    let onDrop: () -> Void
    let onPicture: (@Sendable (PictureReading) -> Void)?

    private var debouncer = Debouncer()
    private var scene: SceneWatch?
    private var said = ScannerConditions()
    private var droppedAt: Uptime?
    private var againAt: Uptime?

    init(
        source: any FrameSource, ladder: Ladder, time: any TimeSource, queue: TokenQueue,
        bell: Bell, preview: PreviewBoard, unanswered: UnansweredCodes = UnansweredCodes(),
        isStopped: @escaping @Sendable () -> Bool, logger: Logger,
        say: @escaping (ScannerConditions) -> Void, onDrop: @escaping () -> Void,
        onPicture: (@Sendable (PictureReading) -> Void)?
    ) {
        self.source = source
        self.ladder = ladder
        self.time = time
        self.queue = queue
        self.bell = bell
        self.preview = preview
        self.unanswered = unanswered
        // A picture that comes once is always read: there is no still scene to spare.
        if !source.showsEachOnce {
            scene = SceneWatch(framesForEveryRung: ladder.framesForEveryRung)
        }
        self.isStopped = isStopped
        self.logger = logger
        self.say = say
        self.onDrop = onDrop
        self.onPicture = onPicture
    }

    /// Until the pictures end or somebody stops it.
    mutating func run() {
        defer { source.close() }
        while !isStopped() {
            let event = source.next(patience: Self.patience)
            switch event {
            case .frame(let frame): read(frame)
            case .nothing: break
            case .broken(let name, let fault):
                logger.warning("picture skipped", metadata: ["fault": "\(fault)"])
                onPicture?(PictureReading(name: name, tokens: [], codes: 0, fault: fault))
            case .end: return
            }
            preview.forgetUnwatched()
            sayConditions()
            bell.mute()
        }
    }

    private mutating func read(_ frame: Frame) {
        preview.show(frame.image)
        if frame.startsScene {
            debouncer.forget()
            scene?.expectAnything()
        }
        presentAgain(at: frame.seenAt)
        guard isWorthReading(frame) else { return }
        let codes = ladder.read(
            frame.image, known: debouncer.codesInView(at: frame.seenAt))
        if !codes.isEmpty { scene?.sawCode(at: frame.seenAt) }
        let tokens = debouncer.presentations(of: codes, at: frame.seenAt).map {
            TicketToken(bytes: $0.bytes, source: .camera, seenAt: frame.seenAt)
        }
        if let name = frame.name {
            onPicture?(PictureReading(name: name, tokens: tokens, codes: codes.count, fault: nil))
        }
        for token in tokens {
            guard let dropped = queue.put(token) else { continue }
            droppedAt = time.uptime()
            onDrop()
            // Whoever still holds it up is read once more; whose code waits again has his turn.
            if !dropped.waitsAgain { debouncer.forget(CodeSighting(bytes: dropped.token.bytes)) }
        }
        if source.isLockStep { waitUntilTaken() }
    }

    private mutating func presentAgain(at now: Uptime) {
        if let againAt, now.since(againAt) < Self.againSpan { return }
        let codes = unanswered.take()
        guard !codes.isEmpty else { return }
        againAt = now
        for code in codes { debouncer.forget(code) }
        scene?.expectAnything()
    }

    /// False of a picture that shows once more what has been read already, or often enough in vain.
    private mutating func isWorthReading(_ frame: Frame) -> Bool {
        guard let look = scene?.look(at: frame.image, now: frame.seenAt) else { return true }
        if !look.hasChanged { debouncer.hold(seenSince: look.sceneSince, at: frame.seenAt) }
        return look.passes
    }

    /// Rung when a token is taken and when the service stops.
    private func waitUntilTaken() {
        while !queue.isIdle, !isStopped() {
            bell.pause(for: Self.patience)
            bell.mute()
        }
    }

    private mutating func sayConditions() {
        if let at = droppedAt, time.uptime().since(at) >= Self.dropSpan { droppedAt = nil }
        if source.fault != said.camera { scene?.forget() }
        let now = ScannerConditions(
            camera: source.fault, flaws: scene?.flaws ?? [], dropsTokens: droppedAt != nil)
        guard now != said else { return }
        for flaw in now.flaws.subtracting(said.flaws) {
            logger.notice(
                "pictures are poor", metadata: ["condition": "\(flaw.condition.rawValue)"])
        }
        if now.camera != said.camera {
            if let fault = now.camera {
                logger.warning("no pictures", metadata: ["fault": "\(fault)"])
            } else {
                logger.notice("pictures come")
            }
        }
        said = now
        say(now)
    }
}
