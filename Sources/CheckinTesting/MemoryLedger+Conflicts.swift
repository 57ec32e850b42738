// What contradicts itself in a ledger without a disk: every ticket and every payment is looked at.

package import CheckinCore
internal import Validation

extension MemoryLedger: ConflictView {
    package func conflicts(of event: EventID) async throws -> [ConflictRow] {
        let decisions = Decision.last(of: journal.merged.filter { $0.attempt.event == event })
        let found = journal.conflicts(of: event) + late(event)
        return found.sorted { $0.newest < $1.newest }.map { conflict in
            let name = conflict.name
            return ConflictRow(
                name: name, conflict: conflict,
                ticket: conflict.newest.attempt.claims.flatMap {
                    list?.ticket($0.ticket, of: $0.event)
                }, decision: decisions[name])
        }
    }

    private func late(_ event: EventID) -> [Conflict] {
        guard let list, let asOf = list.asOf else { return [] }
        return journal.attemptsByTicket(of: event).flatMap { ticket, attempts in
            Conflict.late(attempts, ticket: list.ticket(ticket, of: event), asOf: asOf)
        }
    }
}

extension MemoryJournal {
    func conflicts(of event: EventID) -> [Conflict] {
        let clearOuts = merged.filter {
            $0.attempt.act.kind == .clearOut && $0.attempt.event == event
        }
        let admissions = attemptsByTicket(of: event).values.flatMap {
            Conflict.admissions($0, clearOuts: clearOuts)
        }
        let paid = Dictionary(grouping: merged.filter { $0.attempt.event == event }) {
            reservation(paidBy: $0)
        }
        let undos = merged.filter { $0.attempt.act.kind == .undo }
        return admissions
            + paid.filter { $0.key != nil }.values.flatMap { Conflict.payments($0 + undos) }
    }

    func attemptsByTicket(of event: EventID) -> [TicketID: [PlacedAttempt]] {
        let named = merged.filter { $0.attempt.claims?.event == event }
        return Dictionary(grouping: named) { placed in
            guard let claims = placed.attempt.claims else {
                preconditionFailure("only those that name a ticket are here")
            }
            return claims.ticket
        }
    }
}
