// What others did, on its way into the journal, some at a time: each transaction is one that a scan
// may have to wait for. Taking the same in twice is no harm.

import CheckinCore
import GRDB

enum FeedIntake {
    /// How many attempts one transaction takes in: each is a few reads and writes, a flush of the
    /// disk is shared by all of them, and a scan may have to wait for them.
    static let attemptsAtOnce = 50
    /// How many tickets are looked at anew at once when everybody counted as outside elsewhere.
    static let ticketsAtOnce = 100

    /// - Parameter transaction: runs the work in one transaction of the journal, and lets those who
    ///   wait for it go before it returns.
    static func take(
        _ changes: [FeedChange], at now: Timestamp,
        in transaction: ((Database) throws -> Void) async throws -> Void
    ) async throws {
        let attempts = changes.compactMap(\.attempt)
        for start in stride(from: 0, to: attempts.count, by: attemptsAtOnce) {
            let some = Array(attempts[start...].prefix(attemptsAtOnce))
            try await transaction { db in try FeedTable.take(some, at: now, into: db) }
        }
        let clearOuts = attempts.filter { $0.attempt.act.kind == .clearOut }
        for event in Set(clearOuts.compactMap(\.attempt.event)) {
            try await standAnew(event, in: transaction)
        }
    }

    /// Makes anew where the tickets of an event stand.
    private static func standAnew(
        _ event: EventID, in transaction: ((Database) throws -> Void) async throws -> Void
    ) async throws {
        var last: TicketID?
        repeat {
            let after = last
            try await transaction { db in
                last = try Retelling.standAnew(event, after: after, limit: ticketsAtOnce, in: db)
            }
        } while last != nil
    }
}

extension FeedChange {
    fileprivate var attempt: ForeignAttempt? {
        if case .attempt(let attempt) = self { attempt } else { nil }
    }
}
