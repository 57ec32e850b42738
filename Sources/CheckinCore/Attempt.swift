// One line of the journal: something was presented at a door, or staff did something there, and
// this was the answer. Attempts hold ids, never names, and are never changed or deleted: what was
// wrong is put right by an attempt of its own.

package struct Attempt: Hashable, Sendable {
    package let number: AttemptNumber
    package let at: Timestamp
    package let clock: HybridTime
    package let timeTrusted: Bool
    package let door: DoorID
    package let direction: Direction
    package let source: TokenSource
    /// nil when no code was presented.
    package let fingerprint: CodeFingerprint?
    /// What a genuine code claimed, or staff in its stead; nil when no ticket was named.
    package let claims: Claims?
    /// The tier of the ticket's row at that moment; nil when it was unlisted.
    package let tier: TierID?
    /// The event whose door it was presented at; nil when the box had none.
    package let event: EventID?
    /// The area the door leads into; nil where it leads into the event as a whole.
    package let area: AreaID?
    package let answer: Answer
    package let act: Act

    package init(
        number: AttemptNumber, at: Timestamp, clock: HybridTime, timeTrusted: Bool, door: DoorID,
        direction: Direction, source: TokenSource, fingerprint: CodeFingerprint?, claims: Claims?,
        tier: TierID?, event: EventID?, area: AreaID? = nil, answer: Answer, act: Act = .scan
    ) {
        self.number = number
        self.at = at
        self.clock = clock
        self.timeTrusted = timeTrusted
        self.door = door
        self.direction = direction
        self.source = source
        self.fingerprint = fingerprint
        self.claims = claims
        self.tier = tier
        self.event = event
        self.area = area
        self.answer = answer
        self.act = act
    }

    /// The same attempt, had this been the answer.
    package func answering(_ answer: Answer) -> Self {
        Attempt(
            number: number, at: at, clock: clock, timeTrusted: timeTrusted, door: door,
            direction: direction, source: source, fingerprint: fingerprint, claims: claims,
            tier: tier, event: event, area: area, answer: answer, act: act)
    }

    /// Somebody went through the door by this attempt, and it does not say an earlier one again.
    package var isPassage: Bool {
        guard let verdict = answer.verdict, verdict.repeats == nil else { return false }
        switch direction {
        case .entry: return verdict.outcome.kind.isEntry
        case .exit: return verdict.outcome == .exited
        }
    }
}

/// What is shown to people: the answer and what makes it human. Built only after the commit.
package struct Announcement: Hashable, Sendable {
    /// nil when nothing could be recorded.
    package let attempt: Attempt?
    package let answer: Answer
    package let ticket: Ticket?
    package let occupancy: Occupancy
    package let at: Timestamp
    /// From the frame (or the key) to the commit.
    package let elapsed: Duration
    /// The reservation whose code was shown: for staff, never for the queue.
    package let reservation: Reservation?
    /// Of a payment, and for staff too.
    package let receipt: Receipt?

    package init(
        attempt: Attempt?, answer: Answer, ticket: Ticket?, occupancy: Occupancy, at: Timestamp,
        elapsed: Duration, reservation: Reservation? = nil, receipt: Receipt? = nil
    ) {
        self.reservation = reservation
        self.receipt = receipt
        self.attempt = attempt
        self.answer = answer
        self.ticket = ticket
        self.occupancy = occupancy
        self.at = at
        self.elapsed = elapsed
    }
}
