// What was taken back is as if it had never been: two evenings, alike but for entries and counts
// that were undone at once, tell every later guest the same.

import CheckinCore
import CheckinTesting
import Testing

@testable import Ledger

@Suite struct UndoContract {
    private static let steps: Int64 = 40

    private static let list = TicketList(
        tickets: (1...4).map { Fixtures.ticket(TicketID(stringLiteral: "t-\($0)")) })

    /// What a guest is told, and by which facts.
    private struct Told: Equatable {
        let answer: Answer
        let history: History
        let occupancy: Occupancy
    }

    @Test(arguments: LedgerKind.allCases, 1...5 as ClosedRange<UInt64>)
    func whatWasTakenBackIsAsIfItHadNeverBeen(_ kind: LedgerKind, seed: UInt64) async throws {
        let plain = try await evening(at: kind.doorstep(Self.list), seed, withMistakes: false)
        let corrected = try await evening(at: kind.doorstep(Self.list), seed, withMistakes: true)
        #expect(plain.told == corrected.told)
        #expect(corrected.undone > 0)
        #expect(plain.undone == 0)
    }

    /// A guest every half minute, so that none is refused for haste and some answers are said
    /// again.
    private func evening(
        at door: Doorstep, _ seed: UInt64, withMistakes: Bool
    ) async throws -> (told: [Told], undone: Int) {
        var random = SeededRandom(seed: seed)
        var mistakes = SeededRandom(seed: seed &+ 100)
        var inside: Set<TicketID> = []
        var told: [Told] = []
        var undone = 0
        for step in 0..<Self.steps {
            let span: Duration = .seconds(step * 28)
            let ticket = Self.guest(&random)
            let direction: Direction = random.chance(35) ? .exit : .entry
            let (recorded, facts) = try await door.present(
                .claims(Fixtures.claims(ticket)), after: span,
                door: Fixtures.door(direction: direction))
            // The numbers of attempts differ, since those that were taken back have some; and a
            // code that was shown exists, whatever became of the answer.
            var history = facts.history
            history.highestGeneration = nil
            history.unseen = history.unseen.map {
                UnseenAdmission(number: AttemptNumber(1), at: $0.at, outcome: $0.outcome)
            }
            let answer = recorded.attempt.answer
            let verdict = answer.verdict.map { Verdict($0.outcome, flags: $0.flags) }
            told.append(
                Told(
                    answer: verdict.map { .verdict($0) } ?? answer, history: history,
                    occupancy: recorded.occupancy))
            if answer.kind == .exited { inside.remove(ticket) }
            if answer.kind.isEntry { inside.insert(ticket) }
            let other = Self.guest(&mistakes)
            let isCount = mistakes.chance(40)
            guard withMistakes, mistakes.chance(50), isCount || !inside.contains(other) else {
                continue
            }
            let moment = span + .seconds(5)
            let mistake =
                isCount
                ? try await door.order(.walkUp(3), after: moment).first
                : try await door.present(Fixtures.claims(other), after: moment)
            let number = try #require(mistake?.attempt.number)
            try await door.order(.undo(number), after: moment + .seconds(5))
            undone += 1
        }
        try await door.expectSound()
        return (told, undone)
    }

    private static func guest(_ random: inout SeededRandom) -> TicketID {
        TicketID(stringLiteral: "t-\(Int.random(in: 1...4, using: &random))")
    }
}
