// The memory of a door: facts in, answer appended, in one transaction. Whoever implements it passes
// the ledger contract suite.

/// What the ledger read for one scan, inside the transaction that will append the answer.
package struct Facts: Sendable {
    /// The rules of the event this door serves; nil when there is no ticket list for it.
    package let event: Event?
    /// The row of the claimed ticket, in the claimed event; nil when nothing was proved or it is
    /// not in the list.
    package let ticket: Ticket?
    /// The claimed event, when the box knows it and it is not this door's.
    package let otherEvent: EventSummary?
    package let history: History

    package init(event: Event?, ticket: Ticket?, otherEvent: EventSummary?, history: History) {
        self.event = event
        self.ticket = ticket
        self.otherEvent = otherEvent
        self.history = history
    }
}

/// What is on disk now.
package struct Recorded: Hashable, Sendable {
    package let attempt: Attempt
    package let ticket: Ticket?
    /// After the attempt.
    package let occupancy: Occupancy
    /// The reservation whose code was shown, for staff.
    package let reservation: Reservation?
    /// Of a payment.
    package let receipt: Receipt?

    package init(
        attempt: Attempt, ticket: Ticket?, occupancy: Occupancy, reservation: Reservation? = nil,
        receipt: Receipt? = nil
    ) {
        self.reservation = reservation
        self.receipt = receipt
        self.attempt = attempt
        self.ticket = ticket
        self.occupancy = occupancy
    }
}

/// Where a scan happened, and on whose watch: the same for every scan of a box until somebody turns
/// the door, or the next one comes on.
package struct Post: Hashable, Sendable {
    package let event: EventID
    package let door: Door
    package let timeTrusted: Bool
    /// Who has signed in here; nil: nobody.
    package let staff: Staff?

    /// The same door, for another event.
    package func serving(_ event: EventID) -> Self {
        Post(event: event, door: door, timeTrusted: timeTrusted, staff: staff)
    }

    package init(event: EventID, door: Door, timeTrusted: Bool, staff: Staff? = nil) {
        self.event = event
        self.door = door
        self.timeTrusted = timeTrusted
        self.staff = staff
    }
}

package protocol DoorLedger: Sendable {
    /// Opens the write transaction, reads the facts, asks `decide`, appends the attempt, updates
    /// presence and commits to disk. Returns only what is durable; throws a `Fault` and leaves
    /// everything as it was when it cannot.
    func record(
        _ scan: Scan, at post: Post, deciding decide: @escaping @Sendable (Facts) -> Answer
    ) async throws -> Recorded

    /// Carries out what staff ask for, in one transaction that is on the disk when this returns:
    /// one attempt, or several for a group. `decide` is asked where the rules have a say. Throws
    /// an `OrderFault` when the order may not be carried out, and leaves everything as it was.
    func perform(
        _ instruction: Instruction, at post: Post,
        deciding decide: @escaping @Sendable (Presentation, Facts) -> Answer
    ) async throws -> [Recorded]

    /// The event whose reservation this code names: that of `post` where it has one, else of the
    /// box's other events the one that is on; nil when none has it. Looks, and writes nothing.
    func event(reserving code: ReservationCode, for post: Post, at now: Timestamp) async -> EventID?

    /// The event that this attempt was for; nil when there is no such attempt. As above.
    func event(of number: AttemptNumber) async -> EventID?

    /// A display has shown this verdict. Saying so twice, or of an unknown number, does no harm.
    func acknowledge(_ number: AttemptNumber) async throws
}
