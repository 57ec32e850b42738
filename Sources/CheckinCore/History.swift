// What happened before, as far as this box knows: the part of `decide`'s input that comes from the
// journal, read in the same transaction that will append the answer.

/// One passage through a door.
package struct Passage: Hashable, Sendable {
    package let door: DoorID
    package let at: Timestamp

    package init(door: DoorID, at: Timestamp) {
        self.door = door
        self.at = at
    }
}

/// Where a ticket stands: a fold over its attempts.
package struct Presence: Hashable, Sendable {
    package var isInside: Bool
    package var entries: Int
    package var firstEntry: Passage?
    package var lastEntry: Passage?
    package var lastExit: Passage?
    /// Where the ticket is while it is inside; nil for the event as a whole.
    package var area: AreaID?

    package init(
        isInside: Bool = false, entries: Int = 0, firstEntry: Passage? = nil,
        lastEntry: Passage? = nil, lastExit: Passage? = nil, area: AreaID? = nil
    ) {
        self.area = area
        self.isInside = isInside
        self.entries = entries
        self.firstEntry = firstEntry
        self.lastEntry = lastEntry
        self.lastExit = lastExit
    }
}

/// An admission at this door that no display has acknowledged yet.
package struct UnseenAdmission: Hashable, Sendable {
    package let number: AttemptNumber
    package let at: Timestamp
    package let outcome: Outcome

    package init(number: AttemptNumber, at: Timestamp, outcome: Outcome) {
        self.number = number
        self.at = at
        self.outcome = outcome
    }
}

/// How many are inside now.
package struct Occupancy: Hashable, Sendable {
    package var event: Int
    /// Of the tier of the ticket in question; 0 when it has none.
    package var tier: Int
    /// Of the area that the door leads into; 0 when it leads into none.
    package var area: Int

    package init(event: Int = 0, tier: Int = 0, area: Int = 0) {
        self.event = event
        self.tier = tier
        self.area = area
    }

    /// As people are told it. Who was counted out by hand and goes out by the ticket as well leaves
    /// one fewer than nobody; the sum keeps that, so that the next one in puts it right.
    package var told: Occupancy {
        Occupancy(event: max(0, event), tier: max(0, tier), area: max(0, area))
    }
}

/// How a group stands whose code was shown.
package struct GroupStanding: Hashable, Sendable {
    package let of: Int
    package let outside: Int

    package init(of: Int, outside: Int) {
        self.of = of
        self.outside = outside
    }
}

package struct History: Hashable, Sendable {
    /// The span in which presentations of one ticket are counted.
    package static let rapidSpan: Duration = .seconds(60)
    /// How long an admission that nobody saw may be answered again.
    package static let unseenSpan: Duration = .seconds(30)

    package var presence: Presence
    /// Earlier presentations of this ticket within `rapidSpan`, not counting repeats,
    /// unavailable answers and rapid refusals.
    package var recentPresentations: Int
    /// The newest admission of this ticket at this door, when nobody acknowledged it.
    package var unseen: UnseenAdmission?
    package var occupancy: Occupancy
    /// The highest generation of this ticket that was ever presented here with a valid proof.
    package var highestGeneration: UInt8?
    /// The moment up to which the platform's changes are in the snapshot.
    package var snapshotAsOf: Timestamp?
    /// The emergency that holds.
    package var emergency: AttemptNumber?
    /// When the claimed ticket is none, and the code that of a group.
    package var group: GroupStanding?
    /// When a code names a reservation of this event.
    package var reservation: ReservationStanding?
    /// What the other boxes of the venue said of the ticket just now.
    package var venue: VenueClaim
    /// When wrong reservation codes were shown here lately, each once; empty for other codes.
    package var wrongReservations: [Timestamp]

    package init(
        presence: Presence = Presence(), recentPresentations: Int = 0,
        unseen: UnseenAdmission? = nil, occupancy: Occupancy = Occupancy(),
        highestGeneration: UInt8? = nil, snapshotAsOf: Timestamp? = nil,
        emergency: AttemptNumber? = nil, group: GroupStanding? = nil,
        reservation: ReservationStanding? = nil, wrongReservations: [Timestamp] = [],
        venue: VenueClaim = .alone
    ) {
        self.venue = venue
        self.reservation = reservation
        self.wrongReservations = wrongReservations
        self.emergency = emergency
        self.group = group
        self.presence = presence
        self.recentPresentations = recentPresentations
        self.unseen = unseen
        self.occupancy = occupancy
        self.highestGeneration = highestGeneration
        self.snapshotAsOf = snapshotAsOf
    }
}
