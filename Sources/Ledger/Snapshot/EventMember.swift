// The members of an event's rules that a configuration may leave out, by its own names for them.
// What it says of a member goes before; what it does not say, the central server may.

import CheckinCore

package enum EventMember: String, Sendable, CaseIterable {
    case opensAt = "opens_at"
    case closesAt = "closes_at"
    case capacity
    case codeMaxAge = "code_max_age"
    case reentry
    case entryLimit = "entry_limit"
    case unlisted
    case stale
    case staleAfter = "stale_after"
    case state
    case capacityAlerts = "capacity_alerts"
    case prompts
    case clearsAt = "clears_at"
    case areas = "area"
}

package enum TierMember: String, Sendable, CaseIterable {
    case name
    case color
    case capacity
    case opensAt = "opens_at"
    case closesAt = "closes_at"
    case doors
}

extension Event {
    mutating func take(_ member: EventMember, from other: Event) {
        switch member {
        case .opensAt: window.opens = other.window.opens
        case .closesAt: window.closes = other.window.closes
        case .capacity: capacity = other.capacity
        case .codeMaxAge: codeMaxAge = other.codeMaxAge
        case .reentry: reentryAllowed = other.reentryAllowed
        case .entryLimit: entryLimit = other.entryLimit
        case .unlisted: unlisted = other.unlisted
        case .stale: stale = other.stale
        case .staleAfter: staleAfter = other.staleAfter
        case .state: state = other.state
        case .capacityAlerts: alerts = other.alerts
        case .prompts: prompts = other.prompts
        case .clearsAt: clearsAt = other.clearsAt
        case .areas: areas = other.areas
        }
    }
}

extension Tier {
    mutating func take(_ member: TierMember, from other: Tier) {
        switch member {
        case .name: name = other.name
        case .color: color = other.color
        case .capacity: capacity = other.capacity
        case .opensAt: window.opens = other.window.opens
        case .closesAt: window.closes = other.window.closes
        case .doors: doors = other.doors
        }
    }
}

/// An event as somebody says it, and of which members they say anything.
struct SaidEvent: Hashable, Sendable {
    var event: Event
    var said: Set<EventMember>

    /// With what `other` says of the members that are not said here.
    func filled(by other: SaidEvent?) -> Event {
        guard let other else { return event }
        var filled = event
        for member in other.said.subtracting(said) { filled.take(member, from: other.event) }
        // An evening that ends before it begins would let nobody in.
        if let closes = filled.window.closes, !said.contains(.closesAt),
            closes <= filled.startsAt || filled.window.opens.map({ closes <= $0 }) == true
        {
            filled.window.closes = nil
        }
        return filled
    }
}

struct SaidTier: Hashable, Sendable {
    var tier: Tier
    var said: Set<TierMember>

    func filled(by other: SaidTier?) -> Tier {
        guard let other else { return tier }
        var filled = tier
        for member in other.said.subtracting(said) { filled.take(member, from: other.tier) }
        if let opens = filled.window.opens, let closes = filled.window.closes, closes <= opens,
            !said.contains(.closesAt)
        {
            filled.window.closes = nil
        }
        return filled
    }
}

extension Set where Element: RawRepresentable<String> {
    /// Words with blanks between them, in one order.
    var words: String { map(\.rawValue).sorted().joined(separator: " ") }

    init(words: String) {
        self = Set(words.split(separator: " ").compactMap { Element(rawValue: String($0)) })
    }
}
