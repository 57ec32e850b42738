// The ladder: which ways of looking are tried, in what order, and for how long.

import CheckinTesting
import Testing

@testable import Scanner

@Suite struct LadderTests {
    /// Reads when it is shown a picture of one size, takes ten milliseconds, and remembers what it
    /// was shown.
    private final class SizeDecoder: BarcodeDecoder {
        var readable: Int?
        var seen: [Int] = []
        private let clock: VirtualClock

        init(clock: VirtualClock) { self.clock = clock }

        func decode(_ image: GreyImage) -> [CodeSighting] {
            clock.advance(by: .milliseconds(10))
            seen.append(image.width)
            return image.width == readable ? [CodeSighting(bytes: [1])] : []
        }
    }

    private let clock = VirtualClock()
    private let decoder: SizeDecoder

    init() { decoder = SizeDecoder(clock: clock) }

    private static let rungs = Rungs(
        first: [.zbar(.threshold(shrunkBy: 4)), .zbar(.threshold(shrunkBy: 2))],
        inTurn: [.zbar(.grey(shrunkBy: 1)), .zbar(.threshold(shrunkBy: 3))])

    private func ladder(limit: Duration) -> Ladder {
        Ladder(
            eyes: [.zbar: decoder], effort: .frame(limit: limit, time: clock), rungs: Self.rungs)
    }

    private func frame() throws -> GreyImage { try Drawing(width: 480, height: 480).image() }

    @Test func triesOneOfTheLateRungsInTurn() throws {
        let ladder = ladder(limit: .seconds(1))
        for _ in 0..<3 { _ = try ladder.read(frame()) }
        #expect(decoder.seen == [120, 240, 480, 120, 240, 160, 120, 240, 480])
        #expect(ladder.framesForEveryRung == 2)
    }

    @Test func beginsWithWhatReadTheLastCode() throws {
        let ladder = ladder(limit: .seconds(1))
        decoder.readable = 240
        #expect(try ladder.read(frame()).count == 1)
        #expect(try ladder.read(frame()).count == 1)
        #expect(decoder.seen == [120, 240, 240])
    }

    @Test func goesOnAfterAFavouriteThatReadsNothing() throws {
        let ladder = ladder(limit: .seconds(1))
        decoder.readable = 240
        _ = try ladder.read(frame())
        decoder.readable = 120
        decoder.seen = []
        #expect(try ladder.read(frame()).count == 1)
        #expect(decoder.seen == [240, 120])
    }

    @Test func aDearFavouriteFollowsTheFirstRungsUntilNobodyComes() throws {
        let ladder = ladder(limit: .seconds(1))
        decoder.readable = 480
        #expect(try ladder.read(frame()).count == 1)
        decoder.readable = nil
        for _ in 0..<Ladder.patience {
            decoder.seen = []
            _ = try ladder.read(frame())
            #expect(decoder.seen.starts(with: [120, 240, 480]))
        }
        decoder.seen = []
        for _ in 0..<2 { _ = try ladder.read(frame()) }
        #expect(decoder.seen.filter { $0 == 480 }.count == 1)
    }

    @Test func beginsNothingAfterItsTimeAndGivesEveryRungATurn() throws {
        let ladder = ladder(limit: .milliseconds(10))
        for _ in 0..<4 { _ = try ladder.read(frame()) }
        #expect(decoder.seen.count == 4)
        for _ in 0..<4 { _ = try ladder.read(frame()) }
        #expect(Set(decoder.seen) == [120, 240, 480, 160])
    }

    @Test func triesEverythingOnPicturesThatComeOnce() throws {
        let ladder = Ladder(eyes: [.zbar: decoder], effort: .everything, rungs: Self.rungs)
        _ = try ladder.read(frame())
        #expect(decoder.seen == [120, 240, 480, 160])
    }

    @Test func leavesOutTheLateRungsWhenTheFirstAreMeasured() throws {
        let ladder = Ladder(eyes: [.zbar: decoder], effort: .firstRungs, rungs: Self.rungs)
        _ = try ladder.read(frame())
        #expect(decoder.seen == [120, 240])
    }

    @Test func looksAtNothingTwice() throws {
        // All of a small picture is its focus.
        let rungs = Rungs(
            first: [.zbar(.focus), .zbar(.focusThreshold)],
            inTurn: [.zbar(.grey(shrunkBy: 1)), .zbar(.threshold(shrunkBy: 1))])
        let ladder = Ladder(eyes: [.zbar: decoder], effort: .everything, rungs: rungs)
        _ = try ladder.read(frame())
        #expect(decoder.seen == [480, 480])
        decoder.seen = []
        _ = try ladder.read(Drawing(width: 1280, height: 720).image())
        #expect(decoder.seen.count == 4)
    }

    @Test func climbsOnWhenItReadsOnlyWhatIsKnown() throws {
        let ladder = ladder(limit: .seconds(1))
        decoder.readable = 120
        let known: Set = [CodeSighting(bytes: [1])]
        #expect(try ladder.read(frame(), known: known) == Array(known))
        #expect(decoder.seen == [120, 240, 480])
        decoder.seen = []
        #expect(try ladder.read(frame(), known: [CodeSighting(bytes: [2])]) == Array(known))
        #expect(decoder.seen == [120])
    }

    @Test func aDearFavouriteStaysWhileItReadsWhatIsKnown() throws {
        let ladder = ladder(limit: .seconds(1))
        decoder.readable = 480
        let known = try Set(ladder.read(frame()))
        for _ in 0..<Ladder.patience + 2 {
            #expect(try ladder.read(frame(), known: known) == Array(known))
        }
    }

    @Test(arguments: [Ladder.Effort.firstRungs, .everything])
    func aPosterDoesNotHideAPhoneInDarkMode(effort: Ladder.Effort) throws {
        let scene = try Drawing(width: 1280, height: 720, grey: 120)
            .with(.first, center: (300, 300), size: 8)
            .with(.second, center: (900, 360), size: 7, dark: 225, light: 30).image()
        let ladder = Ladder.whole(effort: effort)
        let first = ladder.read(scene)
        #expect(first.map(\.bytes) == [CodeText.first])
        let both = ladder.read(scene, known: Set(first)).map(\.bytes)
        #expect(Set(both) == [CodeText.first, CodeText.second])
    }

    @Test func aPosterDoesNotHideASmallCodeInDarkModeForLong() throws {
        let scene = try Drawing(width: 1280, height: 720, grey: 40)
            .with(.first, center: (250, 250), size: 6, dark: 50, light: 90)
            .with(.second, center: (950, 400), size: 2.2, degrees: 9, dark: 215, light: 40).image()
        // Its clock stands still: there is time for every rung of a frame.
        let ladder = Ladder.whole(effort: .frame(limit: .seconds(1), time: clock))
        var seen: Set<CodeSighting> = []
        for _ in 0...ladder.framesForEveryRung { seen.formUnion(ladder.read(scene, known: seen)) }
        #expect(Set(seen.map(\.bytes)) == [CodeText.first, CodeText.second])
    }

    @Test func aRungWhoseDecoderIsMissingSeesNothing() throws {
        let ladder = Ladder(eyes: [:], effort: .everything, rungs: .both)
        #expect(try ladder.read(Drawing.sheet(.first, size: 5).image()) == [])
    }

    @Test func everyRungOfTheWholeLadderIsThereOnce() {
        for rungs in [Rungs.both, .zbarAlone] {
            let all = rungs.first + rungs.inTurn
            #expect(Set(all).count == all.count)
        }
        #expect((Rungs.zbarAlone.first + Rungs.zbarAlone.inTurn).allSatisfy { $0.eye == .zbar })
    }
}
