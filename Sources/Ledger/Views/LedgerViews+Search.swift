// Look-ups by people. On the views' thread and connections: half a house of Kumars must never delay
// a scan. What was typed must never be logged.

package import CheckinCore
import GRDB

extension LedgerViews: TicketSearch {
    package func tickets(numbered typed: String, of event: EventID) throws -> FoundTickets {
        let key = try PrintedNumber.typed(typed)
        return try find(in: event) { snapshot, listed in
            try key.map { try snapshot.tickets(numbered: $0, of: listed) } ?? []
        }
    }

    package func tickets(heldBy typed: String, of event: EventID) throws -> FoundTickets {
        let words = try HolderName.typed(typed)
        return try find(in: event) { try $0.tickets(heldBy: words, of: $1) }
    }

    private func find(
        in event: EventID, _ look: (Snapshot, ListedEvent) throws -> [Ticket]
    ) throws -> FoundTickets {
        try read { db, snapshot in
            guard let snapshot, let listed = snapshot.event(event), listed.asOf != nil else {
                throw SearchFault.noList
            }
            let found = try look(snapshot, listed).map { ticket in
                let row = try PresenceRow.read(db, event: event, ticket: ticket.id)
                return FoundTicket(ticket: ticket, presence: row?.presence ?? Presence())
            }
            return FoundTickets(sorting: found)
        }
    }
}

extension SQLiteLedger: TicketSearch {
    package nonisolated func tickets(
        numbered typed: String, of event: EventID
    ) async throws -> FoundTickets {
        try await views.tickets(numbered: typed, of: event)
    }

    package nonisolated func tickets(
        heldBy typed: String, of event: EventID
    ) async throws -> FoundTickets {
        try await views.tickets(heldBy: typed, of: event)
    }
}
