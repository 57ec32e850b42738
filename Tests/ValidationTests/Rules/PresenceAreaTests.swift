// Presence in a place with areas, and at the end of the evening: where somebody is, and that a move
// is no second entry.

import CheckinCore
import CheckinTesting
import Testing
import Validation

@Suite struct PresenceAreaTests {
    private let now = Fixtures.now
    private let hall: AreaID = "hall"

    private func entry(_ flags: Set<VerdictFlag> = []) -> Answer {
        .verdict(Verdict(.readmitted, flags: flags))
    }

    private let exited = Answer.verdict(Verdict(.exited))

    private func attempt(
        _ answer: Answer, _ direction: Direction = .entry, area: AreaID? = nil,
        after seconds: Int64 = 0, act: Act = .scan
    ) -> Attempt {
        Attempt(
            number: AttemptNumber(seconds + 1), at: now + .seconds(seconds),
            clock: HybridTime(milliseconds: seconds, counter: 0), timeTrusted: true,
            door: Fixtures.doorID, direction: direction, source: .camera, fingerprint: nil,
            claims: Fixtures.claims(), tier: nil, event: Fixtures.eventID, area: area,
            answer: answer, act: act)
    }

    @Test func moveIsNoSecondEntryAndIsTheLast() {
        var presence = Presence()
        presence.fold(attempt(entry(), area: "hall"))
        presence.fold(attempt(entry([.movedArea]), area: "terrace", after: 5))
        let first = Passage(door: Fixtures.doorID, at: now)
        let last = Passage(door: Fixtures.doorID, at: now + .seconds(5))
        #expect(
            presence
                == Presence(
                    isInside: true, entries: 1, firstEntry: first, lastEntry: last,
                    area: "terrace"))
    }

    /// The way in was taken back, and the move stands: that is how they came in.
    @Test func moveOfSomebodyWhoNeverCameInIsAnEntry() {
        var presence = Presence()
        presence.fold(attempt(entry([.movedArea]), area: "terrace"))
        #expect(presence.entries == 1)
        #expect(presence.firstEntry == presence.lastEntry)
    }

    @Test func entryWithoutAnAreaLeavesTheOldOne() {
        var presence = Presence()
        presence.fold(attempt(entry(), area: "hall"))
        presence.fold(attempt(entry(), after: 1))
        #expect(presence.area == nil)
        #expect(presence.isInside)
        #expect(presence.entries == 2)
    }

    @Test func wayOutOfAnAreaLeadsBackInside() {
        var presence = Presence()
        presence.fold(attempt(entry(), area: "terrace"))
        presence.fold(attempt(exited, .exit, area: hall, after: 3))
        #expect(presence.isInside)
        #expect(presence.area == hall)
        #expect(presence.lastExit == Passage(door: Fixtures.doorID, at: now + .seconds(3)))
        presence.fold(attempt(exited, .exit, after: 4))
        #expect(!presence.isInside)
        #expect(presence.area == nil)
        #expect(presence.entries == 1)
    }

    @Test func whoWasOutsideIsNotInTheNextRoom() {
        var presence = Presence()
        presence.fold(attempt(exited, .exit, area: hall))
        #expect(
            presence == Presence(lastExit: Passage(door: Fixtures.doorID, at: now)))
    }

    @Test func clearOutLeavesNobodyInside() {
        let clear = attempt(.done, after: 9, act: Act(.clearOut))
        var inside = Presence()
        inside.fold(attempt(entry(), area: "hall"))
        inside.fold(clear)
        let first = Passage(door: Fixtures.doorID, at: now)
        let out = Passage(door: Fixtures.doorID, at: now + .seconds(9))
        #expect(
            inside == Presence(entries: 1, firstEntry: first, lastEntry: first, lastExit: out))
        for outside in [Presence(), inside] {
            var presence = outside
            presence.fold(attempt(.done, after: 20, act: Act(.clearOut)))
            #expect(presence == outside)
        }
    }

    @Test func noOtherDeedOfStaffMovesAnybody() {
        for kind in ActKind.allCases where kind.isDeed && kind != .clearOut {
            for direction in Direction.allCases {
                for start in [Presence(), Presence(isInside: true, entries: 1, area: "hall")] {
                    var presence = start
                    presence.fold(attempt(.done, direction, area: "hall", act: Act(kind)))
                    #expect(presence == start, "\(kind)")
                }
            }
        }
    }

    /// Any evening whatever: somebody is in an area only while inside, has as many entries as came
    /// from outside, and is outside after a clear-out.
    @Test func anyEveningKeepsPresenceInOrder() {
        var random = SeededRandom(seed: 12)
        for _ in 0..<200 {
            var presence = Presence()
            for second in 0..<Int64.random(in: 1...25, using: &random) {
                let areas: [AreaID?] = [nil, "hall", "terrace"]
                let area = areas.randomElement(using: &random) ?? nil
                let before = presence
                switch Int.random(in: 0..<10, using: &random) {
                case 0:
                    presence.fold(attempt(.done, after: second, act: Act(.clearOut)))
                    #expect(!presence.isInside)
                case 1...3: presence.fold(attempt(exited, .exit, area: area, after: second))
                case 4...5:
                    presence.fold(attempt(entry([.movedArea]), area: area, after: second))
                    #expect(presence.entries == max(before.entries, 1))
                default:
                    presence.fold(attempt(entry(), area: area, after: second))
                    #expect(presence.entries == before.entries + 1)
                    #expect(presence.isInside && presence.area == area)
                }
                #expect(presence.isInside || presence.area == nil)
                #expect((presence.firstEntry == nil) == (presence.entries == 0))
                #expect(presence.firstEntry == before.firstEntry || before.firstEntry == nil)
            }
        }
    }
}
