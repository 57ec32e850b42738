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
    /// The latest clock of another box that was believed.
    let heard: HybridTime?
    /// The latest clock of any other box.
    let furthest: HybridTime?

    static func read(_ db: Database) throws -> JournalHead {
        let statement = try db.cachedStatement(
            sql: """
                SELECT b.snapshot, a.number, a.clock, a.tick, b.emergency, \
                b.heard_clock, b.heard_tick, b.furthest_clock, b.furthest_tick FROM box b \
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
                }, heard: try clock(row, 5), furthest: try clock(row, 7))
        }
        guard let head else { throw ImpossibleValue() }
        return head
    }

    private static func clock(_ row: Row, _ index: Int) throws -> HybridTime? {
        guard let milliseconds = row.optionalInteger(index) else { return nil }
        return HybridTime(milliseconds: milliseconds, counter: try row.number(index + 1))
    }

    /// The same, when `attempt` is the newest.
    func after(_ attempt: Attempt) -> JournalHead {
        JournalHead(
            snapshot: snapshot, emergency: emergency, newest: (attempt.number, attempt.clock),
            heard: heard, furthest: furthest)
    }

    /// The latest clock that ours goes on from.
    var clock: HybridTime? { [newest?.clock, heard].compactMap(\.self).max() }

    /// The number and the clock of an attempt at `now`. `known`: the latest of what it must come
    /// after, however far the clock that says so is ahead.
    func next(
        at now: Timestamp, after known: HybridTime? = nil
    ) -> (number: AttemptNumber, clock: HybridTime) {
        let last = [clock, known].compactMap(\.self).max()
        return (newest?.number.next ?? AttemptNumber(1), HybridClock.next(after: last, now: now))
    }

    /// Whether something that another box did comes after `attempt`: its place is then between
    /// others, and what follows from it has to be made anew.
    func isOvertaken(_ attempt: Attempt) -> Bool {
        furthest.map { $0 >= attempt.clock } ?? false
    }
}
