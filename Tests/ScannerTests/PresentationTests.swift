// The capture loop with a camera, in virtual time: what is held up, for how long, and how often it
// counts. The gate keeps still pictures from the decoder; a guest must never notice.

import CheckinCore
import CheckinTesting
import Logging
import Synchronization
import Testing

@testable import Scanner

/// A camera that plays a list of frames.
private final class FilmSource: FrameSource {
    let isLockStep = false
    let showsEachOnce = false
    private(set) var fault: CaptureFault?
    private var events: [(CaptureFault?, FrameEvent)]
    private let clock: VirtualClock

    init(_ events: [(CaptureFault?, FrameEvent)], clock: VirtualClock) {
        self.events = events.reversed()
        self.clock = clock
    }

    func next(patience: Duration) -> FrameEvent {
        guard let (fault, event) = events.popLast() else { return .end }
        self.fault = fault
        if case .frame(let frame) = event { clock.advance(by: frame.seenAt.since(clock.uptime())) }
        return event
    }

    func close() {}
}

struct PresentationTests {
    enum Shown {
        case nothing, ticket, other
        /// The ticket a little further to the right with each picture.
        case movingTicket
        /// The camera is gone.
        case unplugged
    }

    private let clock = VirtualClock()

    /// Plays `film` at ten pictures a second: the tenths at which tokens came, and at which
    /// something was decoded. Before the tenth `start` nobody could see an answer.
    private func play(
        _ film: [(Shown, seconds: Double)], answeredFrom start: Int = 0
    ) throws -> (tokens: [Int], decoded: [Int]) {
        let tokens = Mutex<[Int]>([])
        let decoded = Mutex<[Int]>([])
        let unanswered = UnansweredCodes()
        let source = FilmSource(try events(film), clock: clock)
        let queue = TokenQueue {}
        var loop = CaptureLoop(
            source: source,
            ladder: Ladder.whole(effort: .frame(limit: .milliseconds(33), time: clock)),
            time: clock, queue: queue, bell: Bell(), preview: PreviewBoard(time: clock),
            unanswered: unanswered, isStopped: { false },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            say: { _ in }, onDrop: {},
            onPicture: { reading in
                let tenth = Int(reading.name) ?? -1
                decoded.withLock { $0.append(tenth) }
                guard !reading.tokens.isEmpty else { return }
                tokens.withLock { $0.append(tenth) }
                guard tenth < start else { return }
                for token in reading.tokens { unanswered.add(CodeSighting(bytes: token.bytes)) }
            })
        loop.run()
        return (tokens.withLock { $0 }, decoded.withLock { $0 })
    }

    private func events(
        _ film: [(Shown, seconds: Double)]
    ) throws -> [(CaptureFault?, FrameEvent)] {
        let (ticket, other) = (try Pictures.code(), try Pictures.other())
        var events: [(CaptureFault?, FrameEvent)] = []
        for (shown, seconds) in film {
            for _ in 0..<Int(seconds * 10) {
                let tenth = events.count
                let held: [(image: GreyImage, x: Int, y: Int)] =
                    switch shown {
                    case .nothing, .unplugged: []
                    case .ticket: [(ticket, 100, 60)]
                    case .other: [(other, 100, 60)]
                    case .movingTicket: [(ticket, 60 + tenth % 20 * 3, 60)]
                    }
                if case .unplugged = shown {
                    events.append((.missing(device: "x"), .nothing))
                    continue
                }
                let frame = Frame(
                    image: try Scene(noise: 2, held: held).picture(tenth),
                    seenAt: Uptime(nanoseconds: Int64(tenth) * 100_000_000), name: "\(tenth)")
                events.append((nil, .frame(frame)))
            }
        }
        return events
    }

    @Test(
        arguments: [
            ("held still for ten seconds, then moved", [(.ticket, 10), (.movingTicket, 3)], [0]),
            (
                "held still, moved, held still, moved",
                [(.movingTicket, 2), (.ticket, 6), (.movingTicket, 2), (.ticket, 6)], [0]
            ),
            ("away for longer", [(.ticket, 5), (.nothing, 1.8), (.ticket, 5)], [0, 68]),
            ("away for a moment", [(.ticket, 5), (.nothing, 1), (.ticket, 5)], [0]),
            (
                "away long after the gate has shut", [(.ticket, 3), (.nothing, 10), (.ticket, 3)],
                [0, 130]
            ),
            ("another at once", [(.ticket, 5), (.other, 5), (.ticket, 5)], [0, 50, 100]),
            ("presented at once after stillness", [(.nothing, 10), (.ticket, 3)], [100]),
            (
                "the camera pulled out while it is held",
                [(.ticket, 3), (.unplugged, 0.5), (.ticket, 3)], [0]
            ),
        ] as [(String, [(Shown, seconds: Double)], [Int])])
    func countsEachPresentationOnce(
        story: String, film: [(Shown, seconds: Double)], expected: [Int]
    ) throws {
        let tokens = try play(film).tokens
        #expect(tokens.count == expected.count, "\(story): \(tokens)")
        for (token, moment) in zip(tokens, expected) {
            // Read within two pictures.
            #expect((moment...moment + 1).contains(token), "\(story): \(tokens)")
        }
    }

    /// Held still all the time: the page comes back after five seconds.
    @Test func presentsACodeAgainUntilSomebodyCanSeeTheAnswer() throws {
        let tokens = try play([(.ticket, 12)], answeredFrom: 50).tokens
        let last = try #require(tokens.last)
        #expect((50..<80).contains(last), "\(tokens)")
        #expect((3...5).contains(tokens.count), "\(tokens)")
    }

    /// The door is slow, the queue is full, and the guest of the oldest token still waits there.
    @Test func presentsACodeAnewThatIsStillHeldUpWhenItsTokenGaveWay() async throws {
        let (ticket, other) = (try Pictures.code(), try Pictures.other())
        let alone = try Pictures.paper([(ticket, 20, 60)])
        let both = try Pictures.paper([(ticket, 20, 60), (other, 180, 60)])
        let frames = [alone, alone, both, both, alone, alone].enumerated().map { tenth, image in
            let seenAt = Uptime(nanoseconds: Int64(tenth) * 100_000_000)
            return FrameEvent.frame(Frame(image: image, seenAt: seenAt, name: "\(tenth)"))
        }
        let queue = TokenQueue {}
        var loop = CaptureLoop(
            source: FilmSource(frames.map { (nil, $0) }, clock: clock),
            ladder: Ladder.whole(effort: .everything),
            time: clock, queue: queue, bell: Bell(), preview: PreviewBoard(time: clock),
            isStopped: { false }, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            say: { _ in }, onDrop: {},
            onPicture: { reading in
                guard reading.name == "1" else { return }
                for number in 1..<TokenQueue.capacity {
                    let token = TicketToken(
                        bytes: [UInt8(number)], source: .camera, seenAt: Uptime(nanoseconds: 0))
                    #expect(queue.put(token) == nil)
                }
            })
        loop.run()
        queue.finish()
        var left: [[UInt8]] = []
        while let token = await queue.take() { left.append(token.bytes) }
        #expect(left.count == TokenQueue.capacity)
        #expect(left.suffix(2) == [Array("CHECKIN-2".utf8), Pictures.codeText])
    }

    @Test func doesNotCallACodeLostThatWaitsOnceMore() {
        let queue = TokenQueue {}
        func put(_ bytes: [UInt8]) -> TokenQueue.Dropped? {
            queue.put(TicketToken(bytes: bytes, source: .camera, seenAt: clock.uptime()))
        }
        for number in 0..<UInt8(TokenQueue.capacity) { #expect(put([number % 7]) == nil) }
        #expect(put([100])?.waitsAgain == true)
        #expect(put([101])?.waitsAgain == false)
    }

    @Test func readsFewPicturesOfAStillScene() throws {
        let decoded = try play([(.nothing, 30)]).decoded
        let forEveryRung = Ladder.whole(effort: .everything).framesForEveryRung
        // Each rung has a turn and some to spare, then one after 1, 2 and 4 seconds and every 4.
        #expect((forEveryRung...2 * forEveryRung + 12).contains(decoded.count))
    }
}

struct DebouncerHoldTests {
    private let ticket = CodeSighting(bytes: [1])

    private func at(_ milliseconds: Int64) -> Uptime {
        Uptime(nanoseconds: milliseconds * 1_000_000)
    }

    /// Seen at 0; held at each of `holds`, of a scene that began at `scene`; seen again at `again`.
    private func isNew(scene: Int64, holds: [Int64], again: Int64) -> Bool {
        var debouncer = Debouncer()
        _ = debouncer.presentations(of: [ticket], at: at(0))
        for hold in holds { debouncer.hold(seenSince: at(scene), at: at(hold)) }
        return !debouncer.presentations(of: [ticket], at: at(again)).isEmpty
    }

    @Test func holdsWhatWasSeenInTheSceneThatIsStillThere() {
        #expect(!isNew(scene: 0, holds: [1_000, 2_000, 3_000], again: 4_000))
        #expect(!isNew(scene: -100, holds: [1_500], again: 3_000))
    }

    @Test func doesNotHoldWhatWasSeenBeforeTheScene() {
        #expect(isNew(scene: 1, holds: [500, 1_000, 1_500], again: 1_501))
    }

    @Test func doesNotHoldAcrossATimeWithoutPictures() {
        #expect(isNew(scene: 0, holds: [1_501], again: 1_600))
    }

    @Test func doesNotHoldBackwards() {
        #expect(!isNew(scene: 0, holds: [-5_000], again: 1_000))
    }
}
