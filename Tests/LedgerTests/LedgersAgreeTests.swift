// The same evening at both ledgers, step by step: whatever a seed makes guests do, the facts handed
// to `decide` and what is recorded are equal.

import CheckinCore
import CheckinTesting
import Testing

@testable import Ledger

@Suite struct LedgersAgreeTests {
    private static let steps = 120

    private static let list = TicketList(
        events: [
            Fixtures.event(capacity: Capacity(limit: 4, isHard: true)),
            Fixtures.event(Fixtures.otherEventID, title: "Matinee"),
        ],
        tickets: [
            Fixtures.ticket("t-1"), Fixtures.ticket("t-2", generation: 2),
            Fixtures.ticket("t-3", tier: Fixtures.tier("vip", name: "VIP")),
            Fixtures.ticket("t-4", status: .cancelled), Fixtures.ticket("t-5", status: .unpaid),
            Fixtures.ticket("t-6", tier: Fixtures.tier("vip", name: "VIP")),
            Fixtures.ticket("m-1", event: Fixtures.otherEventID),
        ])

    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func bothLedgersTellTheSameStory(_ seed: UInt64) async throws {
        var random = SeededRandom(seed: seed)
        let memory = try await LedgerKind.memory.doorstep(Self.list)
        let sqlite = try await LedgerKind.sqlite.doorstep(Self.list)
        var moment = Duration.zero
        for step in 1...Self.steps {
            moment += .milliseconds(Int64.random(in: -5_000...20_000, using: &random))
            let reading = Self.reading(&random)
            let door = Fixtures.door(
                Bool.random(using: &random) ? "door-a" : "door-b",
                direction: Int.random(in: 0..<4, using: &random) == 0 ? .exit : .entry,
                admitsUnlisted: Bool.random(using: &random))
            let left = try await memory.present(reading, after: moment, door: door)
            let right = try await sqlite.present(reading, after: moment, door: door)
            #expect(left.facts.history == right.facts.history, "seed \(seed), step \(step)")
            #expect(left.facts.ticket == right.facts.ticket, "seed \(seed), step \(step)")
            #expect(left.facts.otherEvent == right.facts.otherEvent)
            #expect(left.recorded == right.recorded, "seed \(seed), step \(step)")
            if Bool.random(using: &random) {
                let shown = Int64.random(in: 1...Int64(step), using: &random)
                try await memory.ledger.acknowledge(AttemptNumber(shown))
                try await sqlite.ledger.acknowledge(AttemptNumber(shown))
            }
        }
        #expect(try await memory.attempts() == sqlite.attempts())
        let state = try #require(sqlite.box?.state)
        #expect(try JournalVerifier.verify(state).differences == [])
    }

    private static func reading(_ random: inout SeededRandom) -> CodeReading {
        switch Int.random(in: 0..<12, using: &random) {
        case 0: return .forged
        case 1: return .claims(Fixtures.claims("m-1", event: Fixtures.otherEventID))
        case 2: return .claims(Fixtures.claims("new", issuedAt: Fixtures.now))
        default:
            let number = Int.random(in: 1...6, using: &random)
            let generation = UInt8.random(in: 0...3, using: &random)
            return .claims(
                Fixtures.claims(TicketID(stringLiteral: "t-\(number)"), generation: generation))
        }
    }
}
