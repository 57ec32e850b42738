// Looking a ticket up without its code: by what is printed on it, for stewards, and by its holder's
// name, for supervisors. Who may ask, and the attempt that records the question, are the caller's
// business. Whoever implements it passes the contract suite.

/// A ticket that was found, and where it stands now.
package struct FoundTicket: Hashable, Sendable {
    package let ticket: Ticket
    package let presence: Presence

    package init(ticket: Ticket, presence: Presence) {
        self.ticket = ticket
        self.presence = presence
    }
}

package struct FoundTickets: Hashable, Sendable {
    /// As many as a supervisor reads with a guest waiting.
    package static let maximumRows = 25

    package let rows: [FoundTicket]
    /// There were more: type more of the name.
    package let hasMore: Bool

    package init(rows: [FoundTicket] = [], hasMore: Bool = false) {
        self.rows = rows
        self.hasMore = hasMore
    }
}

package protocol TicketSearch: Sendable {
    /// The tickets of `event` with this printed number, or this id, whatever its capitals and
    /// blanks: one, or very few. Throws `SearchFault`, or the fault of a list that cannot be read.
    func tickets(numbered typed: String, of event: EventID) async throws -> FoundTickets

    /// The tickets of `event` whose holder's name has, for each typed word, a word that begins with
    /// it: the first `FoundTickets.maximumRows` by name. Throws as above.
    func tickets(heldBy typed: String, of event: EventID) async throws -> FoundTickets
}

extension FoundTickets {
    /// The first rows of `found`, by name, then by number and id.
    package init(sorting found: [FoundTicket]) {
        let keyed = found.map { (key: SortKey($0.ticket), row: $0) }
        rows = keyed.sorted { $0.key < $1.key }.prefix(Self.maximumRows).map(\.row)
        hasMore = found.count > Self.maximumRows
    }

    private struct SortKey: Comparable {
        let texts: [String]

        init(_ ticket: Ticket) {
            texts = [HolderName.indexed(ticket.holder ?? ""), ticket.number, ticket.id.text]
        }

        static func < (left: Self, right: Self) -> Bool {
            for (left, right) in zip(left.texts, right.texts)
            where !left.utf8.elementsEqual(right.utf8) {
                return left.utf8.lexicographicallyPrecedes(right.utf8)
            }
            return false
        }
    }
}
