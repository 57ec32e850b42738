// An ordinary evening at an ordinary door: values with sensible defaults, so that a test says only
// what it is about. Everything is anchored at `Fixtures.now`; nothing is random.

package import CheckinCore

package enum Fixtures {
    /// The moment of every default below.
    package static let now = VirtualClock.evening

    package static let eventID: EventID = "gala"
    package static let otherEventID: EventID = "matinee"
    package static let doorID: DoorID = "door-a"

    /// Doors have been open for an hour and stay open for five; the show starts in one.
    package static func event(
        _ id: EventID = eventID, title: String = "Winter Gala", capacity: Capacity? = nil
    ) -> Event {
        Event(
            id: id, title: title, startsAt: now + .hours(1),
            window: EntryWindow(opens: now - .hours(1), closes: now + .hours(5)),
            capacity: capacity)
    }

    package static func tier(
        _ id: TierID = "general", name: String = "General", capacity: Capacity? = nil,
        doors: Set<DoorID> = []
    ) -> Tier {
        Tier(id: id, name: name, color: "#2E7D32", capacity: capacity, doors: doors)
    }

    /// A valid ticket of generation 0, in a row of five minutes ago.
    package static func ticket(
        _ id: TicketID = "t-1", event: EventID = eventID, tier: Tier = tier(),
        status: TicketStatus = .valid, user: UserID? = nil, generation: UInt8 = 0
    ) -> Ticket {
        Ticket(
            id: id, event: event, tier: tier, number: "N-\(id.text)", holder: "Asha Rao",
            user: user, status: status,
            statusSince: status == .valid ? nil : now - .hours(2),
            amountDue: status == .unpaid ? Money(minorUnits: 150_000, currency: "INR") : nil,
            generation: generation, asOf: now - .minutes(5))
    }

    /// Two general tickets and a VIP one for ₹4500.00, to be paid within two hours.
    package static func reservation(
        _ code: String = "R4MZ7Q", id: ReservationID = "6f1c1a52-0f7e-4a0b-9a57-2f1f3b8f0d11",
        event: EventID = eventID, status: ReservationStatus = .open,
        expiresAt: Timestamp? = now + .hours(2)
    ) -> Reservation {
        guard let code = ReservationCode(code.utf8) else {
            preconditionFailure("a fixture's code is well formed")
        }
        return Reservation(
            id: id, event: event, code: code, holder: "Kabir Nair",
            lines: [
                .init(tier: tier(), quantity: 2),
                .init(tier: tier("vip", name: "VIP"), quantity: 1),
            ],
            due: Money(minorUnits: 450_000, currency: "INR"), expiresAt: expiresAt,
            status: status, asOf: now - .minutes(5))
    }

    /// A genuine code made an hour ago: generation 0 for the NS2 schemes, a guest order for NS1.
    package static func claims(
        _ ticket: TicketID = "t-1", event: EventID = eventID, scheme: Scheme = .ns2Ed25519,
        issuedAt: Timestamp = now - .hours(1), generation: UInt8? = nil, user: UserID? = nil
    ) -> Claims {
        Claims(
            ticket: ticket, event: event, scheme: scheme, issuedAt: issuedAt,
            generation: scheme == .ns1 ? nil : generation ?? 0, user: user)
    }

    package static func door(
        _ id: DoorID = doorID, direction: Direction = .entry, admitsUnlisted: Bool = false,
        area: AreaID? = nil
    ) -> Door {
        Door(
            id: id, name: "Door \(id.text)", direction: direction, admitsUnlisted: admitsUnlisted,
            area: area)
    }

    package static func policy(
        event: Event = event(), door: Door = door(), timeTrusted: Bool = true
    ) -> Policy {
        Policy(event: event, door: door, timeTrusted: timeTrusted)
    }

    package static func post(
        event: EventID = eventID, door: Door = door(), timeTrusted: Bool = true
    ) -> Post {
        Post(event: event, door: door, timeTrusted: timeTrusted)
    }

    /// A ticket list of five minutes ago and nothing else.
    package static func history(presence: Presence = Presence()) -> History {
        History(presence: presence, snapshotAsOf: now - .minutes(5))
    }

    package static func token(
        _ text: String, source: TokenSource = .camera, seenAt: Uptime = Uptime(nanoseconds: 0)
    ) -> TicketToken {
        TicketToken(bytes: text.utf8, source: source, seenAt: seenAt)
    }

    /// A scan of a genuine code; its fingerprint is that of the ticket's id.
    package static func scan(
        _ claims: Claims = claims(), at moment: Timestamp = now, source: TokenSource = .camera
    ) -> Scan {
        scan(.claims(claims), named: claims.ticket.text, at: moment, source: source)
    }

    package static func scan(
        _ reading: CodeReading, named name: String = "", at moment: Timestamp = now,
        source: TokenSource = .camera
    ) -> Scan {
        Scan(
            reading: reading, fingerprint: ManualReader.fingerprint(of: name.utf8),
            source: source, at: moment)
    }
}
