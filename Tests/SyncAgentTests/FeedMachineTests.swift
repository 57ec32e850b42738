// The way down, as events and actions: what is asked for next, and when.

import CheckinCore
import CheckinTesting
import Testing
import Wire

@testable import SyncAgent

@Suite struct FeedMachineTests {
    private typealias Action = FeedMachine.Action
    private let now = Uptime(nanoseconds: 0)
    private let half: UInt64 = 1 << 63
    private let event: EventID = "gala"
    private let life: FeedGeneration = "life"

    private func cursor(_ position: Int64, of life: FeedGeneration? = "life") -> FeedCursor {
        FeedCursor(generation: life, position: position)
    }

    private func page(
        _ position: Int64, of life: FeedGeneration = "life", event: EventID = "gala"
    ) -> FeedPage {
        FeedPage(
            event: event, generation: life, position: position, head: 100, asOf: nil, changes: [])
    }

    /// A machine that has just asked from `cursor`.
    private func asking(_ cursor: FeedCursor) -> FeedMachine {
        var machine = FeedMachine(event: event)
        #expect(machine.handle(.started, at: now, random: half) == [.readCursor])
        #expect(
            machine.handle(.cursorRead(cursor), at: now, random: half)
                == [.ask(after: cursor, limit: 500)])
        return machine
    }

    private func answer(
        _ machine: inout FeedMachine, _ page: FeedPage, after span: Duration = .seconds(3)
    ) -> [Action] {
        machine.handle(.answered(.page(page), after: span), at: now, random: half)
    }

    @Test func takesPagesOneAfterAnother() {
        var machine = asking(cursor(4))
        #expect(answer(&machine, page(9), after: .zero) == [.apply(page(9))])
        #expect(machine.handle(.applied, at: now, random: half) == [.readCursor])
        #expect(
            machine.handle(.cursorRead(cursor(9)), at: now, random: half)
                == [.ask(after: cursor(9), limit: 500)])
    }

    @Test func aPageWithoutNewsIsTakenInAndAskedForAgain() {
        var machine = asking(cursor(4))
        #expect(answer(&machine, page(4), after: .seconds(25)) == [.apply(page(4))])
        #expect(machine.handle(.applied, at: now, random: half) == [.readCursor])
    }

    @Test func aServerThatDoesNotWaitIsNotAskedWithoutAPause() {
        var machine = asking(cursor(4))
        #expect(answer(&machine, page(4), after: .milliseconds(20)) == [.apply(page(4))])
        let later = now + .milliseconds(1_500)
        #expect(machine.handle(.applied, at: now, random: half) == [.wait(until: later)])
        #expect(machine.handle(.tick, at: later, random: half) == [.readCursor])
    }

    @Test func aFeedOfAnotherLifeIsReadFromItsBeginning() {
        var machine = asking(cursor(40))
        let reset = FeedMachine.Event.answered(.reset("second", head: 9), after: .zero)
        #expect(
            machine.handle(reset, at: now, random: half)
                == [.tellForgotten, .ask(after: FeedCursor(), limit: 500)])
        let first = page(9, of: "second")
        #expect(answer(&machine, first) == [.apply(first)])
        #expect(machine.handle(.applied, at: now, random: half) == [.readCursor])
        #expect(
            machine.handle(.cursorRead(cursor(9, of: "second")), at: now, random: half)
                == [.ask(after: cursor(9, of: "second"), limit: 500)])
    }

    @Test func aFeedThatIsReadFromItsBeginningMayHaveHadAnother() {
        var machine = asking(FeedCursor())
        #expect(answer(&machine, page(9)) == [.tellForgotten, .apply(page(9))])
        // Not taken in, and asked for again: that is known.
        _ = machine.handle(.unreadable, at: now, random: half)
        _ = machine.handle(.tick, at: now + .hours(1), random: half)
        _ = machine.handle(.cursorRead(FeedCursor()), at: now, random: half)
        #expect(answer(&machine, page(9)) == [.apply(page(9))])
    }

    @Test func aPageThatWasMissedOfANewLifeIsAskedForWithoutAFuss() {
        var machine = asking(cursor(40))
        let reset = FeedMachine.Event.answered(.reset("second", head: 9), after: .zero)
        _ = machine.handle(reset, at: now, random: half)
        _ = machine.handle(.failed(retryAfter: nil), at: now, random: half)
        _ = machine.handle(.tick, at: now + .hours(1), random: half)
        _ = machine.handle(.cursorRead(cursor(40)), at: now, random: half)
        #expect(
            machine.handle(reset, at: now, random: half)
                == [.ask(after: FeedCursor(), limit: 500)])
    }

    @Test func aFeedThatBeganYetAnotherLifeMeanwhileIsToldOf() {
        var machine = asking(cursor(40))
        let reset = FeedMachine.Event.answered(.reset("second", head: 9), after: .zero)
        _ = machine.handle(reset, at: now, random: half)
        let first = page(9, of: "third")
        #expect(answer(&machine, first) == [.tellForgotten, .apply(first)])
        _ = machine.handle(.applied, at: now, random: half)
        _ = machine.handle(.cursorRead(cursor(9, of: "third")), at: now, random: half)
        #expect(answer(&machine, page(10, of: "third")) == [.apply(page(10, of: "third"))])
    }

    @Test func aStoreThatStaysAtTheOldLifeIsNotFedWithoutAPause() {
        var machine = asking(cursor(40))
        let reset = FeedMachine.Event.answered(.reset("second", head: 9), after: .zero)
        var waits: [Action] = []
        for _ in 0..<4 {
            _ = machine.handle(reset, at: now, random: half)
            _ = answer(&machine, page(9, of: "second"))
            _ = machine.handle(.applied, at: now, random: half)
            _ = machine.handle(.cursorRead(cursor(40)), at: now, random: half)
            waits += machine.handle(reset, at: now, random: half)
            _ = machine.handle(.tick, at: now + .hours(1), random: half)
            _ = machine.handle(.cursorRead(cursor(40)), at: now, random: half)
        }
        #expect(
            waits
                == [500, 1_000, 2_000, 4_000].flatMap {
                    [Action.tellUnreadable, .wait(until: now + .milliseconds($0))]
                })
    }

    @Test func aServerThatHasNoBeginningIsNotAskedWithoutAPause() {
        var machine = asking(FeedCursor())
        let reset = FeedMachine.Event.answered(.reset("second", head: 9), after: .zero)
        #expect(
            machine.handle(reset, at: now, random: half)
                == [.tellUnreadable, .wait(until: now + .milliseconds(500))])
    }

    @Test func aPageThatDoesNotFollowIsNotTakenIn() {
        for wrong in [page(3), page(9, of: "second"), page(9, event: "matinee")] {
            var machine = asking(cursor(4))
            #expect(
                answer(&machine, wrong)
                    == [.tellUnreadable, .wait(until: now + .milliseconds(500))])
        }
    }

    @Test(arguments: [FeedMachine.Event.unreadable, .tooSlow])
    func aPageThatCannotBeReadOrDoesNotComeIsAskedForWithLessBesideIt(news: FeedMachine.Event) {
        var machine = asking(cursor(4))
        var limits: [Int] = []
        for _ in 0..<10 {
            guard
                case .wait(let until)? = machine.handle(
                    news, at: now, random: half
                ).first
            else { return }
            _ = machine.handle(.tick, at: until, random: half)
            guard
                case .ask(_, let limit)? = machine.handle(
                    .cursorRead(cursor(4)), at: now, random: half
                ).first
            else { return }
            limits.append(limit)
        }
        #expect(limits == [250, 125, 62, 31, 15, 7, 3, 1, 1, 1])
        _ = answer(&machine, page(5))
        _ = machine.handle(.applied, at: now, random: half)
        #expect(
            machine.handle(.cursorRead(cursor(5)), at: now, random: half)
                == [.ask(after: cursor(5), limit: 2)])
    }

    @Test func aPageThatTookLongIsNotFollowedByALongerOne() {
        for (span, limit) in [(SyncMachine.quick, 250), (SyncMachine.quick - .seconds(1), 500)] {
            var machine = asking(cursor(4))
            _ = machine.handle(.tooSlow, at: now, random: half)
            _ = machine.handle(.tick, at: now + .seconds(1), random: half)
            _ = machine.handle(.cursorRead(cursor(4)), at: now, random: half)
            _ = answer(&machine, page(9), after: span)
            _ = machine.handle(.applied, at: now, random: half)
            #expect(
                machine.handle(.cursorRead(cursor(9)), at: now, random: half)
                    == [.ask(after: cursor(9), limit: limit)])
        }
    }

    @Test func waitsLongerAfterEachFailureAndForgetsItWithAPage() {
        var machine = asking(cursor(4))
        for milliseconds in [500, 1_000, 2_000, 4_000] {
            let until = now + .milliseconds(milliseconds)
            #expect(
                machine.handle(.failed(retryAfter: nil), at: now, random: half)
                    == [.wait(until: until)])
            #expect(machine.handle(.tick, at: until, random: half) == [.readCursor])
            _ = machine.handle(.cursorRead(cursor(4)), at: now, random: half)
        }
        #expect(
            machine.handle(.failed(retryAfter: .seconds(40)), at: now, random: half)
                == [.wait(until: now + .seconds(40))])
        _ = machine.handle(.tick, at: now + .seconds(40), random: half)
        _ = machine.handle(.cursorRead(cursor(4)), at: now, random: half)
        _ = answer(&machine, page(9))
        _ = machine.handle(.applied, at: now, random: half)
        _ = machine.handle(.cursorRead(cursor(9)), at: now, random: half)
        #expect(
            machine.handle(.failed(retryAfter: nil), at: now, random: half)
                == [.wait(until: now + .milliseconds(500))])
    }

    @Test func aServerThatRefusesIsAskedAgainInAMinute() {
        var machine = asking(cursor(4))
        #expect(
            machine.handle(.refused, at: now, random: half) == [.wait(until: now + .seconds(60))])
    }

    @Test func lateNewsChangesNothing() {
        var machine = asking(cursor(4))
        _ = machine.handle(.failed(retryAfter: nil), at: now, random: half)
        #expect(answer(&machine, page(9)).isEmpty)
        #expect(machine.handle(.applied, at: now, random: half).isEmpty)
        #expect(machine.handle(.cursorRead(cursor(1)), at: now, random: half).isEmpty)
        #expect(machine.handle(.stopped, at: now, random: half).isEmpty)
        #expect(machine.handle(.tick, at: now + .hours(1), random: half).isEmpty)
    }
}
