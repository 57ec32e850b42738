// Where the journal stands when a scan begins: the ticket list in use and the newest attempt, in
// one look, because every statement between a guest and the answer counts.

import CheckinCore
import GRDB
import Validation

struct JournalHead {
    let snapshot: Int?
    /// The emergency that holds.
    let emergency: AttemptNumber?
    /// The number and the clock of the newest attempt; nil in an empty journal.
    let newest: (number: AttemptNumber, clock: HybridTime)?

    static func read(_ db: Database) throws -> JournalHead {
        let statement = try db.cachedStatement(
            sql: """
                SELECT b.snapshot, a.number, a.clock, a.tick, b.emergency FROM box b \
                LEFT JOIN attempt a ON a.number = (SELECT max(number) FROM attempt)
                """)
        let head = try statement.first { row in
            let number = row.optionalInteger(1).map(AttemptNumber.init)
            return JournalHead(
                snapshot: try row.optionalNumber(0),
                emergency: row.optionalInteger(4).map(AttemptNumber.init),
                newest: try number.map { number in
                    let clock = HybridTime(
                        milliseconds: try row.integer(2), counter: try row.number(3))
                    return (number, clock)
                })
        }
        guard let head else { throw ImpossibleValue() }
        return head
    }

    /// The same, when `attempt` is the newest.
    func after(_ attempt: Attempt) -> JournalHead {
        JournalHead(
            snapshot: snapshot, emergency: emergency, newest: (attempt.number, attempt.clock))
    }

    /// The number and the clock of an attempt at `now`.
    func next(at now: Timestamp) -> (number: AttemptNumber, clock: HybridTime) {
        let clock = HybridClock.next(after: newest?.clock, now: now)
        return (newest?.number.next ?? AttemptNumber(1), clock)
    }
}
