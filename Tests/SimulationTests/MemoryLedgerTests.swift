// What only the ledger in memory promises: faults on demand, and a disk that outlives it. What
// every ledger promises is the contract suite's business.

import CheckinCore
import CheckinTesting
import Testing

@Suite struct MemoryLedgerTests {
    private let ledger = MemoryLedger()

    private func admit(_ ticket: TicketID = "t-1", at seconds: Int64 = 0) async throws -> Recorded {
        try await ledger.record(
            Fixtures.scan(Fixtures.claims(ticket), at: Fixtures.now + .seconds(seconds)),
            at: Fixtures.post()
        ) { facts in
            .verdict(Verdict(facts.history.presence.isInside ? .refused(.forged) : .admitted))
        }
    }

    @Test func failureBeforeTheCommitLeavesNothing() async throws {
        await ledger.fail(.before, atCommit: 2)
        _ = try await admit()
        await #expect(throws: MemoryLedgerFault.commitFailed) { try await admit() }
        #expect(await ledger.journal.attempts.count == 1)
        #expect(try await admit().attempt.number == AttemptNumber(2))
    }

    @Test func failureAfterTheCommitLeavesTheAttempt() async throws {
        await ledger.fail(.after)
        await #expect(throws: MemoryLedgerFault.commitFailed) { try await admit() }
        #expect(await ledger.journal.attempts.count == 1)
        #expect(try await admit().attempt.answer.reason == "forged")
    }

    @Test func diskOutlivesTheProcess() async throws {
        _ = try await admit()
        let next = MemoryLedger(journal: await ledger.journal)
        let recorded = try await next.record(Fixtures.scan(), at: Fixtures.post()) { facts in
            #expect(facts.history.presence.isInside)
            #expect(facts.history.occupancy == Occupancy(event: 1, tier: 1))
            #expect(facts.history.recentPresentations == 1)
            #expect(facts.history.unseen?.number == AttemptNumber(1))
            #expect(facts.history.highestGeneration == 0)
            return .verdict(Verdict(.refused(.forged)))
        }
        #expect(recorded.attempt.number == AttemptNumber(2))
    }

    @Test func clockOfAttemptsAlwaysGrows() async throws {
        let first = try await admit("t-1", at: 10)
        let second = try await admit("t-2", at: 0)
        #expect(second.attempt.clock > first.attempt.clock)
    }

    /// The clock goes back so far that only the entry is still within the span, not the answer
    /// that said it again and was seen.
    @Test func answerThatWasSeenStaysSeenWhateverTheClockDoes() async throws {
        let first = try await admit("t-1", at: 1).attempt.number
        let again = try await ledger.record(
            Fixtures.scan(Fixtures.claims("t-1"), at: Fixtures.now + .seconds(5)),
            at: Fixtures.post()
        ) { _ in .verdict(Verdict(.admitted, repeats: first)) }
        try await ledger.acknowledge(again.attempt.number)
        _ = try await ledger.record(
            Fixtures.scan(Fixtures.claims("t-1"), at: Fixtures.now - .seconds(27)),
            at: Fixtures.post()
        ) { facts in
            #expect(facts.history.unseen == nil)
            return .verdict(Verdict(.refused(.forged)))
        }
    }

    @Test func readsTheJournalInOrder() async throws {
        for seconds in 0..<5 { _ = try await admit(at: Int64(seconds)) }
        let batch = try await ledger.attempts(after: AttemptNumber(2), limit: 2)
        #expect(batch.map(\.number.value) == [3, 4])
        #expect(try await ledger.attempts(after: AttemptNumber(5), limit: 10).isEmpty)
        #expect(try await ledger.acknowledgedByCentral() == AttemptNumber(0))
    }

    @Test func countsAVenue() async throws {
        let other = Fixtures.tier("balcony")
        await ledger.replaceList(
            TicketList(tickets: [
                Fixtures.ticket(), Fixtures.ticket("t-2", tier: other),
                Fixtures.ticket("t-3", status: .cancelled),
            ]))
        _ = try await admit("t-2")
        _ = try await admit("t-2")
        let standing = try #require(
            try await ledger.standing(of: Fixtures.eventID, at: Fixtures.now))
        #expect((standing.inside, standing.admitted, standing.sold) == (1, 1, 2))
        #expect(standing.tiers.map(\.tier.id) == ["balcony", "general"])
        #expect(standing.tiers.map(\.inside) == [1, 0])
        #expect(standing.tiers.map(\.sold) == [1, 1])
        #expect(standing.arrivals.count == 120)
        #expect(standing.arrivals.last?.entries == 1)
        #expect(standing.refusals == [RefusalCount(code: .forged, count: 1)])
        #expect(standing.newest == AttemptNumber(2))
        let rows = try await ledger.newestAttempts(before: nil, limit: 1)
        #expect(rows.map(\.attempt.number) == [AttemptNumber(2)])
        #expect(rows.first?.ticket?.id == "t-2")
    }
}
