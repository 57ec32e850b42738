// Look-ups in a list in memory: every ticket is asked, so that there is no index to be wrong.

package import CheckinCore

extension MemoryLedger: TicketSearch {
    package func tickets(numbered typed: String, of event: EventID) async throws -> FoundTickets {
        let key = try PrintedNumber.typed(typed)
        return try find(in: event) { ticket in
            guard let key else { return false }
            return [ticket.number, ticket.id.text].contains {
                PrintedNumber.key($0).utf8.elementsEqual(key.utf8)
            }
        }
    }

    package func tickets(heldBy typed: String, of event: EventID) async throws -> FoundTickets {
        let words = try HolderName.typed(typed)
        return try find(in: event) { ticket in
            ticket.holder.map { HolderName.matches(words, HolderName.indexed($0)) } ?? false
        }
    }

    private func find(
        in event: EventID, _ isMeant: (Ticket) -> Bool
    ) throws -> FoundTickets {
        guard let list, list.asOf != nil, list.events[event] != nil else {
            throw SearchFault.noList
        }
        return FoundTickets(
            sorting: list.tickets(of: event).filter(isMeant).map { ticket in
                FoundTicket(ticket: ticket, presence: journal.presence(of: ticket.id, in: event))
            })
    }
}
