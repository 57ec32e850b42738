// What a box hears of others: the pages of an event's feed, which is one list in one order. A page
// is applied twice without harm, and a position that was applied is never asked for again.

/// One life of one box's journal: the list in which an attempt's number means something.
package struct JournalName: Hashable, Sendable {
    package let device: DeviceID
    package let incarnation: Incarnation

    package init(device: DeviceID, incarnation: Incarnation) {
        self.device = device
        self.incarnation = incarnation
    }
}

/// An attempt of another box, or of another life of this one.
package struct ForeignAttempt: Hashable, Sendable {
    package let journal: JournalName
    package let attempt: Attempt
    /// Of a payment: what was paid for.
    package let reservation: ReservationID?

    package init(journal: JournalName, attempt: Attempt, reservation: ReservationID? = nil) {
        self.journal = journal
        self.attempt = attempt
        self.reservation = reservation
    }
}

/// One life of an event's feed: a database that was restored begins another one.
package enum FeedLife {}
package typealias FeedGeneration = Identifier<FeedLife>

/// Up to where a feed is known.
package struct FeedCursor: Hashable, Sendable {
    /// nil: nothing of the feed is known.
    package let generation: FeedGeneration?
    package let position: Int64

    package init(generation: FeedGeneration? = nil, position: Int64 = 0) {
        self.generation = generation
        self.position = position
    }
}

/// What one entry of a feed says of one thing: how it is now. The bytes of a row are one JSON
/// object, with the members that a line of an imported list has; nil: it is gone.
package enum FeedChange: Hashable, Sendable {
    case attempt(ForeignAttempt)
    case ticket(TicketID, row: [UInt8]?)
    case reservation(ReservationID, row: [UInt8]?)
    /// Tiers, rules, keys, staff and messages, by the word of the protocol; also a word that this
    /// box does not know.
    case other(kind: String, key: String, body: [UInt8]?)
}

package struct FeedPage: Hashable, Sendable {
    package let event: EventID
    package let generation: FeedGeneration
    /// Where the next page begins.
    package let position: Int64
    /// Where the feed ended when the page was made.
    package let head: Int64
    /// Up to when everything is known, once the head is reached.
    package let asOf: Timestamp?
    package let changes: [FeedChange]

    package init(
        event: EventID, generation: FeedGeneration, position: Int64, head: Int64,
        asOf: Timestamp?, changes: [FeedChange]
    ) {
        self.event = event
        self.generation = generation
        self.position = position
        self.head = head
        self.asOf = asOf
        self.changes = changes
    }
}
