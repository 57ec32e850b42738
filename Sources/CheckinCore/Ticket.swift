// What the box knows of an event, its tiers and its tickets: rows of the snapshot, already checked.

/// An amount in minor units (paise, cents) of an ISO 4217 currency.
package struct Money: Hashable, Sendable {
    package let minorUnits: Int64
    package let currency: String

    package init(minorUnits: Int64, currency: String) {
        self.minorUnits = minorUnits
        self.currency = currency
    }
}

/// A span in which entry is allowed: from `opens` on, before `closes`; nil leaves a side open.
package struct EntryWindow: Hashable, Sendable {
    package var opens: Timestamp?
    package var closes: Timestamp?

    package init(opens: Timestamp? = nil, closes: Timestamp? = nil) {
        self.opens = opens
        self.closes = closes
    }
}

/// How many may be inside, and whether the door stops there or only warns.
package struct Capacity: Hashable, Sendable {
    package let limit: Int
    package let isHard: Bool

    package init(limit: Int, isHard: Bool) {
        self.limit = limit
        self.isHard = isHard
    }
}

/// A price class of an event.
package struct Tier: Hashable, Sendable {
    package let id: TierID
    package var name: String
    /// `#RRGGBB`, for the band on the door page.
    package var color: String?
    package var capacity: Capacity?
    package var window: EntryWindow
    /// The doors its holders may use; empty means every door.
    package var doors: Set<DoorID>

    package init(
        id: TierID, name: String, color: String? = nil, capacity: Capacity? = nil,
        window: EntryWindow = EntryWindow(), doors: Set<DoorID> = []
    ) {
        self.id = id
        self.name = name
        self.color = color
        self.capacity = capacity
        self.window = window
        self.doors = doors
    }
}

/// What the platform says of a ticket. `used` is the platform's own mark, without an attempt.
package enum TicketStatus: String, Sendable, CaseIterable {
    case valid
    case used
    case cancelled
    case refunded
    case blocked
    case unpaid
    case transferred
}

/// One row of the ticket list, with its tier.
package struct Ticket: Hashable, Sendable {
    package let id: TicketID
    package let event: EventID
    package var tier: Tier
    /// What is printed on it, for people.
    package var number: String
    package var holder: String?
    package var user: UserID?
    /// Whom it was bought with; nil when it stands alone.
    package var group: GroupID?
    package var status: TicketStatus
    package var statusSince: Timestamp?
    package var amountDue: Money?
    /// Raised by each transfer or re-issue.
    package var generation: UInt8
    package var window: EntryWindow
    /// The moment up to which the platform's changes are contained in this row.
    package var asOf: Timestamp

    package init(
        id: TicketID, event: EventID, tier: Tier, number: String, holder: String? = nil,
        user: UserID? = nil, group: GroupID? = nil, status: TicketStatus = .valid,
        statusSince: Timestamp? = nil, amountDue: Money? = nil, generation: UInt8 = 0,
        window: EntryWindow = EntryWindow(), asOf: Timestamp
    ) {
        self.id = id
        self.event = event
        self.tier = tier
        self.number = number
        self.holder = holder
        self.user = user
        self.group = group
        self.status = status
        self.statusSince = statusSince
        self.amountDue = amountDue
        self.generation = generation
        self.window = window
        self.asOf = asOf
    }
}
