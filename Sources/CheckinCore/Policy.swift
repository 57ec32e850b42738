// The rules of one event at one door. They come with the event, so that two doors of a venue can
// never disagree about them.

/// What to do with a genuine ticket that is not in the snapshot.
package enum UnlistedPolicy: String, Sendable, CaseIterable {
    case refuse
    case admitIfIssuedAfterSnapshot = "admit_if_issued_after_snapshot"
    case admit
}

/// What a snapshot older than `Event.staleAfter` may still do.
package enum StalePolicy: String, Sendable, CaseIterable {
    case warn
    case signedOnly = "signed_only"
    case refuse
}

/// One event of this box, with its rules.
package struct Event: Hashable, Sendable {
    /// How long an NS1 code is fresh unless the event says otherwise: the platform's own rule.
    package static let defaultCodeMaxAge: Duration = .hours(24)
    /// How old a snapshot may be before its policy applies.
    package static let defaultStaleAfter: Duration = .hours(12)

    package let id: EventID
    package var title: String
    package var startsAt: Timestamp
    /// When the doors open and when entry ends.
    package var window: EntryWindow
    package var capacity: Capacity?
    /// The oldest NS1 code that is accepted; nil for printed tickets.
    package var codeMaxAge: Duration?
    package var reentryAllowed: Bool
    /// How many times one ticket may enter; nil for no limit.
    package var entryLimit: Int?
    /// nil: the default of the code's algorithm (`refuse` for HMAC).
    package var unlisted: UnlistedPolicy?
    package var stale: StalePolicy
    package var staleAfter: Duration

    package init(
        id: EventID, title: String, startsAt: Timestamp, window: EntryWindow = EntryWindow(),
        capacity: Capacity? = nil, codeMaxAge: Duration? = Event.defaultCodeMaxAge,
        reentryAllowed: Bool = true, entryLimit: Int? = nil, unlisted: UnlistedPolicy? = nil,
        stale: StalePolicy = .warn, staleAfter: Duration = Event.defaultStaleAfter
    ) {
        self.id = id
        self.title = title
        self.startsAt = startsAt
        self.window = window
        self.capacity = capacity
        self.codeMaxAge = codeMaxAge
        self.reentryAllowed = reentryAllowed
        self.entryLimit = entryLimit
        self.unlisted = unlisted
        self.stale = stale
        self.staleAfter = staleAfter
    }

    package var summary: EventSummary { EventSummary(title: title, startsAt: startsAt) }
}

/// What a guest at the wrong event is told of the right one.
package struct EventSummary: Hashable, Sendable {
    package let title: String
    package let startsAt: Timestamp

    package init(title: String, startsAt: Timestamp) {
        self.title = title
        self.startsAt = startsAt
    }
}

package enum Direction: String, Sendable, CaseIterable {
    case entry
    case exit
}

/// The door this box stands at.
package struct Door: Hashable, Sendable {
    package let id: DoorID
    package var name: String
    package var direction: Direction
    /// Genuine tickets without a row may enter here, where the event allows it.
    package var admitsUnlisted: Bool

    package init(id: DoorID, name: String, direction: Direction, admitsUnlisted: Bool = false) {
        self.id = id
        self.name = name
        self.direction = direction
        self.admitsUnlisted = admitsUnlisted
    }
}

/// Everything `decide` may know that is not about this ticket.
package struct Policy: Hashable, Sendable {
    /// How far a clock may be wrong before a code counts as made in the future.
    package static let defaultClockTolerance: Duration = .minutes(10)

    package var event: Event
    package var door: Door
    package var clockTolerance: Duration
    /// False: checks of time become flags, never refusals.
    package var timeTrusted: Bool

    package init(
        event: Event, door: Door, clockTolerance: Duration = Policy.defaultClockTolerance,
        timeTrusted: Bool = true
    ) {
        self.event = event
        self.door = door
        self.clockTolerance = clockTolerance
        self.timeTrusted = timeTrusted
    }
}
