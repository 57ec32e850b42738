// Which event a door is for, when a box knows several: rooms side by side, a matinee and an evening
// show. Pure, so that two boxes of one venue choose alike. It must never hide a wrong event: a
// ticket of an event that is not on is told where it belongs.

package import CheckinCore

package enum Tonight {
    /// How long before its start an event without opening hours counts as on, and how long after.
    package static let before: Duration = .hours(4)
    package static let after: Duration = .hours(8)

    /// The event for a code that claims `claimed`: the claimed one while it is on, else the one
    /// that is on, or comes next, or was last. `events` are those of this door, at least one.
    package static func event(
        for claimed: EventID?, among events: [Event], at now: Timestamp
    ) -> Event? {
        if let claimed, let event = events.first(where: { $0.id == claimed }), isOn(event, now) {
            return event
        }
        let byStart = events.sorted {
            ($0.startsAt, $0.id.text) < ($1.startsAt, $1.id.text)
        }
        // Of two that are on, the one that began last: the matinee is nearly over.
        return byStart.last { isOn($0, now) && $0.startsAt <= now }
            ?? byStart.first { isOn($0, now) }
            ?? byStart.first { $0.startsAt > now } ?? byStart.last
    }

    package static func isOn(_ event: Event, _ now: Timestamp) -> Bool {
        let opens = event.window.opens ?? event.startsAt - before
        let closes = event.clearsAt ?? event.window.closes ?? event.startsAt + after
        return now >= opens && now < max(closes, event.window.closes ?? closes)
    }
}
