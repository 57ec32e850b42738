// How an event stands at this moment, for whoever watches it. A view: it can be rebuilt at any time
// from the journal and the snapshot.

package struct TierStanding: Hashable, Sendable {
    package let tier: Tier
    package let inside: Int
    /// Different tickets that entered at least once.
    package let admitted: Int
    /// Tickets in the list that are neither cancelled nor refunded.
    package let sold: Int

    package init(tier: Tier, inside: Int, admitted: Int, sold: Int) {
        self.tier = tier
        self.inside = inside
        self.admitted = admitted
        self.sold = sold
    }
}

package struct AreaStanding: Hashable, Sendable {
    package let area: Area
    package let inside: Int

    package init(area: Area, inside: Int) {
        self.area = area
        self.inside = inside
    }
}

/// Entries within one minute of wall time.
package struct MinuteCount: Hashable, Sendable {
    package let minute: Timestamp
    package let entries: Int

    package init(minute: Timestamp, entries: Int) {
        self.minute = minute
        self.entries = entries
    }
}

package struct RefusalCount: Hashable, Sendable {
    package let code: RefusalCode
    package let count: Int

    package init(code: RefusalCode, count: Int) {
        self.code = code
        self.count = count
    }
}

package struct Standing: Hashable, Sendable {
    package let event: Event
    package let inside: Int
    package let admitted: Int
    package let sold: Int
    package let tiers: [TierStanding]
    package let areas: [AreaStanding]
    /// The emergency that holds.
    package let emergency: AttemptNumber?
    /// When everybody was last counted as outside.
    package let clearedAt: Timestamp?
    /// The last two hours, oldest first, every minute present.
    package let arrivals: [MinuteCount]
    /// Most frequent first.
    package let refusals: [RefusalCount]
    package let snapshotAsOf: Timestamp?
    package let newest: AttemptNumber?

    package init(
        event: Event, inside: Int, admitted: Int, sold: Int, tiers: [TierStanding],
        areas: [AreaStanding] = [], emergency: AttemptNumber? = nil,
        clearedAt: Timestamp? = nil,
        arrivals: [MinuteCount], refusals: [RefusalCount], snapshotAsOf: Timestamp?,
        newest: AttemptNumber?
    ) {
        self.event = event
        self.inside = inside
        self.admitted = admitted
        self.sold = sold
        self.tiers = tiers
        self.areas = areas
        self.emergency = emergency
        self.clearedAt = clearedAt
        self.arrivals = arrivals
        self.refusals = refusals
        self.snapshotAsOf = snapshotAsOf
        self.newest = newest
    }
}

/// An attempt with the names that make it readable, for a screen that may show them.
package struct AttemptRow: Hashable, Sendable {
    package let attempt: Attempt
    package let ticket: Ticket?

    package init(attempt: Attempt, ticket: Ticket?) {
        self.attempt = attempt
        self.ticket = ticket
    }
}
