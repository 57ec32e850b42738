// What a box of a simulated venue keeps its journal in: a ledger in memory or the real one on a
// disk. Both can be opened again after a crash, and tell in the end what they hold.

import CheckinCore
import CheckinTesting
import Validation

protocol SimulatedLedger: DoorLedger, OutgoingJournal, FeedStore {
    /// Whether what was stored can be taken away again.
    var canLose: Bool { get }
    /// What was stored, in the order in which it came.
    func stored() async -> MemoryJournal
    func cursor() async -> FeedCursor
    /// The same disk in another life of the process; `journal` is on it, where it can lose.
    func openedAgain(with journal: MemoryJournal) async -> any SimulatedLedger
    /// How each of these tickets stands by what it says itself.
    func standings(of tickets: [TicketID]) async -> [TicketID: BoxStanding]
    /// By their names.
    func conflicts(of tickets: [TicketID]) async -> Set<ConflictName>
    /// What it finds wrong with itself.
    func differences() async -> [String]
}

/// What a box says of one ticket.
struct BoxStanding: Equatable, Sendable {
    let status: TicketStatus?
    let standing: Fold.Standing
}

extension MemoryLedger: SimulatedLedger {
    nonisolated var canLose: Bool { true }
    func stored() -> MemoryJournal { journal }
    func cursor() -> FeedCursor { journal.cursors[Fixtures.eventID] ?? FeedCursor() }
    func differences() -> [String] { [] }

    func openedAgain(with journal: MemoryJournal) -> any SimulatedLedger {
        MemoryLedger(list: list, journal: journal, ticket: TicketText.ticket)
    }

    func standings(of tickets: [TicketID]) -> [TicketID: BoxStanding] {
        Dictionary(
            uniqueKeysWithValues: tickets.map { ticket in
                let presence = journal.presence(of: ticket, in: Fixtures.eventID)
                let row = list?.ticket(ticket, of: Fixtures.eventID)
                return (
                    ticket,
                    BoxStanding(
                        status: row?.status,
                        standing: Fold.Standing(
                            isInside: presence.isInside, entries: presence.entries))
                )
            })
    }

    func conflicts(of tickets: [TicketID]) -> Set<ConflictName> {
        let ofEvent = journal.merged.filter { $0.attempt.event == Fixtures.eventID }
        let clearOuts = ofEvent.filter { $0.attempt.act.kind == .clearOut }
        return Set(
            tickets.flatMap { ticket in
                Conflict.admissions(
                    ofEvent.filter { $0.attempt.claims?.ticket == ticket }, clearOuts: clearOuts
                ).map(\.name)
            })
    }
}
