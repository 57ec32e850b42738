// What was presented, after its proof was checked and before anything was decided.

/// How a code proves that the platform made it.
package enum Scheme: String, Sendable, CaseIterable {
    case ns1
    case ns2HMAC = "ns2_hmac"
    case ns2Ed25519 = "ns2_ed25519"
    /// No code: staff found the ticket in the list and vouch for who holds it.
    case staff
    /// Six characters, which prove nothing: the list says what they name.
    case reservation

    /// Those that a key makes and proves.
    package static let codes: [Scheme] = [.ns1, .ns2HMAC, .ns2Ed25519]

    /// The secret that makes such codes lies on every box that reads them.
    package var isSymmetric: Bool { self != .ns2Ed25519 }
}

/// What a genuine code says. Everything downstream is keyed on `ticket`, never on the text.
package struct Claims: Hashable, Sendable {
    package let ticket: TicketID
    package let event: EventID
    package let scheme: Scheme
    /// NS1: when the code was drawn. NS2: when the ticket was sold or re-issued, to the minute.
    package let issuedAt: Timestamp
    /// NS2 only.
    package let generation: UInt8?
    /// NS1 only, and nil for guest orders.
    package let user: UserID?

    package init(
        ticket: TicketID, event: EventID, scheme: Scheme, issuedAt: Timestamp,
        generation: UInt8? = nil, user: UserID? = nil
    ) {
        self.ticket = ticket
        self.event = event
        self.scheme = scheme
        self.issuedAt = issuedAt
        self.generation = generation
        self.user = user
    }

    /// One of a group goes out by the group's code: this ticket of theirs.
    package func leaving(as ticket: TicketID, at moment: Timestamp) -> Self {
        Claims(ticket: ticket, event: event, scheme: .staff, issuedAt: moment)
    }
}

/// The outcome of reading and proving a code text.
package enum CodeReading: Hashable, Sendable {
    /// Genuine; for whichever event it says.
    case claims(Claims)
    /// A reservation's code, of whichever event; nothing of it is proved.
    case reservation(ReservationCode)
    /// Not one of our formats.
    case unreadable
    /// The format is ours and the proof is wrong.
    case forged
    /// Made with a key this box has never heard of.
    case unknownKey
    /// Our format, for an event this box does not know.
    case otherEvent
    /// The box serves this event and has no key for it: our fault, not the guest's.
    case noUsableKey
}

/// One presentation, ready to be decided and recorded.
package struct Scan: Hashable, Sendable {
    package let reading: CodeReading
    /// nil when staff presented a ticket without its code.
    package let fingerprint: CodeFingerprint?
    package let source: TokenSource
    package let at: Timestamp
    /// What the other boxes of the venue said of it just now.
    package let venue: VenueClaim

    package init(
        reading: CodeReading, fingerprint: CodeFingerprint?, source: TokenSource, at: Timestamp,
        venue: VenueClaim = .alone
    ) {
        self.venue = venue
        self.reading = reading
        self.fingerprint = fingerprint
        self.source = source
        self.at = at
    }

    package var claims: Claims? {
        if case .claims(let claims) = reading { claims } else { nil }
    }
}

/// What `decide` is asked about: the reading, and what is known of another event it names.
package struct Presentation: Hashable, Sendable {
    package let reading: CodeReading
    /// The event a genuine code is for, when it is not this one and the box knows it.
    package let otherEvent: EventSummary?
    /// Staff have confirmed what the event wants confirmed.
    package let isConfirmed: Bool

    package init(
        reading: CodeReading, otherEvent: EventSummary? = nil, isConfirmed: Bool = false
    ) {
        self.reading = reading
        self.otherEvent = otherEvent
        self.isConfirmed = isConfirmed
    }
}
