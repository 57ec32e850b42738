// A ticket list in memory: what a snapshot file holds for a real box.

package import CheckinCore

package struct TicketList: Sendable {
    package private(set) var events: [EventID: Event]
    private var tickets: [EventID: [TicketID: Ticket]] = [:]
    package private(set) var reservations: [Reservation] = []
    /// The moment up to which the platform's changes are in it.
    package var asOf: Timestamp?

    package init(
        events: [Event] = [Fixtures.event()], tickets: [Ticket] = [Fixtures.ticket()],
        asOf: Timestamp? = Fixtures.now - .minutes(5)
    ) {
        self.events = Dictionary(uniqueKeysWithValues: events.map { ($0.id, $0) })
        self.asOf = asOf
        for ticket in tickets { put(ticket) }
    }

    package mutating func put(_ ticket: Ticket) {
        tickets[ticket.event, default: [:]][ticket.id] = ticket
    }

    package mutating func put(_ reservation: Reservation) {
        reservations.removeAll { $0.id == reservation.id }
        reservations.append(reservation)
    }

    package func reservation(_ code: ReservationCode, of event: EventID) -> Reservation? {
        reservations.first { $0.event == event && $0.code == code }
    }

    package func reservation(_ id: TicketID, of event: EventID) -> Reservation? {
        reservations.first { $0.event == event && $0.ticketID == id }
    }

    package mutating func put(_ event: Event) { events[event.id] = event }

    package func ticket(_ id: TicketID, of event: EventID) -> Ticket? { tickets[event]?[id] }

    /// By id, as every list of tickets is sorted.
    package func tickets(of event: EventID) -> [Ticket] {
        (tickets[event] ?? [:]).values.sorted { $0.id < $1.id }
    }
}
