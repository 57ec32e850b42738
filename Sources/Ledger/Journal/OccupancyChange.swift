// What one attempt does to the counts of who is inside.

import CheckinCore

/// Where people are counted.
struct CountedPlace: Hashable {
    let kind: String
    let name: String

    static let event = CountedPlace(kind: "event", name: "")
    static func tier(_ id: TierID) -> CountedPlace { CountedPlace(kind: "tier", name: id.text) }
    static func area(_ id: AreaID) -> CountedPlace { CountedPlace(kind: "area", name: id.text) }
}

struct OccupancyChange: Hashable {
    struct Row: Hashable {
        let place: CountedPlace
        var inside = 0
        var admitted = 0
    }

    /// The places to change, and by how much.
    private(set) var rows: [Row] = []

    init() {}

    /// One ticket's way from one standing to another.
    init(from before: PresenceRow, to after: PresenceRow) {
        guard before.presence != after.presence || before.tier != after.tier else { return }
        for place in before.places { add(place, inside: -1) }
        for place in after.places { add(place, inside: 1) }
        for place in before.admittedTo { add(place, admitted: -1) }
        for place in after.admittedTo { add(place, admitted: 1) }
        rows.removeAll { $0.inside == 0 && $0.admitted == 0 }
    }

    /// People without a ticket, who came in or, below zero, went out.
    init(people: Int, area: AreaID?) {
        guard people != 0 else { return }
        add(.event, inside: people)
        if let area { add(.area(area), inside: people) }
    }

    private mutating func add(_ place: CountedPlace, inside: Int = 0, admitted: Int = 0) {
        let index = rows.firstIndex { $0.place == place } ?? rows.endIndex
        if index == rows.endIndex { rows.append(Row(place: place)) }
        rows[index].inside += inside
        rows[index].admitted += admitted
    }
}

extension PresenceRow {
    /// Where this ticket counts as inside.
    fileprivate var places: [CountedPlace] {
        guard presence.isInside else { return [] }
        return [.event] + (tier.map { [.tier($0)] } ?? [])
            + (presence.area.map { [.area($0)] } ?? [])
    }

    /// Where this ticket counts as admitted: in the tier of its last entry.
    fileprivate var admittedTo: [CountedPlace] {
        guard presence.entries > 0 else { return [] }
        return [.event] + (tier.map { [.tier($0)] } ?? [])
    }
}

extension Occupancy {
    /// What is left after `change`, for the event, for `tier` and for `area`.
    mutating func apply(_ change: OccupancyChange, tier: TierID?, area: AreaID?) {
        for row in change.rows {
            if row.place == .event { event += row.inside }
            if let tier, row.place == .tier(tier) { self.tier += row.inside }
            if let area, row.place == .area(area) { self.area += row.inside }
        }
    }
}
