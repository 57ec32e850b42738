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
