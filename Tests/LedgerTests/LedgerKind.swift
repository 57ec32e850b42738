// Every ledger there is, for the suites that all of them must pass.

import CheckinCore
import CheckinTesting
import GRDB
import Synchronization
import Testing
import Validation

@testable import Ledger

typealias AnyLedger = any DoorLedger & Acknowledgements & JournalReader & VenueView & ConflictView
    & TicketSearch

enum LedgerKind: String, CaseIterable, CustomTestStringConvertible {
    case memory
    case sqlite

    var testDescription: String { rawValue }

    /// A new ledger with `list`, at a door.
    func doorstep(_ list: TicketList = TicketList()) async throws -> Doorstep {
        switch self {
        case .memory:
            return Doorstep(ledger: MemoryLedger(list: list), box: nil)
        case .sqlite:
            let box = try TemporaryBox()
            try box.importList(list)
            return Doorstep(ledger: try await box.open(), box: box)
        }
    }
}

/// A ledger and the rules, without readers and pages: claims in, what was recorded out.
struct Doorstep {
    let ledger: AnyLedger
    /// Keeps the files for as long as the ledger.
    let box: TemporaryBox?

    @discardableResult
    func present(
        _ claims: Claims = Fixtures.claims(), after span: Duration = .zero,
        door: Door = Fixtures.door(), event: EventID = Fixtures.eventID
    ) async throws -> Recorded {
        try await present(.claims(claims), after: span, door: door, event: event).recorded
    }

    func present(
        _ reading: CodeReading, after span: Duration = .zero, door: Door = Fixtures.door(),
        event: EventID = Fixtures.eventID
    ) async throws -> (recorded: Recorded, facts: Facts) {
        let scan = Fixtures.scan(reading, named: "code", at: Fixtures.now + span)
        let post = Fixtures.post(event: event, door: door)
        let seen = Mutex<Facts?>(nil)
        let keep: @Sendable (Facts) -> Void = { facts in seen.withLock { $0 = facts } }
        let recorded = try await ledger.record(scan, at: post) { facts in
            keep(facts)
            return Self.answer(scan, post, facts)
        }
        return (recorded, try #require(seen.withLock { $0 }))
    }

    /// What staff do, decided by the same rules as a scan.
    @discardableResult
    func order(
        _ order: Order, by staff: Staff? = Doorstep.supervisor, cause: Cause? = .known,
        remark: String? = nil, after span: Duration = .zero, door: Door = Fixtures.door(),
        event: EventID = Fixtures.eventID
    ) async throws -> [Recorded] {
        let post = Fixtures.post(event: event, door: door)
        let now = Fixtures.now + span
        let instruction = Instruction(order, by: staff, cause: cause, remark: remark, at: now)
        return try await ledger.perform(instruction, at: post) { presentation, facts in
            guard let event = facts.event else { return .unavailable(.noSnapshot) }
            return .verdict(
                decide(
                    presentation, ticket: facts.ticket, history: facts.history,
                    policy: Policy(event: event, door: post.door), at: now))
        }
    }

    /// The journal agrees with itself; a ledger that derives everything always does.
    func expectSound() async throws {
        guard let box else { return }
        let verification = try JournalVerifier.verify(box.state)
        #expect(verification.differences == [])
    }

    func remark(_ number: AttemptNumber) async throws -> String? {
        let path = try #require(box?.state.journal)
        return try await DatabaseQueue(path: path).read { db in
            try String.fetchOne(
                db, sql: "SELECT text FROM remark WHERE number = ?", arguments: [number.value])
        }
    }

    static let steward = Staff(id: "11", role: .steward)
    static let supervisor = Staff(id: "22", role: .supervisor)
    static let manager = Staff(id: "33", role: .manager)

    static func answer(_ scan: Scan, _ post: Post, _ facts: Facts) -> Answer {
        guard let event = facts.event else { return .unavailable(.noSnapshot) }
        return .verdict(
            decide(
                Presentation(reading: scan.reading, otherEvent: facts.otherEvent),
                ticket: facts.ticket, history: facts.history,
                policy: Policy(event: event, door: post.door), at: scan.at))
    }

    /// Runs `work` while the next commit cannot succeed.
    func whileCommitsFail(_ work: () async throws -> Void) async throws {
        if let memory = ledger as? MemoryLedger {
            await memory.fail(.before)
            return try await work()
        }
        let path = try #require(box?.state.journal)
        let saboteur = try DatabaseQueue(path: path)
        // The last write of an admission: everything before it has happened by then.
        try await saboteur.write { db in
            try db.execute(
                sql: """
                    CREATE TRIGGER sabotage BEFORE UPDATE ON occupancy
                    BEGIN SELECT RAISE(ABORT, 'sabotage'); END
                    """)
        }
        try await work()
        try await saboteur.write { try $0.execute(sql: "DROP TRIGGER sabotage") }
    }

    func attempts() async throws -> [Attempt] {
        try await ledger.attempts(after: AttemptNumber(0), limit: 1_000)
    }
}
