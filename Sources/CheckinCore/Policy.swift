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

/// What staff have to see before they let a guest in.
package enum Prompt: String, Sendable, CaseIterable {
    case age16 = "age_16"
    case age18 = "age_18"
    case age21 = "age_21"
    case document
    case bag
}

/// Whether an event takes place.
package enum EventState: Hashable, Sendable {
    case scheduled
    case cancelled
    /// nil: nobody knows until when.
    case postponed(until: Timestamp?)
}

/// A part of the place with doors of its own. A guest is in one area at a time.
package struct Area: Hashable, Sendable {
    package let id: AreaID
    package var name: String
    package var capacity: Capacity?
    /// Who comes in here from one of these is counted out there.
    package var movesFrom: Set<AreaID>
    /// Where somebody is who goes out here; nil: outside.
    package var returnsTo: AreaID?

    package init(
        id: AreaID, name: String, capacity: Capacity? = nil, movesFrom: Set<AreaID> = [],
        returnsTo: AreaID? = nil
    ) {
        self.id = id
        self.name = name
        self.capacity = capacity
        self.movesFrom = movesFrom
        self.returnsTo = returnsTo
    }
}

/// One event of this box, with its rules.
package struct Event: Hashable, Sendable {
    /// How long an NS1 code is fresh unless the event says otherwise: the platform's own rule.
    package static let defaultCodeMaxAge: Duration = .hours(24)
    /// How old a snapshot may be before its policy applies.
    package static let defaultStaleAfter: Duration = .hours(12)
    /// Parts of a capacity, in hundredths, at which somebody should be told.
    package static let defaultAlerts = [80, 90, 100]

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
    package var state: EventState
    /// Parts of the capacity, in hundredths, at which somebody is told; ascending.
    package var alerts: [Int]
    package var prompts: [Prompt]
    /// When everybody counts as outside; nil: never by itself.
    package var clearsAt: Timestamp?
    package var areas: [Area]

    package init(
        id: EventID, title: String, startsAt: Timestamp, window: EntryWindow = EntryWindow(),
        capacity: Capacity? = nil, codeMaxAge: Duration? = Event.defaultCodeMaxAge,
        reentryAllowed: Bool = true, entryLimit: Int? = nil, unlisted: UnlistedPolicy? = nil,
        stale: StalePolicy = .warn, staleAfter: Duration = Event.defaultStaleAfter,
        state: EventState = .scheduled, alerts: [Int] = Event.defaultAlerts,
        prompts: [Prompt] = [], clearsAt: Timestamp? = nil, areas: [Area] = []
    ) {
        self.state = state
        self.alerts = alerts
        self.prompts = prompts
        self.clearsAt = clearsAt
        self.areas = areas
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

    /// Whether genuine codes are let in at `door` although no list can be read: only where the
    /// event
    /// asks for that in so many words, since nobody can tell then who has cancelled.
    package func goesOnWithoutList(at door: Door) -> Bool {
        stale == .signedOnly && unlisted == .admit && door.admitsUnlisted
    }

    package func area(_ id: AreaID?) -> Area? {
        id.flatMap { id in areas.first { $0.id == id } }
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
    /// The area it leads into; nil: into the event as a whole.
    package var area: AreaID?

    package init(
        id: DoorID, name: String, direction: Direction, admitsUnlisted: Bool = false,
        area: AreaID? = nil
    ) {
        self.area = area
        self.id = id
        self.name = name
        self.direction = direction
        self.admitsUnlisted = admitsUnlisted
    }
}

extension Door {
    /// Where somebody is who goes through it, by the areas of `event`: in its area, or where its
    /// area's exit leads back to; nil: in the event as a whole, or outside.
    package func leads(in event: Event?) -> AreaID? {
        guard let area = event?.area(area) else { return nil }
        return direction == .entry ? area.id : area.returnsTo
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
