// When an event's guests' data has to go. Pure: the clock is handed in, and whoever hands it in
// must trust it. It must never call an event over while people are still let in.

import CheckinCore

package struct RetentionRule: Hashable, Sendable {
    /// What the platform promises its guests.
    package static let defaultDays = 14
    /// Longer than a year is no retention.
    package static let days = 0...365
    /// How long an event without a closing time may last.
    static let assumedLength: Duration = .hours(24)
    /// A door that let somebody in this short a while ago serves an event that is not over,
    /// whatever date somebody typed.
    static let quiet: Duration = .hours(24)

    /// For how long after its end an event's data is kept.
    package let span: Duration

    package init(days: Int) { span = .hours(24) * days }

    /// - Parameter lastEntry: the newest minute in which somebody entered; nil when nobody did.
    func isDue(_ listed: ListedEvent, lastEntry: Timestamp?, at now: Timestamp) -> Bool {
        guard let end = Self.end(of: listed) else { return false }
        guard let lastEntry else { return now >= end + span }
        return now >= max(end, lastEntry + Self.quiet) + span
    }

    /// When the last guest can have come: the event's own closing, or a day after its start, or
    /// when the last of its tiers closes; and not before everybody counts as outside. nil for an
    /// event that was postponed and has no new date: its guests keep their tickets.
    ///
    /// The later of what the configuration says and what holds: a central server may make an event
    /// longer, and never forget its guests sooner.
    static func end(of listed: ListedEvent) -> Timestamp? {
        guard let own = end(of: listed.own.event, listed.tiers.map(\.own.tier)),
            let held = end(of: listed.event, listed.tiers.map(\.tier))
        else { return nil }
        return max(own, held)
    }

    private static func end(of event: Event, _ tiers: [Tier]) -> Timestamp? {
        var moments = [event.clearsAt].compactMap(\.self)
        if case .postponed(let until) = event.state {
            guard let until else { return nil }
            moments.append(until + assumedLength)
        }
        if let closes = event.window.closes {
            moments.append(closes)
        } else {
            moments.append(event.startsAt + assumedLength)
            moments += tiers.compactMap(\.window.closes)
        }
        return moments.max()
    }
}
