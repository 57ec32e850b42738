// Presence from answers: passages count, everything else leaves no trace.

import CheckinCore
import CheckinTesting
import Testing
import Validation

@Suite struct PresenceFoldTests {
    private let now = Fixtures.now

    private func folded(_ steps: [(Answer, Direction, DoorID)]) -> Presence {
        var presence = Presence()
        for (index, step) in steps.enumerated() {
            presence.fold(
                step.0, direction: step.1, door: step.2, at: now + .seconds(Int64(index)))
        }
        return presence
    }

    private func yes(_ outcome: Outcome) -> Answer { .verdict(Verdict(outcome)) }

    @Test(arguments: [Outcome.admitted, .readmitted, .admittedUnlisted])
    func entryIsInside(outcome: Outcome) {
        let passage = Passage(door: "door-a", at: now)
        #expect(
            folded([(yes(outcome), .entry, "door-a")])
                == Presence(isInside: true, entries: 1, firstEntry: passage, lastEntry: passage))
    }

    @Test func comingBackKeepsTheFirstEntryAndTheLastExit() {
        let presence = folded([
            (yes(.admitted), .entry, "door-a"), (yes(.exited), .exit, "door-x"),
            (yes(.readmitted), .entry, "door-b"),
        ])
        #expect(presence.isInside)
        #expect(presence.entries == 2)
        #expect(presence.firstEntry == Passage(door: "door-a", at: now))
        #expect(presence.lastEntry == Passage(door: "door-b", at: now + .seconds(2)))
        #expect(presence.lastExit == Passage(door: "door-x", at: now + .seconds(1)))
    }

    @Test func exitOfSomebodyWhoWasNotInsideIsRemembered() {
        let presence = folded([(yes(.exited), .exit, "door-x")])
        #expect(presence == Presence(lastExit: Passage(door: "door-x", at: now)))
    }

    @Test func refusalsAndFaultsOfOursLeaveNoTrace() {
        let answers: [Answer] =
            [.verdict(Verdict(.refused(.forged))), .verdict(Verdict(.refused(.unreadable)))]
            + Unavailable.allCases.map { .unavailable($0) }
        for answer in answers {
            for direction in Direction.allCases {
                #expect(folded([(answer, direction, "door-a")]) == Presence())
            }
        }
    }

    @Test func answerSaidAgainIsNoSecondEntry() {
        let again = Answer.verdict(Verdict(.admitted, repeats: AttemptNumber(1)))
        let once = folded([(yes(.admitted), .entry, "door-a")])
        #expect(folded([(yes(.admitted), .entry, "door-a"), (again, .entry, "door-a")]) == once)
    }

    @Test func answerThatDoesNotFitItsDoorLeavesNoTrace() {
        #expect(folded([(yes(.admitted), .exit, "door-x")]) == Presence())
        #expect(folded([(yes(.exited), .entry, "door-a")]) == Presence())
    }

    @Test func entriesStopAtTheEndOfNumbers() {
        var presence = Presence(isInside: false, entries: .max)
        presence.fold(yes(.readmitted), direction: .entry, door: "door-a", at: now)
        #expect(presence.entries == .max)
    }

    @Test func anySequenceCountsItsPassages() {
        var random = SeededRandom(seed: 7)
        let answers: [(Answer, Direction)] = [
            (yes(.admitted), .entry), (yes(.readmitted), .entry), (yes(.exited), .exit),
            (yes(.refused(.forged)), .entry), (.unavailable(.busy), .entry),
            (.verdict(Verdict(.admitted, repeats: AttemptNumber(1))), .entry),
        ]
        for _ in 0..<500 {
            let steps = (0..<Int.random(in: 0...20, using: &random)).map { _ in
                answers[Int.random(in: answers.indices, using: &random)]
            }
            let presence = folded(steps.map { ($0.0, $0.1, "door-a") })
            let passages = steps.filter { step in
                step.0.verdict.map { $0.repeats == nil && $0.refusal == nil } ?? false
            }
            #expect(presence.entries == passages.count { $0.0.kind.isEntry })
            #expect(presence.isInside == (passages.last.map { $0.0.kind.isEntry } ?? false))
            #expect((presence.firstEntry == nil) == (presence.entries == 0))
        }
    }
}
