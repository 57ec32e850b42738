// What contradicts itself, and what managers say of it, in every ledger.

import CheckinCore
import CheckinTesting
import Testing

@testable import Ledger

@Suite struct ConflictContract {
    private static let elsewhere = JournalName(device: "box-2", incarnation: "life-2")

    private static func ticket(_ status: TicketStatus = .valid) -> Ticket {
        var ticket = Fixtures.ticket()
        ticket.status = status
        ticket.statusSince = Fixtures.now - .minutes(2)
        return ticket
    }

    private static func foreign(
        _ number: Int64, after span: Duration, act: Act = .scan, outcome: Outcome = .admitted
    ) -> ForeignAttempt {
        let moment = Fixtures.now + span
        return ForeignAttempt(
            journal: elsewhere,
            attempt: Attempt(
                number: AttemptNumber(number), at: moment,
                clock: HybridTime(milliseconds: moment.milliseconds, counter: 0),
                timeTrusted: true, door: "door-9", direction: .entry, source: .camera,
                fingerprint: nil, claims: act.kind.isDeed ? nil : Fixtures.claims(),
                tier: nil, event: Fixtures.eventID,
                answer: act.kind.isDeed ? .done : .verdict(Verdict(outcome)), act: act))
    }

    private func hear(_ attempts: [ForeignAttempt], _ door: Doorstep) async throws {
        let store = try #require(door.ledger as? any FeedStore)
        try await store.apply(
            FeedPage(
                event: Fixtures.eventID, generation: "g-1", position: 9, head: 9, asOf: nil,
                changes: attempts.map(FeedChange.attempt)), at: Fixtures.now + .minutes(1))
    }

    private func conflicts(_ door: Doorstep) async throws -> [ConflictRow] {
        try await door.ledger.conflicts(of: Fixtures.eventID)
    }

    @Test(arguments: LedgerKind.allCases)
    func twoBoxesThatLetOneTicketInAreNamed(_ kind: LedgerKind) async throws {
        let door = try await kind.doorstep()
        try await door.present()
        #expect(try await conflicts(door) == [])
        try await hear([Self.foreign(1, after: .seconds(20))], door)
        let row = try #require(try await conflicts(door).first)
        #expect(row.conflict.kind == .admission)
        #expect(row.conflict.first.attempt.number == AttemptNumber(1))
        #expect(row.conflict.second?.journal == Self.elsewhere)
        #expect(row.ticket == Fixtures.ticket())
        #expect(row.decision == nil)
        #expect(try await door.ledger.conflicts(of: Fixtures.otherEventID) == [])
        // Somebody went out between them, as is heard later.
        var out = Self.foreign(2, after: .seconds(10), outcome: .exited)
        out = out.leaving
        try await hear([out], door)
        #expect(try await conflicts(door) == [])
    }

    @Test(arguments: LedgerKind.allCases)
    func aManagersWordIsAnAttemptThatChangesNothingElse(_ kind: LedgerKind) async throws {
        let door = try await kind.doorstep()
        try await door.present()
        try await hear([Self.foreign(1, after: .seconds(20))], door)
        let name = try #require(try await conflicts(door).first?.name)
        let before = try await door.ledger.standing(of: Fixtures.eventID, at: Fixtures.now)
        let order = Order.decide(name, of: Fixtures.eventID)
        await expect(.notAllowed) { try await door.order(order, cause: .copy) }
        await expect(.causeMissing) {
            try await door.order(order, by: Doorstep.manager, cause: .known)
        }
        let done = try await door.order(
            order, by: Doorstep.manager, cause: .copy, remark: "Two brothers",
            after: .minutes(1))
        let attempt = try #require(done.first?.attempt)
        #expect(attempt.answer == .done)
        #expect(attempt.act.kind == .decision)
        #expect(attempt.act.conflict == name)
        #expect(attempt.event == Fixtures.eventID)
        #expect(try await door.attempts().last == attempt)
        let decision = try #require(try await conflicts(door).first?.decision)
        #expect(decision.ruling == .copy)
        #expect(decision.staff == Doorstep.manager.id)
        let after = try await door.ledger.standing(of: Fixtures.eventID, at: Fixtures.now)
        #expect(after?.inside == before?.inside)
        #expect(after?.admitted == before?.admitted)
        // A second thought.
        try await door.order(
            order, by: Doorstep.manager, cause: .accepted, after: .minutes(2))
        #expect(try await conflicts(door).first?.decision?.ruling == .accepted)
        try await door.expectSound()
    }

    @Test(arguments: LedgerKind.allCases)
    func aWordThatWasSaidElsewhereCountsHere(_ kind: LedgerKind) async throws {
        let door = try await kind.doorstep()
        try await door.present()
        try await hear([Self.foreign(1, after: .seconds(20))], door)
        let name = try #require(try await conflicts(door).first?.name)
        let word = Act(.decision, staff: "7", cause: .staffError, conflict: name)
        try await hear([Self.foreign(2, after: .seconds(40), act: word)], door)
        let decision = try #require(try await conflicts(door).first?.decision)
        #expect(decision.ruling == .staffError)
        #expect(decision.device == Self.elsewhere.device)
        let undo = Act(.undo, staff: "7", target: AttemptNumber(2))
        try await hear([Self.foreign(3, after: .seconds(50), act: undo)], door)
        #expect(try await conflicts(door).first?.decision == nil)
        try await door.expectSound()
    }

    /// The list heard at noon what the door did not know at eleven.
    @Test(arguments: LedgerKind.allCases)
    func anEntryThatTheListSpeaksAgainstIsNamed(_ kind: LedgerKind) async throws {
        let door = try await kind.doorstep(TicketList(tickets: [Self.ticket(.cancelled)]))
        try await hear([Self.foreign(1, after: .seconds(20))], door)
        let row = try #require(try await conflicts(door).first)
        #expect(row.conflict.kind == .late)
        #expect(row.conflict.second == nil)
        #expect(row.ticket?.status == .cancelled)
        let order = Order.decide(row.name, of: Fixtures.eventID)
        try await door.order(order, by: Doorstep.manager, cause: .accepted, after: .minutes(1))
        #expect(try await conflicts(door).map(\.decision?.ruling) == [.accepted])
        #expect(try await conflicts(door).count == 1)
    }

    @Test(arguments: LedgerKind.allCases)
    func whoIsInNoListYetIsNotNamedBeforeAListIsNewer(_ kind: LedgerKind) async throws {
        // The list is of five minutes before.
        for (span, kinds) in [(Duration.minutes(-6), [Conflict.Kind.late]), (.minutes(-4), [])] {
            let door = try await kind.doorstep(TicketList(tickets: [Fixtures.ticket("t-9")]))
            try await hear([Self.foreign(1, after: span, outcome: .admittedUnlisted)], door)
            #expect(try await conflicts(door).map(\.conflict.kind) == kinds)
        }
    }

    /// What goes to the server names the conflict.
    @Test func theWordGoesOut() async throws {
        let door = try await LedgerKind.sqlite.doorstep()
        let order = Order.decide("c-1", of: Fixtures.eventID)
        try await door.order(order, by: Doorstep.manager, cause: .copy)
        let journal = try #require(door.ledger as? any OutgoingJournal)
        let batch = try await journal.batch(after: AttemptNumber(0), limit: 10)
        #expect(batch.entries.map(\.attempt.act.conflict) == ["c-1"])
        #expect(batch.entries.map(\.attempt.act.cause) == [.copy])
    }

    private func expect(
        _ fault: OrderFault, _ work: () async throws -> some Any
    ) async {
        await #expect(throws: fault) { _ = try await work() }
    }
}

extension ForeignAttempt {
    /// The same, the other way through the door.
    fileprivate var leaving: ForeignAttempt {
        let entry = attempt
        return ForeignAttempt(
            journal: journal,
            attempt: Attempt(
                number: entry.number, at: entry.at, clock: entry.clock,
                timeTrusted: entry.timeTrusted, door: entry.door, direction: .exit,
                source: entry.source, fingerprint: entry.fingerprint, claims: entry.claims,
                tier: entry.tier, event: entry.event, answer: entry.answer, act: entry.act))
    }
}
