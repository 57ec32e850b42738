// The rules of an evening's turns: an event that is called off, an emergency, papers to be looked
// at, areas with doors of their own, and the code of a group.

import CheckinCore
import CheckinTesting
import Testing

@testable import Validation

@Suite struct EveningRuleTests {
    private func verdict(
        _ reading: CodeReading = .claims(Fixtures.claims()), isConfirmed: Bool = false,
        ticket: Ticket? = Fixtures.ticket(), history: History = Fixtures.history(),
        event: Event = Fixtures.event(), door: Door = Fixtures.door()
    ) -> Verdict {
        decide(
            Presentation(reading: reading, isConfirmed: isConfirmed), ticket: ticket,
            history: history, policy: Fixtures.policy(event: event, door: door),
            at: Fixtures.now)
    }

    private static let readings: [CodeReading] = [
        .claims(Fixtures.claims()), .claims(Fixtures.claims(event: Fixtures.otherEventID)),
        .unreadable, .forged, .unknownKey, .otherEvent, .noUsableKey,
    ]

    // MARK: - The event, and an emergency

    @Test func eventThatIsCalledOffTurnsEverybodyAwayByItsOwnName() {
        var event = Fixtures.event()
        event.state = .cancelled
        #expect(verdict(event: event).refusal == .eventCancelled)
        for until in [nil, Fixtures.now + .hours(48)] {
            event.state = .postponed(until: until)
            #expect(verdict(event: event).refusal == .eventPostponed(until: until))
        }
        #expect(verdict(.forged, event: event).refusal == .forged)
        let exit = Fixtures.door(direction: .exit)
        #expect(verdict(event: event, door: exit).outcome == .exited)
    }

    @Test func nobodyGoesInDuringAnEmergencyAndEverybodyOut() {
        for reading in Self.readings {
            for presence in [Presence(), Presences.inside, Presences.out] {
                for recent in [0, 3, 9] {
                    var history = Fixtures.history(presence: presence)
                    history.emergency = AttemptNumber(4)
                    history.recentPresentations = recent
                    history.unseen = Presences.unseen
                    let entry = verdict(reading, isConfirmed: true, history: history)
                    #expect(entry == Verdict(.refused(.emergency)))
                    let exit = Fixtures.door(direction: .exit)
                    let held = verdict(reading, history: history, door: exit)
                    history.emergency = nil
                    #expect(held == verdict(reading, history: history, door: exit))
                }
            }
        }
    }

    @Test func codeThatProvesNothingIsNeverAnEntry() {
        for reading in Self.readings.dropFirst() {
            for isConfirmed in [false, true] {
                let verdict = verdict(reading, isConfirmed: isConfirmed)
                #expect(verdict.outcome.kind == .refused)
            }
        }
    }

    // MARK: - Prompts

    @Test func guestIsAskedForPapersOnceAnEvening() {
        var event = Fixtures.event()
        event.prompts = [.document, .age18]
        let asked = Refusal.notConfirmed(prompts: [.document, .age18])
        #expect(verdict(event: event).refusal == asked)
        #expect(verdict(isConfirmed: true, event: event) == Verdict(.admitted))
        let out = Fixtures.history(presence: Presences.out)
        #expect(verdict(history: out, event: event) == Verdict(.readmitted))
        // Went in at another box, as the platform says, and came out here.
        let left = Fixtures.history(presence: Presences.left)
        let used = Fixtures.ticket(status: .used)
        #expect(verdict(ticket: used, history: left, event: event) == Verdict(.readmitted))
        #expect(verdict(history: left, event: event).refusal == asked)
        event.prompts = []
        #expect(verdict(event: event) == Verdict(.admitted))
    }

    @Test func confirmationHelpsAgainstNoOtherReason() {
        var event = Fixtures.event(capacity: Capacity(limit: 0, isHard: true))
        event.prompts = [.age21]
        #expect(verdict(isConfirmed: true, event: event).refusal?.code == .full)
        #expect(verdict(event: event).refusal?.code == .full)
    }

    // MARK: - Areas

    private static func venue(_ capacity: Capacity? = nil) -> Event {
        var event = Fixtures.event()
        event.areas = [
            Area(id: "hall", name: "Hall"),
            Area(
                id: "terrace", name: "Terrace", capacity: capacity,
                movesFrom: ["hall", "terrace"], returnsTo: "hall"),
            Area(id: "vip", name: "VIP"),
        ]
        return event
    }

    private static func inside(_ area: AreaID?) -> History {
        var presence = Presences.inside
        presence.area = area
        return Fixtures.history(presence: presence)
    }

    @Test func whoComesFromTheNextRoomMoves() {
        let areas: [AreaID?] = [nil, "hall", "terrace", "vip", "attic"]
        for from in areas {
            for to in areas {
                let found = verdict(
                    history: Self.inside(from), event: Self.venue(),
                    door: Fixtures.door("door-t", area: to))
                if from == "hall", to == "terrace" {
                    #expect(found == Verdict(.readmitted, flags: [.movedArea]))
                } else {
                    #expect(found.refusal?.code == .alreadyInside, "\(from ?? "-") \(to ?? "-")")
                }
            }
        }
    }

    @Test func whoIsOutsideMovesNowhere() {
        var presence = Presences.out
        presence.area = "hall"
        let door = Fixtures.door(area: "terrace")
        let history = Fixtures.history(presence: presence)
        #expect(
            verdict(history: history, event: Self.venue(), door: door) == Verdict(.readmitted))
    }

    @Test func whoMovesComesInNeitherAnewNorAgain() {
        var event = Self.venue()
        event.reentryAllowed = false
        event.entryLimit = 1
        event.prompts = [.bag]
        event.capacity = Capacity(limit: 1, isHard: true)
        let tier = Fixtures.tier(capacity: Capacity(limit: 1, isHard: true))
        var history = Self.inside("hall")
        history.occupancy = Occupancy(event: 1, tier: 1, area: 0)
        let door = Fixtures.door(area: "terrace")
        let found = verdict(
            ticket: Fixtures.ticket(tier: tier), history: history, event: event, door: door)
        #expect(found == Verdict(.readmitted, flags: [.movedArea]))
    }

    @Test(arguments: [(9, true, "readmitted"), (10, true, "full"), (10, false, "readmitted")])
    func fullAreaIsFullForWhoMovesToo(taken: Int, isHard: Bool, expected: String) {
        let event = Self.venue(Capacity(limit: 10, isHard: isHard))
        var history = Self.inside("hall")
        history.occupancy = Occupancy(event: 20, tier: 20, area: taken)
        let door = Fixtures.door(area: "terrace")
        let found = verdict(history: history, event: event, door: door)
        #expect(found.answerName == expected)
        #expect(found.flags.contains(.overCapacity) == (taken >= 10 && !isHard))
        if expected == "full" {
            #expect(found.refusal == .full(count: 10, limit: 10, tier: nil, area: "terrace"))
        }
        // At a door that leads elsewhere it does not count.
        let other = Fixtures.door(area: "vip")
        #expect(
            verdict(
                history: Fixtures.history(), event: event, door: other) == Verdict(.admitted))
    }

    @Test func unseenAnswerIsSaidAgainBeforeAnybodyMoves() {
        var history = Self.inside("hall")
        history.unseen = Presences.unseen
        let door = Fixtures.door(area: "terrace")
        let found = verdict(history: history, event: Self.venue(), door: door)
        #expect(found == Verdict(.admitted, repeats: Presences.unseen.number))
    }

    // MARK: - Groups

    @Test(arguments: 0...6)
    func codeOfAGroupWaitsForStaff(outside: Int) {
        var history = Fixtures.history()
        history.group = GroupStanding(of: 6, outside: outside)
        let found = verdict(ticket: nil, history: history)
        #expect(
            found.refusal
                == (outside == 0
                    ? .alreadyInside(first: nil, last: nil, platformSince: nil)
                    : .groupWaits(outside: outside, of: 6)))
        #expect(verdict(history: history) == Verdict(.admitted))
    }
}
