// The counters as the attempts have them, to be held against those that are stored.

import CheckinCore
import GRDB

struct Recount {
    private struct Place: Hashable {
        let event: String
        let name: String
    }

    private struct Crowd: Hashable {
        let event: String
        let place: CountedPlace
    }

    /// The attempts that were taken back.
    private let undone: [AttemptNumber: Attempt]
    private var inside: [Crowd: Int] = [:]
    private var admitted: [Crowd: Int] = [:]
    private var arrivals: [Place: Int] = [:]
    private var refusals: [Place: Int] = [:]
    private var cleared: [EventID: AttemptNumber] = [:]

    init(undone: [AttemptNumber: Attempt]) { self.undone = undone }

    /// In the order of their numbers. Where tickets stand is counted by `apply`.
    mutating func count(_ attempt: Attempt) {
        guard let event = attempt.event else { return }
        count(Counters.arrivals(of: attempt), of: event)
        if let refusal = attempt.answer.verdict?.refusal {
            refusals[Place(event: event.text, name: refusal.code.rawValue), default: 0] += 1
        }
        switch attempt.act.kind {
        case .headcount, .walkUp:
            apply(OccupancyChange(people: attempt.act.people, area: attempt.area), to: event)
        case .clearOut:
            // Only those counted by hand: tickets have not been counted yet.
            for crowd in inside.keys where crowd.event == event.text { inside[crowd] = 0 }
            cleared[event] = attempt.number
        case .undo: takeBack(attempt.act.target)
        default: break
        }
    }

    private mutating func takeBack(_ number: AttemptNumber?) {
        guard let number, let target = undone[number], let event = target.event else { return }
        if let arrivals = Counters.arrivals(of: target) {
            count((arrivals.minute, -arrivals.people), of: event)
        }
        guard target.claims == nil, cleared[event].map({ $0 < number }) ?? true else { return }
        apply(OccupancyChange(people: -target.act.people, area: target.area), to: event)
    }

    private mutating func count(_ arrived: (minute: Timestamp, people: Int)?, of event: EventID) {
        guard let arrived else { return }
        let place = Place(event: event.text, name: String(arrived.minute.milliseconds))
        arrivals[place, default: 0] += arrived.people
    }

    mutating func apply(_ change: OccupancyChange, to event: EventID) {
        for row in change.rows {
            let crowd = Crowd(event: event.text, place: row.place)
            inside[crowd, default: 0] += row.inside
            admitted[crowd, default: 0] += row.admitted
        }
    }

    /// Where the attempt by which people came in is lost, its undo would make fewer than nobody.
    private static func entries(_ count: Int?) -> Int { max(count ?? 0, 0) }

    /// Writes the counts into tables that are still empty.
    func store(_ db: Database) throws {
        for crowd in Set(inside.keys).union(admitted.keys) {
            try db.execute(
                sql: """
                    INSERT INTO occupancy (event, kind, name, inside, admitted) \
                    VALUES (?, ?, ?, ?, ?)
                    """,
                arguments: [
                    crowd.event, crowd.place.kind, crowd.place.name,
                    inside[crowd, default: 0], admitted[crowd, default: 0],
                ])
        }
        for (place, count) in arrivals {
            try db.execute(
                sql: "INSERT INTO arrival (event, minute, entries) VALUES (?, ?, ?)",
                arguments: [place.event, Int64(place.name), Self.entries(count)])
        }
        for (place, count) in refusals {
            try db.execute(
                sql: "INSERT INTO refusal (event, reason, count) VALUES (?, ?, ?)",
                arguments: [place.event, place.name, count])
        }
    }

    func compare(_ db: Database, _ verification: inout Verification) throws {
        try compareCrowds(db, "inside", inside) { event, place, stored, counted in
            verification.add(
                .occupancy(event: event, place: place, stored: stored, counted: counted))
        }
        try compareCrowds(db, "admitted", admitted) { event, place, stored, counted in
            verification.add(
                .admitted(event: event, place: place, stored: stored, counted: counted))
        }
        let arrived = try stored(db, "SELECT event, CAST(minute AS TEXT), entries FROM arrival")
        let entries = arrivals.mapValues(Self.entries)
        try differences(arrived, entries) { event, minute, stored, counted in
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

    private func compareCrowds(
        _ db: Database, _ column: String, _ counted: [Crowd: Int],
        report: (EventID, String, Int, Int) -> Void
    ) throws {
        // One name for kind and name: no kind has a blank.
        let stored = try stored(
            db, "SELECT event, kind || ' ' || name, \(column) FROM occupancy")
        let named = counted.map { crowd, count in
            (Place(event: crowd.event, name: crowd.place.kind + " " + crowd.place.name), count)
        }
        try differences(stored, Dictionary(uniqueKeysWithValues: named), report: report)
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
