// The live picture: only for who asks, ten a second at most, never an old one.

import CheckinCore
import CheckinTesting
import Logging
import Testing

@testable import Scanner

struct PreviewBoardTests {
    private let clock = VirtualClock()
    private let board: PreviewBoard

    init() { board = PreviewBoard(time: clock) }

    /// Begins to ask, and returns once the question has been put.
    private func ask(
        after number: UInt64 = 0, patience: Duration = .seconds(2)
    ) async -> Task<PreviewStill?, Never> {
        let before = board.askersWaiting
        let task = Task { [board] in await board.still(after: number, patience: patience) }
        while board.askersWaiting == before { await Task.yield() }
        return task
    }

    @Test func keepsNothingWhileNobodyAsks() async throws {
        board.show(try .flat(1))
        clock.advance(by: .milliseconds(100))
        let asked = await ask()
        board.show(try .flat(2))
        let still = await asked.value
        #expect(still?.image.pixels.first == 2)
        #expect(still?.number == 1)
    }

    @Test func givesEverybodyTheSamePictureAndTenASecondAtMost() async throws {
        let (first, second) = (await ask(), await ask())
        board.show(try .flat(1))
        #expect(await first.value?.number == 1)
        #expect(await second.value?.number == 1)
        var number: UInt64 = 1
        var pictures = 0
        for tick in 0..<60 {
            clock.advance(by: .milliseconds(50))
            let asked = await ask(after: number)
            board.show(try .flat(UInt8(tick)))
            asked.cancel()
            if let still = await asked.value {
                pictures += 1
                number = still.number
            }
        }
        #expect(pictures == 30)
    }

    @Test func answersAtOnceWithAFreshPictureTheAskerHasNotSeen() async throws {
        let asked = await ask()
        board.show(try .flat(1))
        _ = await asked.value
        clock.advance(by: .milliseconds(900))
        #expect(await board.still(after: 0, patience: .zero)?.number == 1)
    }

    @Test func neverShowsAGuestWhoHasGone() async throws {
        let asked = await ask()
        board.show(try .flat(1))
        _ = await asked.value
        clock.advance(by: .milliseconds(1_001))
        #expect(await board.still(after: 0, patience: .zero) == nil)
    }

    /// A camera's pictures seldom come when the next one is due.
    @Test(arguments: [10, 15, 24, 30, 60])
    func showsTenPicturesASecondAtEveryRate(rate: Int64) async throws {
        let image = try GreyImage.flat(1, width: 8, height: 8)
        var shown: [Int64] = []
        var number: UInt64 = 0
        for frame in 0..<rate * 10 {
            let due = Uptime(nanoseconds: frame * 1_000_000_000 / rate)
            clock.advance(by: due.since(clock.uptime()))
            let asked = await ask(after: number)
            board.show(image)
            asked.cancel()
            guard let still = await asked.value else { continue }
            number = still.number
            shown.append(due.nanoseconds)
        }
        #expect((98...100).contains(shown.count))
        for start in shown {
            #expect(shown.count { (start..<start + 1_000_000_000).contains($0) } <= 10)
        }
    }

    @Test func doesNotMakeUpForPicturesThatWereMissed() async throws {
        var numbers: Set<UInt64> = []
        for moment: Int64 in [0, 5_000, 5_033, 5_066, 5_100] {
            clock.advance(
                by: Uptime(nanoseconds: moment * 1_000_000).since(clock.uptime()))
            let asked = await ask(after: numbers.max() ?? 0)
            board.show(try .flat(1))
            asked.cancel()
            if let still = await asked.value { numbers.insert(still.number) }
        }
        #expect(numbers == [1, 2, 3])
    }

    /// A picture shown and drawn up.
    private func lookOnce() async throws {
        let asked = await ask()
        board.show(try .flat(1))
        let still = try #require(await asked.value)
        #expect(await PreviewPress(board: board).picture(of: still) != nil)
        #expect(board.keepsPicture)
        #expect(board.drawn != nil)
    }

    @Test func forgetsTheLastPictureWhenNobodyLooksAnyMore() async throws {
        try await lookOnce()
        clock.advance(by: PreviewBoard.freshness)
        board.forgetUnwatched()
        #expect(board.keepsPicture)
        // No picture comes any more, and nobody asks: the loop turns all the same.
        clock.advance(by: .milliseconds(250))
        board.forgetUnwatched()
        #expect(!board.keepsPicture)
        #expect(board.drawn == nil)
    }

    @Test func forgetsThePictureWhilePicturesComeThatNobodyLooksAt() async throws {
        try await lookOnce()
        for _ in 0..<20 {
            clock.advance(by: .milliseconds(100))
            board.show(try .flat(2))
            board.forgetUnwatched()
        }
        #expect(!board.keepsPicture)
        #expect(board.drawn == nil)
    }

    @Test func keepsNothingOnceItIsClosed() async throws {
        let asked = await ask()
        board.show(try .flat(1))
        let still = try #require(await asked.value)
        board.close()
        #expect(!board.keepsPicture)
        clock.advance(by: .milliseconds(200))
        board.show(try .flat(2))
        #expect(!board.keepsPicture)
        // One that was being drawn up meanwhile.
        _ = await PreviewPress(board: board).picture(of: still)
        #expect(board.drawn == nil)
    }

    @Test func isPatientWithoutACameraAndNoLonger() async {
        let asked = await ask(patience: .seconds(2))
        while !clock.advanceToNextDeadline() { await Task.yield() }
        #expect(await asked.value == nil)
        #expect(clock.uptime() == Uptime(nanoseconds: 2_000_000_000))
        #expect(board.askersWaiting == 0)
    }

    @Test func letsGoWhoeverIsCancelledAndEverybodyWhenItCloses() async {
        let cancelled = await ask()
        cancelled.cancel()
        #expect(await cancelled.value == nil)
        let waiting = await ask()
        board.close()
        #expect(await waiting.value == nil)
        #expect(board.askersWaiting == 0)
    }
}

struct PreviewPressTests {
    @Test(arguments: [
        (1280, 720, 640, 360), (720, 1280, 360, 640), (800, 600, 640, 480), (64, 48, 64, 48),
    ])
    func printsAJPEGNoLargerThanAsked(
        width: Int, height: Int, newWidth: Int, newHeight: Int
    ) async throws {
        let press = PreviewPress(board: PreviewBoard(time: VirtualClock()))
        let still = PreviewStill(number: 7, image: try .flat(99, width: width, height: height))
        let picture = try #require(await press.picture(of: still))
        #expect(picture.number == 7)
        let shown = try PictureReader().grey(from: picture.jpeg)
        #expect(shown.width == newWidth)
        #expect(shown.height == newHeight)
        #expect(shown.pixels.allSatisfy { (97...101).contains($0) })
    }

    @Test func aReducedPictureStillShowsItsCode() async throws {
        let image = try Pictures.code()
        let small = try #require(image.reduced(to: 80))
        #expect(small.width == 80)
        #expect(!Ladder.whole(effort: .everything).read(small).isEmpty)
    }

    @Test func neverGoesBackToAnOlderPicture() async throws {
        let board = PreviewBoard(time: VirtualClock())
        let press = PreviewPress(board: board)
        _ = await board.still(after: 0, patience: .zero)
        board.show(try .flat(9))
        let still = try #require(await board.still(after: 0, patience: .zero))
        _ = await press.picture(of: still)
        let older = PreviewStill(number: still.number - 1, image: still.image)
        #expect(await press.picture(of: older)?.number == still.number)
    }

    @Test(.timeLimit(.minutes(1)))
    func theServiceShowsWhatItReads() async throws {
        let folder = try ReplayFolder()
        try folder.copy("code.png", as: "1.png")
        let clock = VirtualClock()
        let service = ScannerService(
            source: .replay(try ReplayPlan(path: folder.path, loops: true)), time: clock,
            conditions: ConditionLog(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        service.start()
        let reader = Task { [tokens = service.tokens] in for await _ in tokens {} }
        let picture = await service.picture(after: 0, patience: .seconds(5))
        #expect(try PictureReader().grey(from: #require(picture).jpeg).width == 116)
        await service.stop()
        await reader.value
        _ = folder
    }
}
