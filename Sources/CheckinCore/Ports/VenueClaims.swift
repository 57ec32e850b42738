// What the other boxes of a venue say of a ticket at this moment. It is asked before the ledger's
// transaction opens, since nothing that waits for a network may happen inside it, and it must never
// keep a guest waiting longer than its patience.

/// What the venue knows of a ticket that is about to be decided on.
package enum VenueClaim: Hashable, Sendable {
    /// There is nobody to ask, or nobody else has it.
    case alone
    /// Another door is letting it in, or has just done so.
    case taken(by: DoorID)
    /// Whoever was asked did not answer in time: the box decides by what it knows.
    case unknown
}

package protocol VenueClaims: Sendable {
    /// How long a guest may wait for an answer; nil where nobody has to be asked.
    var patience: Duration? { get }
    /// Claims the ticket for `door`. Returns as soon as its task is cancelled.
    func claim(_ ticket: TicketID, of event: EventID, for door: DoorID) async -> VenueClaim
}

/// A box that asks nobody: every box today.
package struct AloneAtTheVenue: VenueClaims {
    package let patience: Duration? = nil

    package init() {}

    package func claim(
        _ ticket: TicketID, of event: EventID, for door: DoorID
    ) async -> VenueClaim { .alone }
}
