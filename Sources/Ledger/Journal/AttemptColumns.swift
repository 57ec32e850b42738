// An attempt as a row of the journal and back. The order of the columns here is the only one there
// is.

import CheckinCore
import GRDB

enum AttemptColumns {
    static let list = """
        number, at, clock, tick, time_trusted, door, direction, source, fingerprint, event, \
        ticket, ticket_event, scheme, issued_at, generation, user, tier, outcome, reason, facts, \
        flags, repeats, area, act, staff, shift, target, people, cause, conflict
        """

    static let count = 30

    /// A place for each value.
    static let places = Array(repeating: "?", count: count).joined(separator: ", ")

    static let insert = "INSERT INTO attempt (\(list)) VALUES (\(places))"

    static func append(_ attempt: Attempt, to db: Database) throws {
        let statement = try db.cachedStatement(sql: insert)
        try statement.run(values(attempt))
    }

    static func values(_ attempt: Attempt) -> StatementArguments {
        let claims = attempt.claims
        let verdict = attempt.answer.verdict
        let act = attempt.act
        // As a literal: GRDB has a fast way for it, and a slow one for a sequence of values.
        return [
            attempt.number.value, attempt.at.milliseconds, attempt.clock.milliseconds,
            Int64(attempt.clock.counter), attempt.timeTrusted, attempt.door.text,
            attempt.direction.rawValue, attempt.source.rawValue,
            attempt.fingerprint.map { Int64(bitPattern: $0.value) }, attempt.event?.text,
            claims?.ticket.text, claims?.event.text, claims?.scheme.rawValue,
            claims?.issuedAt.milliseconds, claims?.generation.map { Int64($0) },
            claims?.user?.text, attempt.tier?.text, attempt.answer.kind.rawValue,
            attempt.answer.reason, verdict?.refusal?.facts,
            verdict.map { bits(of: $0.flags) } ?? 0, verdict?.repeats?.value,
            attempt.area?.text, act.kind.rawValue, act.staff?.text, act.shift?.value,
            act.target?.value, act.people, act.cause?.rawValue, act.conflict?.text,
        ]
    }

    static func read(_ row: Row) throws -> Attempt {
        Attempt(
            number: AttemptNumber(try row.integer(0)), at: try row.moment(1),
            clock: HybridTime(milliseconds: try row.integer(2), counter: try row.number(3)),
            timeTrusted: try row.flag(4), door: try row.identifier(5), direction: try row.word(6),
            source: try row.word(7),
            fingerprint: row.optionalInteger(8).map {
                CodeFingerprint(UInt64(bitPattern: $0))
            },
            claims: try claims(row), tier: try row.optionalIdentifier(16),
            event: try row.optionalIdentifier(9), area: try row.optionalIdentifier(22),
            answer: try answer(row), act: try act(row))
    }

    private static func act(_ row: Row) throws -> Act {
        Act(
            try row.word(23), staff: try row.optionalIdentifier(24),
            shift: row.optionalInteger(25).map(AttemptNumber.init),
            target: row.optionalInteger(26).map(AttemptNumber.init), people: try row.number(27),
            cause: row.optionalText(28) == nil ? nil : try row.word(28),
            conflict: try row.optionalIdentifier(29))
    }

    private static func claims(_ row: Row) throws -> Claims? {
        guard let ticket: TicketID = try row.optionalIdentifier(10) else { return nil }
        return Claims(
            ticket: ticket, event: try row.identifier(11), scheme: try row.word(12),
            issuedAt: try row.moment(13), generation: try row.optionalNumber(14),
            user: try row.optionalIdentifier(15))
    }

    private static func answer(_ row: Row) throws -> Answer {
        let kind: OutcomeKind = try row.word(17)
        if kind == .unavailable { return .unavailable(try row.word(18)) }
        if kind == .done { return .done }
        let repeats = row.optionalInteger(21).map(AttemptNumber.init)
        return .verdict(
            Verdict(try outcome(kind, row), flags: flags(try row.integer(20)), repeats: repeats))
    }

    private static func outcome(_ kind: OutcomeKind, _ row: Row) throws -> Outcome {
        switch kind {
        case .admitted: .admitted
        case .readmitted: .readmitted
        case .exited: .exited
        case .admittedUnlisted: .admittedUnlisted
        case .refused: .refused(try Refusal.reading(try row.word(18), facts: row.optionalText(19)))
        case .admittedByOverride: .admittedByOverride
        case .admittedAfterPayment: .admittedAfterPayment
        case .unavailable, .done: throw ImpossibleValue()
        }
    }

    /// The bits that the table `flag` gives them.
    static func bit(of flag: VerdictFlag) -> Int64 {
        switch flag {
        case .notInside: 1
        case .rapidScanning: 2
        case .overCapacity: 4
        case .codeAgeUnchecked: 8
        case .windowUnchecked: 16
        case .snapshotStale: 32
        case .movedArea: 64
        }
    }

    private static func bits(of flags: [VerdictFlag]) -> Int64 {
        flags.reduce(0) { $0 | bit(of: $1) }
    }

    private static func flags(_ bits: Int64) -> [VerdictFlag] {
        bits == 0 ? [] : VerdictFlag.allCases.filter { bits & bit(of: $0) != 0 }
    }
}
