// What the journal knows of one ticket's last minute. Bounded by time on both sides: a small step
// back of the clock must not hide what was presented just before it, and a large one must not make
// a minute last for hours.

import CheckinCore
import GRDB
import Validation

enum RecentPast {
    /// Earlier presentations within `History.rapidSpan` of `now`, before or after it by the clock.
    static func presentations(_ db: Database, of claims: Claims, at now: Timestamp) throws -> Int {
        let statement = try db.cachedStatement(
            sql: """
                SELECT count(*) FROM attempt a \
                WHERE ticket = ? AND ticket_event = ? AND at BETWEEN ? AND ? \
                AND repeats IS NULL AND act = 'scan' AND outcome != 'unavailable' \
                AND reason IS NOT 'rapid_scanning' AND reason IS NOT 'not_confirmed' \
                AND NOT EXISTS \
                (SELECT 1 FROM attempt u WHERE u.target = a.number AND u.act = 'undo')
                """)
        let span = bounds(claims, around: now, span: History.rapidSpan)
        return try statement.first(span) { try $0.number(0) } ?? 0
    }

    /// The newest admission at `door` within `History.unseenSpan` of `now`, when nobody saw it. A
    /// clock that is set back further than that between an admission that nobody saw and the next
    /// look at the ticket hides it: it is not said again, and the guest is already inside. What was
    /// taken back is as if it had never been.
    static func unseen(
        _ db: Database, of claims: Claims, door: DoorID, at now: Timestamp
    ) throws -> UnseenAdmission? {
        let statement = try db.cachedStatement(
            sql: """
                SELECT a.number, a.at, a.outcome, s.number IS NOT NULL FROM attempt a \
                LEFT JOIN seen s ON s.number = a.number \
                WHERE a.ticket = ? AND a.ticket_event = ? AND a.at BETWEEN ? AND ? \
                AND a.door = ? AND a.repeats IS NULL \
                AND a.outcome IN (\(OutcomeKind.entryWords)) \
                AND NOT EXISTS \
                (SELECT 1 FROM attempt u WHERE u.target = a.number AND u.act = 'undo') \
                ORDER BY a.number DESC LIMIT 1
                """)
        let span = bounds(claims, around: now, span: History.unseenSpan)
        let newest = try statement.first(span + [door.text]) { row in
            (
                admission: UnseenAdmission(
                    number: AttemptNumber(try row.integer(0)), at: try row.moment(1),
                    outcome: try outcome(row)),
                isSeen: try row.flag(3)
            )
        }
        return newest.flatMap { $0.isSeen ? nil : $0.admission }
    }

    /// When each wrong reservation code was shown last, around `now`.
    static func wrongReservations(_ db: Database, at now: Timestamp) throws -> [Timestamp] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT max(at) FROM attempt \
                WHERE reason = 'reservation_not_found' AND at BETWEEN ? AND ? \
                GROUP BY fingerprint
                """)
        let span = ReservationThrottle.span
        let rows = try Row.fetchCursor(
            statement,
            arguments: [(now - span - span).milliseconds, (now + span).milliseconds])
        var times: [Timestamp] = []
        while let row = try rows.next() { times.append(try row.moment(0)) }
        return times
    }

    private static func outcome(_ row: Row) throws -> Outcome {
        switch try row.word(2) as OutcomeKind {
        case .admitted: .admitted
        case .readmitted: .readmitted
        case .admittedUnlisted: .admittedUnlisted
        case .admittedByOverride: .admittedByOverride
        case .admittedAfterPayment: .admittedAfterPayment
        case .exited, .refused, .unavailable, .done: throw ImpossibleValue()
        }
    }

    private static func bounds(
        _ claims: Claims, around now: Timestamp, span: Duration
    ) -> StatementArguments {
        [
            claims.ticket.text, claims.event.text, (now - span).milliseconds,
            (now + span).milliseconds,
        ]
    }
}

extension OutcomeKind {
    /// Those by which somebody goes in, as a list of SQL.
    static let entryWords = entries.map { "'\($0.rawValue)'" }.joined(separator: ", ")
}
