// The counters as the attempts have them, to be held against those that are stored.

import CheckinCore
import GRDB

struct Recount {
    private struct Place: Hashable {
        let event: String
        let name: String
    }

    private var inside: [Place: Int] = [:]
    private var admitted: [Place: Int] = [:]
    private var arrivals: [Place: Int] = [:]
    private var refusals: [Place: Int] = [:]

    mutating func count(_ attempt: Attempt) {
        guard let event = attempt.event?.text else { return }
        if let minute = Counters.arrival(of: attempt) {
            arrivals[Place(event: event, name: String(minute.milliseconds)), default: 0] += 1
        } else if let refusal = attempt.answer.verdict?.refusal {
            refusals[Place(event: event, name: refusal.code.rawValue), default: 0] += 1
        }
    }

    mutating func apply(_ change: OccupancyChange, to event: EventID) {
        for row in change.rows {
            let place = Place(event: event.text, name: row.tier)
            inside[place, default: 0] += row.inside
            admitted[place, default: 0] += row.admitted
        }
    }

    func compare(_ db: Database, _ verification: inout Verification) throws {
        let insideStored = try stored(db, "SELECT event, tier, inside FROM occupancy")
        try differences(insideStored, inside) { event, tier, stored, counted in
            verification.add(
                .occupancy(event: event, tier: TierID(tier), stored: stored, counted: counted))
        }
        let admittedStored = try stored(db, "SELECT event, tier, admitted FROM occupancy")
        try differences(admittedStored, admitted) { event, tier, stored, counted in
            verification.add(
                .admitted(event: event, tier: TierID(tier), stored: stored, counted: counted))
        }
        let arrived = try stored(db, "SELECT event, CAST(minute AS TEXT), entries FROM arrival")
        try differences(arrived, arrivals) { event, minute, stored, counted in
            let minute = Timestamp(milliseconds: Int64(minute) ?? 0)
            verification.add(
                .arrivals(event: event, minute: minute, stored: stored, counted: counted))
        }
        let refused = try stored(db, "SELECT event, reason, count FROM refusal")
        try differences(refused, refusals) { event, code, stored, counted in
            verification.add(
                .refusals(event: event, code: code, stored: stored, counted: counted))
        }
    }

    private func stored(_ db: Database, _ sql: String) throws -> [Place: Int] {
        let rows = try Row.fetchCursor(db, sql: sql)
        var stored: [Place: Int] = [:]
        while let row = try rows.next() {
            stored[Place(event: try row.text(0), name: try row.text(1))] = try row.number(2)
        }
        return stored
    }

    private func differences(
        _ stored: [Place: Int], _ counted: [Place: Int],
        report: (EventID, String, Int, Int) -> Void
    ) throws {
        let places = Set(stored.keys).union(counted.keys)
            .sorted { ($0.event, $0.name) < ($1.event, $1.name) }
        for place in places where stored[place, default: 0] != counted[place, default: 0] {
            guard let event = EventID(place.event) else { throw ImpossibleValue() }
            report(event, place.name, stored[place, default: 0], counted[place, default: 0])
        }
    }
}
