// Answers said again whose original damage took: the first of them stands in for it, or a guest who
// is inside would be let in once more. In a journal that has lost nothing there are none, nor where
// the original came back from the central server. It must never count the same entry twice, nor one
// that was taken back.

import CheckinCore
import GRDB
import Validation

struct StandIns {
    private let numbers: Set<AttemptNumber>

    /// Of the whole journal.
    init(_ db: Database) throws {
        try self.init(db, where: "", [])
    }

    /// Of one ticket.
    init(_ db: Database, event: EventID, ticket: TicketID) throws {
        try self.init(db, where: "AND ticket = ? AND ticket_event = ?", [ticket.text, event.text])
    }

    private init(
        _ db: Database, where condition: String, _ arguments: StatementArguments
    ) throws {
        let found = try Int64.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT min(number) FROM attempt WHERE repeats IS NOT NULL \(condition) \
                    AND repeats NOT IN (SELECT number FROM attempt) \
                    AND NOT EXISTS (SELECT 1 FROM foreign_attempt f \
                    WHERE f.device = (SELECT device FROM box) \
                    AND f.incarnation IN (SELECT incarnation FROM life) \
                    AND f.number = attempt.repeats) \
                    AND NOT EXISTS (SELECT 1 FROM attempt u \
                    WHERE u.target = attempt.repeats AND u.act = 'undo') \
                    GROUP BY repeats
                    """), arguments: arguments)
        numbers = Set(found.map(AttemptNumber.init))
    }

    /// The attempt as it counts: a stand-in is the answer itself, no repetition of it.
    func counting(_ attempt: Attempt) -> Attempt {
        guard numbers.contains(attempt.number), let verdict = attempt.answer.verdict else {
            return attempt
        }
        return attempt.answering(.verdict(Verdict(verdict.outcome, flags: verdict.flags)))
    }

    func counting(_ placed: PlacedAttempt) -> PlacedAttempt {
        PlacedAttempt(journal: placed.journal, attempt: counting(placed.attempt))
    }
}
