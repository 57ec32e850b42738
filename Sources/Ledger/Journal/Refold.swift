// A ticket's standing made anew from all attempts that are known, ours and those of others, when
// one of them was taken back or came out of its order: presence is a fold, so what was undone is
// left out and everything else falls into place.

import CheckinCore
import GRDB
import Validation

enum Refold {
    /// Where the ticket stands by every attempt that was not taken back. The highest generation
    /// stays what it was: whoever showed it exists, whatever became of the answer.
    static func row(_ db: Database, event: EventID, ticket: TicketID) throws -> PresenceRow {
        PresenceRow(
            folding: try attempts(db, event: event, ticket: ticket),
            clearOuts: try clearOuts(db, of: event))
    }

    /// Everything about a ticket, by whichever box, as it counts; in no order.
    static func attempts(
        _ db: Database, event: EventID, ticket: TicketID
    ) throws -> [PlacedAttempt] {
        let own = try OwnAttempts.read(
            db, "WHERE ticket = ? AND ticket_event = ?", [ticket.text, event.text])
        let standIns = try StandIns(db, event: event, ticket: ticket)
        return try own.map(standIns.counting)
            + ForeignTable.attempts(db, of: ticket, in: event)
    }

    /// When everybody of `event` counted as outside, by whichever box, in order.
    static func clearOuts(_ db: Database, of event: EventID) throws -> [PlacedAttempt] {
        let own = try OwnAttempts.read(
            db, "WHERE act = 'clear_out' AND event = ?", [event.text])
        return try (own + ForeignTable.clearOuts(db, of: event)).sorted()
    }
}

extension PresenceRow {
    /// `attempts`: all of one ticket, in any order. `clearOuts`: of its event, in order.
    init(folding attempts: [PlacedAttempt], clearOuts: [PlacedAttempt]) {
        let takenBack = TakenBack(attempts)
        var clearing = clearOuts[...]
        for placed in attempts.sorted() {
            while let clearOut = clearing.first, clearOut < placed {
                _ = fold(clearOut.attempt)
                clearing.removeFirst()
            }
            if takenBack.contains(placed) {
                notice(placed.attempt)
            } else {
                _ = fold(placed.attempt)
            }
        }
        for clearOut in clearing { _ = fold(clearOut.attempt) }
    }

    /// What an attempt shows even when it was taken back.
    private mutating func notice(_ attempt: Attempt) {
        if let claimed = attempt.claims?.generation { generation = max(claimed, generation ?? 0) }
    }
}
