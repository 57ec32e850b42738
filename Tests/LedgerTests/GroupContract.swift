// A group's code: some of them go in, one goes out at each reading, and nobody is overridden.

import CheckinCore
import CheckinTesting
import Testing

@testable import Ledger

@Suite struct GroupContract {
    private static let exit = Fixtures.door(direction: .exit)
    private static let members: [TicketID] = ["g-1", "g-2", "g-3"]
    private let code = Fixtures.claims("6f1c1a52-0f7e-4a0b-9a57-2f1f3b8f0d11")

    private func doorstep(_ kind: LedgerKind) async throws -> Doorstep {
        let group = try #require(GroupID(code.ticket.text))
        let tickets = Self.members.map { id in
            var ticket = Fixtures.ticket(id)
            ticket.group = group
            return ticket
        }
        return try await kind.doorstep(TicketList(tickets: tickets))
    }

    /// How many go in by the code, and the door's count after it.
    private func letIn(
        _ people: Int, at door: Doorstep, after span: Duration
    ) async throws -> Int? {
        let shown = try await door.present(code, after: span)
        let went = try await door.order(
            .group(shown.attempt.number, people: people), by: Doorstep.steward, after: span)
        return went.last?.occupancy.event
    }

    @Test(arguments: LedgerKind.allCases)
    func oneOfThemGoesOutAtEachReadingOfTheirCode(_ kind: LedgerKind) async throws {
        let door = try await doorstep(kind)
        #expect(try await letIn(2, at: door, after: .zero) == 2)
        for (minute, left) in [(1, 1), (2, 0)] as [(Int64, Int)] {
            let out = try await door.present(code, after: .minutes(minute), door: Self.exit)
            #expect(out.attempt.answer == .verdict(Verdict(.exited)))
            #expect(out.attempt.claims?.ticket == Self.members[Int(minute) - 1])
            #expect(out.occupancy.event == left)
        }
        let none = try await door.present(code, after: .minutes(3), door: Self.exit)
        #expect(none.attempt.answer == .verdict(Verdict(.exited, flags: [.notInside])))
        #expect(none.occupancy.event == 0)
        #expect(try await letIn(3, at: door, after: .minutes(4)) == 3)
        try await door.expectSound()
    }

    @Test(arguments: LedgerKind.allCases)
    func aGroupThatWaitsIsNotOverridden(_ kind: LedgerKind) async throws {
        let door = try await doorstep(kind)
        let shown = try await door.present(code)
        #expect(shown.attempt.answer.verdict?.refusal == .groupWaits(outside: 3, of: 3))
        await #expect(throws: OrderFault.neverOverridable) {
            try await door.order(.override(shown.attempt.number))
        }
        #expect(try await door.attempts().count == 1)
    }
}
