// The service with its real thread: pictures in, tokens and conditions out.

import CheckinCore
import CheckinTesting
import Logging
import Synchronization
import Testing

@testable import Scanner

/// Plays a list of events, then waits like a camera with nothing in front of it.
private final class ListSource: FrameSource {
    let isLockStep = false
    let showsEachOnce = false
    private(set) var fault: CaptureFault?
    private var steps: [(CaptureFault?, FrameEvent)]
    private let holdsBack: @Sendable (FrameEvent) -> Bool
    private let onClose: @Sendable () -> Void

    /// `holdsBack`: for how long an event does not come yet.
    init(
        _ steps: [(CaptureFault?, FrameEvent)],
        holdsBack: @escaping @Sendable (FrameEvent) -> Bool = { _ in false },
        onClose: @escaping @Sendable () -> Void = {}
    ) {
        self.steps = steps
        self.holdsBack = holdsBack
        self.onClose = onClose
    }

    func next(patience: Duration) -> FrameEvent {
        guard let next = steps.first, !holdsBack(next.1) else { return .nothing }
        let (fault, event) = steps.removeFirst()
        self.fault = fault
        return event
    }

    func close() { onClose() }
}

struct ScannerServiceTests {
    private let clock = VirtualClock()
    private let log = ConditionLog()
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func replay(
        _ plan: ReplayPlan, onPicture: (@Sendable (PictureReading) -> Void)? = nil
    ) -> ScannerService {
        ScannerService(
            source: .replay(plan), time: clock, conditions: log, logger: logger,
            onPicture: onPicture)
    }

    @Test func readsEveryPictureOfAFolderThenEnds() async throws {
        let folder = try ReplayFolder()
        try folder.copy("code.png", as: "1.png")
        try folder.copy("code.jpg", as: "2.jpg")
        folder.write("3.png", [])
        try folder.copy("other.pgm", as: "4.pgm")
        let names = Mutex<[TicketToken: String]>([:])
        let broken = Mutex<[String]>([])
        let clock = clock
        let service = try replay(ReplayPlan(path: folder.path)) { reading in
            // Two presentations of one code at one moment would be one and the same token.
            clock.advance(by: .milliseconds(1))
            names.withLock { for token in reading.tokens { $0[token] = reading.name } }
            if reading.fault != nil { broken.withLock { $0.append(reading.name) } }
        }
        service.start()
        var story: [String] = []
        for await token in service.tokens {
            let text = String(decoding: token.bytes, as: UTF8.self)
            story.append("\(names.withLock { $0[token] ?? "?" }) \(text)")
            #expect(token.source == .camera)
        }
        #expect(story == ["1.png CHECKIN-1", "2.jpg CHECKIN-1", "4.pgm CHECKIN-2"])
        #expect(broken.withLock { $0 } == ["3.png"])
        await service.stop()
        #expect(log.all == [])
        #expect(service.droppedTokens == 0)
    }

    @Test func dropsNothingInLockStepHoweverSlowTheDoorIs() async throws {
        let folder = try ReplayFolder()
        for number in 10..<30 { try folder.copy("code.png", as: "\(number).png") }
        let seen = Mutex(0)
        let service = try replay(ReplayPlan(path: folder.path)) { _ in seen.withLock { $0 += 1 } }
        service.start()
        var taken = 0
        for await _ in service.tokens {
            taken += 1
            // One may be on its way; never more.
            #expect(seen.withLock { $0 } <= taken + 1)
        }
        #expect(taken == 20)
        await service.stop()
    }

    @Test func stopsInTheMiddleAndClosesTheSource() async throws {
        let isClosed = Mutex(false)
        let service = ScannerService(
            makeSource: { _ in ListSource([], onClose: { isClosed.withLock { $0 = true } }) },
            time: clock, conditions: log, logger: logger)
        service.start()
        let reader = Task { [tokens = service.tokens] in
            for await _ in tokens {}
            return true
        }
        await service.stop()
        #expect(isClosed.withLock { $0 })
        #expect(await reader.value)
        await service.stop()
    }

    @Test func stopsALockStepReplayNobodyReads() async throws {
        let folder = try ReplayFolder()
        try folder.copy("code.png", as: "1.png")
        let service = try replay(ReplayPlan(path: folder.path, loops: true))
        service.start()
        await service.stop()
    }

    @Test func stopsWithoutHavingStarted() async throws {
        let service = ScannerService(
            source: .camera(CameraWish(device: "/nowhere")), time: clock, conditions: log,
            logger: logger)
        await service.stop()
        service.start()
        for await _ in service.tokens { Issue.record("a stopped scanner reads nothing") }
    }

    @Test(.timeLimit(.minutes(1)))
    func raisesAndClearsConditionsInTurn() async throws {
        let frame = Frame(image: try Pictures.paper(), seenAt: clock.uptime())
        let missing = CaptureFault.missing(device: "x")
        let service = ScannerService(
            makeSource: { [log] _ in
                ListSource(
                    [(missing, .nothing), (nil, .frame(frame)), (nil, .end)],
                    holdsBack: { event in
                        // The newest statement wins: a blip may go unsaid.
                        if case .frame = event { log.all.isEmpty } else { false }
                    })
            }, time: clock, conditions: log, logger: logger)
        service.start()
        for await _ in service.tokens {}
        await service.stop()
        #expect(log.all == ["raise camera_missing", "clear camera_missing"])
    }

    @Test(.timeLimit(.minutes(1)))
    func clearsWhatIsRaisedWhenItStops() async throws {
        let service = ScannerService(
            makeSource: { _ in ListSource([(.busy(device: "x"), .nothing)]) }, time: clock,
            conditions: log, logger: logger)
        service.start()
        while log.all.isEmpty { await Task.yield() }
        #expect(log.all == ["raise camera_busy"])
        await service.stop()
        #expect(log.all == ["raise camera_busy", "clear camera_busy"])
    }

    @Test func letsTheNewestTokensWinWhenTheDoorIsSlow() async throws {
        let pause = AsyncStream.makeStream(of: Void.self)
        let code = try Pictures.code()
        let steps = (0..<12).map { number in
            (
                CaptureFault?.none,
                FrameEvent.frame(
                    Frame(
                        image: code, seenAt: Uptime(nanoseconds: Int64(number)), startsScene: true))
            )
        }
        let blank = Frame(image: try Pictures.paper(), seenAt: clock.uptime(), name: "last")
        let service = ScannerService(
            makeSource: { _ in ListSource(steps + [(nil, .frame(blank)), (nil, .end)]) },
            time: clock, conditions: log, logger: logger,
            onPicture: { _ in pause.continuation.finish() })
        service.start()
        for await _ in pause.stream {}
        var moments: [Int64] = []
        for await token in service.tokens { moments.append(token.seenAt.nanoseconds) }
        #expect(moments == Array(4..<12))
        #expect(service.droppedTokens == 4)
        await service.stop()
    }
}

struct ScannerConditionsTests {
    @Test func reportsOnlyWhatChanged() async {
        let log = ConditionLog()
        let silent = ScannerConditions(camera: .silent(device: "x"))
        let missing = ScannerConditions(camera: .missing(device: "x"), dropsTokens: true)
        await silent.report(since: ScannerConditions(), to: log)
        await silent.report(since: silent, to: log)
        #expect(log.all == ["raise camera_silent"])
        await missing.report(since: silent, to: log)
        #expect(log.all.prefix(2) == ["raise camera_silent", "clear camera_silent"])
        #expect(Set(log.all.suffix(2)) == ["raise camera_missing", "raise scans_dropped"])
    }

    @Test func everyFlawOfAPictureIsRaisedAndCleared() async {
        let log = ConditionLog()
        let flawed = ScannerConditions(flaws: Set(SceneFlaw.allCases))
        await flawed.report(since: ScannerConditions(), to: log)
        await ScannerConditions().report(since: flawed, to: log)
        let names = [
            "camera_covered", "camera_dark", "camera_out_of_focus", "camera_overexposed",
        ]
        #expect(log.all.prefix(4).sorted() == names.map { "raise \($0)" })
        #expect(log.all.suffix(4).sorted() == names.map { "clear \($0)" })
    }

    @Test func everyFaultOfACameraHasACondition() {
        let faults: [CaptureFault] = [
            .missing(device: "x"), .busy(device: "x"), .denied(device: "x"),
            .unusable(device: "x", reason: "y"), .silent(device: "x"), .badFrames(device: "x"),
            .frozen(device: "x"),
        ]
        #expect(faults.allSatisfy { $0.condition?.rawValue == $0.code && !$0.hint.isEmpty })
        #expect(Set(faults.map(\.code)).count == faults.count)
    }
}
