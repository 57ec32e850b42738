// The order of the rules: whatever stands in the way of an entry together, the first of the list is
// the reason, in every combination there is.

import CheckinCore
import CheckinTesting
import Testing

@testable import Validation

@Suite struct RuleOrderTests {
    private enum Hindrance: CaseIterable {
        case event, expired, unlisted, status, holder, window, door, inside, eventRoom, areaRoom
        case tierRoom, unconfirmed
    }

    private static let names: [Hindrance: String] = [
        .event: "event_cancelled", .expired: "code_expired", .unlisted: "not_found",
        .status: "cancelled", .holder: "transferred", .window: "closed", .door: "wrong_door",
        .inside: "already_inside", .eventRoom: "full", .areaRoom: "full of hall",
        .tierRoom: "full of general", .unconfirmed: "not_confirmed",
    ]

    private func verdict(_ present: Set<Hindrance>, isStale: Bool) -> Verdict {
        var event = Fixtures.event(
            capacity: Capacity(limit: present.contains(.eventRoom) ? 5 : 6, isHard: true))
        event.state = present.contains(.event) ? .cancelled : .scheduled
        event.areas = [
            Area(
                id: "hall", name: "Hall",
                capacity: Capacity(limit: present.contains(.areaRoom) ? 5 : 6, isHard: true))
        ]
        if present.contains(.window) { event.window.closes = Fixtures.now }
        event.prompts = present.contains(.unconfirmed) ? [.age18] : []
        let tier = Fixtures.tier(
            capacity: Capacity(limit: present.contains(.tierRoom) ? 5 : 6, isHard: true),
            doors: present.contains(.door) ? ["door-b"] : [])
        var ticket = Fixtures.ticket(
            tier: tier, status: present.contains(.status) ? .cancelled : .valid, user: "asha")
        let age: Duration = present.contains(.expired) ? .hours(25) : .hours(1)
        ticket.asOf = Fixtures.now - .minutes(5)
        var history = Fixtures.history(
            presence: present.contains(.inside) ? Presences.inside : Presence())
        history.occupancy = Occupancy(event: 5, tier: 5, area: 5)
        if isStale { history.snapshotAsOf = Fixtures.now - .hours(13) }
        return decide(
            Presentation(
                reading: .claims(
                    Fixtures.claims(
                        scheme: .ns1, issuedAt: Fixtures.now - age,
                        user: present.contains(.holder) ? "ben" : "asha"))),
            ticket: present.contains(.unlisted) ? nil : ticket, history: history,
            policy: Fixtures.policy(event: event, door: Fixtures.door(area: "hall")),
            at: Fixtures.now)
    }

    private func name(_ verdict: Verdict) -> String {
        guard case .full(_, _, let tier, let area)? = verdict.refusal else {
            return verdict.answerName
        }
        let room = tier?.text ?? area?.text
        return room.map { "full of \($0)" } ?? "full"
    }

    @Test func firstHindranceIsTheReasonInEveryCombination() {
        for present in Hindrance.allCases.subsets {
            for isStale in [false, true] {
                let verdict = verdict(Set(present), isStale: isStale)
                let expected = present.first.flatMap { Self.names[$0] } ?? "admitted"
                // An old list is said of every answer that comes after its rule.
                let isSaid = isStale && !present.contains(.event) && !present.contains(.expired)
                guard name(verdict) == expected, verdict.flags == (isSaid ? [.snapshotStale] : [])
                else {
                    Issue.record("\(present): \(name(verdict)) with \(verdict.flags)")
                    return
                }
            }
        }
    }
}
