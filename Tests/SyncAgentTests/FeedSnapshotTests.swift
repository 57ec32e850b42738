// When a feed is caught up with by a snapshot, and when by pages.

import CheckinCore
import CheckinTesting
import Testing
import Wire

@testable import SyncAgent

@Suite struct FeedSnapshotTests {
    private typealias Action = FeedMachine.Action
    private let now = Uptime(nanoseconds: 0)
    private let half: UInt64 = 1 << 63

    private func cursor(_ position: Int64, of life: FeedGeneration? = "life") -> FeedCursor {
        FeedCursor(generation: life, position: position)
    }

    private func page(
        _ position: Int64, head: Int64, of life: FeedGeneration = "life"
    ) -> FeedPage {
        FeedPage(
            event: "gala", generation: life, position: position, head: head, asOf: nil,
            changes: [])
    }

    private func handle(_ machine: inout FeedMachine, _ news: FeedMachine.Event) -> [Action] {
        machine.handle(news, at: now, random: half)
    }

    private func asking(_ cursor: FeedCursor, fetches: Bool = true) -> FeedMachine {
        var machine = FeedMachine(event: "gala", fetchesSnapshots: fetches)
        _ = handle(&machine, .started)
        _ = handle(&machine, .cursorRead(cursor))
        return machine
    }

    private func answer(_ machine: inout FeedMachine, _ page: FeedPage) -> [Action] {
        handle(&machine, .answered(.page(page), after: .seconds(3)))
    }

    @Test func aFeedThatIsNotFarAheadIsReadPageByPage() {
        let bound = FeedMachine.farBehind
        var machine = asking(cursor(40))
        let near = page(540, head: bound + 540)
        #expect(answer(&machine, near) == [.apply(near)])
        machine = asking(cursor(40))
        let far = page(540, head: bound + 541)
        #expect(answer(&machine, far) == [.takeSnapshot])
        machine = asking(cursor(40), fetches: false)
        #expect(answer(&machine, far) == [.apply(far)])
        // What nobody speaks of any more is no work.
        machine = asking(cursor(40))
        let last = page(bound * 2, head: bound * 2)
        #expect(answer(&machine, last) == [.apply(last)])
    }

    @Test func aNewBoxTakesASnapshotAndGoesOnFromIt() {
        var machine = asking(FeedCursor())
        #expect(answer(&machine, page(500, head: 50_000)) == [.tellForgotten, .takeSnapshot])
        #expect(handle(&machine, .snapshotTaken) == [.readCursor])
        _ = handle(&machine, .cursorRead(cursor(30_000)))
        // It lies far behind by now: pages are quicker than another one.
        let next = page(30_500, head: 50_000)
        #expect(answer(&machine, next) == [.apply(next)])
    }

    /// What was interrupted is gone on with; meanwhile the feed is heard.
    @Test func afterAnInterruptionSomePagesAreReadAndItIsTriedAgain() {
        var machine = asking(cursor(0))
        #expect(answer(&machine, page(500, head: 50_000)) == [.takeSnapshot])
        #expect(handle(&machine, .snapshotInterrupted) == [.readCursor])
        _ = handle(&machine, .cursorRead(cursor(0)))
        for turn in 1...Int64(FeedMachine.pagesBetween) {
            let next = page(turn * 500, head: 50_000)
            #expect(answer(&machine, next) == [.apply(next)])
            _ = handle(&machine, .applied)
            _ = handle(&machine, .cursorRead(cursor(turn * 500)))
        }
        let last = Int64(FeedMachine.pagesBetween + 1) * 500
        #expect(answer(&machine, page(last, head: 50_000)) == [.takeSnapshot])
    }

    @Test func withoutASnapshotPagesAreTakenUntilTheHead() {
        var machine = asking(cursor(0))
        #expect(answer(&machine, page(500, head: 50_000)) == [.takeSnapshot])
        #expect(handle(&machine, .snapshotLeft) == [.readCursor])
        _ = handle(&machine, .cursorRead(cursor(0)))
        for position in stride(from: Int64(500), through: 50_000, by: 500) {
            let next = page(position, head: 50_000)
            #expect(answer(&machine, next) == [.apply(next)])
            _ = handle(&machine, .applied)
            _ = handle(&machine, .cursorRead(cursor(position)))
        }
        // Somebody sells a hall while the box is off the network.
        #expect(answer(&machine, page(50_500, head: 90_000)) == [.takeSnapshot])
    }

    @Test func anotherLifeOfTheFeedMayHaveASnapshotOfItsOwn() {
        var machine = asking(cursor(0))
        _ = answer(&machine, page(500, head: 50_000))
        _ = handle(&machine, .snapshotLeft)
        _ = handle(&machine, .cursorRead(cursor(0)))
        let reset = FeedMachine.Event.answered(.reset("second", head: 50_000), after: .zero)
        #expect(
            handle(&machine, reset) == [.tellForgotten, .ask(after: FeedCursor(), limit: 500)])
        #expect(
            answer(&machine, page(500, head: 50_000, of: "second")) == [.takeSnapshot])
        #expect(handle(&machine, .snapshotTaken) == [.readCursor])
        #expect(
            handle(&machine, .cursorRead(cursor(49_000, of: "second")))
                == [.ask(after: cursor(49_000, of: "second"), limit: 500)])
    }

    @Test func aPageThatHasToWaitIsAskedForAgainAsItWas() {
        var machine = asking(cursor(40))
        _ = answer(&machine, page(60, head: 60))
        let until = now + .milliseconds(500)
        #expect(handle(&machine, .postponed) == [.wait(until: until)])
        #expect(machine.handle(.tick, at: until, random: half) == [.readCursor])
        #expect(
            handle(&machine, .cursorRead(cursor(40))) == [.ask(after: cursor(40), limit: 500)])
    }
}
