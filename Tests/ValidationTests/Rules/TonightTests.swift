// Which event a door is for, at the exact moments at which that changes.

import CheckinCore
import CheckinTesting
import Testing
import Validation

@Suite struct TonightTests {
    private let now = Fixtures.now
    private let moment: Duration = .milliseconds(1)

    /// Without opening hours, unless they are given.
    private func event(
        _ id: EventID, starts span: Duration, opens: Duration? = nil, closes: Duration? = nil,
        clears: Duration? = nil
    ) -> Event {
        Event(
            id: id, title: id.text, startsAt: now + span,
            window: EntryWindow(
                opens: opens.map { now + $0 }, closes: closes.map { now + $0 }),
            clearsAt: clears.map { now + $0 })
    }

    private func chosen(_ events: [Event], claimed: EventID? = nil) -> EventID? {
        let chosen = Tonight.event(for: claimed, among: events, at: now)
        // In whichever order they are listed.
        #expect(Tonight.event(for: claimed, among: events.reversed(), at: now) == chosen)
        return chosen?.id
    }

    @Test func eventWithoutHoursIsOnFromFourHoursBeforeToEightAfter() {
        #expect(Tonight.isOn(event("a", starts: .hours(4)), now))
        #expect(!Tonight.isOn(event("a", starts: .hours(4) + moment), now))
        #expect(Tonight.isOn(event("a", starts: .hours(-8) + moment), now))
        #expect(!Tonight.isOn(event("a", starts: .hours(-8)), now))
    }

    @Test func hoursOfTheEventGoBeforeThoseOfTheHouse() {
        let hours: Duration = .hours(9)
        #expect(Tonight.isOn(event("a", starts: hours, opens: .zero), now))
        #expect(!Tonight.isOn(event("a", starts: .hours(1), opens: moment), now))
        #expect(Tonight.isOn(event("a", starts: .zero - hours, closes: moment), now))
        #expect(!Tonight.isOn(event("a", starts: .hours(-1), closes: .zero), now))
    }

    @Test func eventIsOnUntilItIsClearedOrClosedWhicheverIsLater() {
        let start: Duration = .hours(-9)
        #expect(Tonight.isOn(event("a", starts: start, clears: moment), now))
        #expect(!Tonight.isOn(event("a", starts: .hours(-1), clears: .zero), now))
        #expect(Tonight.isOn(event("a", starts: start, closes: .zero, clears: moment), now))
        #expect(Tonight.isOn(event("a", starts: start, closes: moment, clears: .zero), now))
        #expect(!Tonight.isOn(event("a", starts: start, closes: .zero, clears: .zero), now))
    }

    @Test func claimedEventIsTakenWhileItIsOn() {
        let rooms = [event("blue", starts: .hours(1)), event("red", starts: .hours(2))]
        #expect(chosen(rooms, claimed: "red") == "red")
        #expect(chosen(rooms, claimed: "blue") == "blue")
        #expect(chosen(rooms, claimed: "green") == "blue")
        let tomorrow = event("late", starts: .hours(26))
        #expect(chosen(rooms + [tomorrow], claimed: "late") == "blue")
    }

    @Test func matineeGivesWayWhenTheEveningBegins() {
        let matinee = event("matinee", starts: .hours(-3))
        #expect(chosen([matinee, event("evening", starts: moment)]) == "matinee")
        #expect(chosen([matinee, event("evening", starts: .zero)]) == "evening")
        #expect(chosen([matinee, event("evening", starts: .hours(-1))]) == "evening")
        // One that has begun and is over is not on.
        let short = event("short", starts: .hours(-1), closes: .zero)
        #expect(chosen([matinee, short]) == "matinee")
    }

    @Test func ofTwoThatBeginTogetherTheIdDecides() {
        #expect(chosen([event("a", starts: .hours(-1)), event("b", starts: .hours(-1))]) == "b")
        #expect(chosen([event("a", starts: .hours(1)), event("b", starts: .hours(1))]) == "a")
        #expect(chosen([event("a", starts: .hours(9)), event("b", starts: .hours(9))]) == "a")
    }

    @Test func firstOfThoseThatAreOpenAndHaveNotBegun() {
        let events = [event("b", starts: .hours(2)), event("a", starts: .hours(3))]
        #expect(chosen(events) == "b")
        // Sooner, and with its doors still closed.
        let closed = event("c", starts: .hours(1), opens: moment)
        #expect(chosen(events + [closed]) == "b")
    }

    @Test func whenNothingIsOnTheNextOneIsTaken() {
        let over = event("over", starts: .hours(-10))
        let next = [event("n-2", starts: .hours(20)), event("n-1", starts: .hours(10))]
        #expect(chosen(next + [over]) == "n-1")
        // It starts now and its doors are closed: nobody waits for it.
        let odd = event("odd", starts: .zero, opens: moment)
        #expect(chosen(next + [over, odd]) == "n-1")
    }

    @Test func whenEverythingIsOverTheLastOneIsTaken() {
        let events = [event("a", starts: .hours(-50)), event("b", starts: .hours(-20))]
        #expect(chosen(events) == "b")
        #expect(chosen(events, claimed: "a") == "b")
    }

    @Test func doorWithoutEventsHasNone() { #expect(chosen([], claimed: "a") == nil) }

    /// Whatever the evening is made of: an event is found, one that is on if there is one, and the
    /// claimed one whenever it is.
    @Test func neverChoosesAnEventThatIsOffWhileOneIsOn() {
        var random = SeededRandom(seed: 5)
        for _ in 0..<300 {
            func hours() -> Duration { .hours(Int64.random(in: -14...14, using: &random)) }
            let ids: [EventID] = ["a", "b", "c"]
            let events = ids.map { id in
                event(
                    id, starts: hours(), opens: random.chance(30) ? hours() : nil,
                    closes: random.chance(30) ? hours() : nil,
                    clears: random.chance(30) ? hours() : nil)
            }
            let claimed = ids.randomElement(using: &random)
            let found = Tonight.event(for: claimed, among: events, at: now)
            let on = events.filter { Tonight.isOn($0, now) }
            #expect(found != nil)
            if let found, !on.isEmpty { #expect(on.contains(found)) }
            if let mine = on.first(where: { $0.id == claimed }) { #expect(found == mine) }
        }
    }
}
