// The one order of attempts, and what an undo means when a journal has had several lives.

import CheckinCore
import CheckinTesting
import Testing
import Validation

@Suite struct PlacedAttemptTests {
    private func placed(
        _ number: Int64, at milliseconds: Int64 = 0, _ counter: UInt16 = 0,
        device: DeviceID = "box-1", life: Incarnation = "life-1", undoing target: Int64? = nil
    ) -> PlacedAttempt {
        let act = target.map { Act(.undo, target: AttemptNumber($0)) } ?? .scan
        return PlacedAttempt(
            journal: JournalName(device: device, incarnation: life),
            attempt: Attempt(
                number: AttemptNumber(number), at: Fixtures.now,
                clock: HybridTime(milliseconds: milliseconds, counter: counter),
                timeTrusted: true, door: Fixtures.doorID, direction: .entry, source: .camera,
                fingerprint: nil, claims: Fixtures.claims(), tier: nil, event: Fixtures.eventID,
                answer: act.kind == .undo ? .done : .verdict(Verdict(.admitted)), act: act))
    }

    @Test func theClockComesFirstThenWhoeverThenTheNumber() {
        let inOrder = [
            placed(9, at: 1, 0, device: "box-9"), placed(8, at: 1, 1, device: "box-8"),
            placed(7, at: 2, device: "box-1", life: "life-1"),
            placed(8, at: 2, device: "box-1", life: "life-1"),
            placed(1, at: 2, device: "box-1", life: "life-2"),
            placed(1, at: 2, device: "box-2", life: "life-1"),
        ]
        for (left, right) in zip(inOrder, inOrder.dropFirst()) {
            #expect(left < right)
            #expect(!(right < left))
        }
        #expect(!(inOrder[0] < inOrder[0]))
    }

    @Test func anUndoMeansANumberOfItsOwnDevice() {
        let attempts = [
            placed(1), placed(1, device: "box-2"), placed(2, device: "box-2", undoing: 1),
        ]
        let takenBack = TakenBack(attempts)
        #expect(attempts.map(takenBack.contains) == [false, true, false])
    }

    @Test func anUndoMeansItsOwnLifeWhereThatHasTheNumber() {
        let attempts = [
            placed(5), placed(5, life: "life-2"), placed(6, life: "life-2", undoing: 5),
        ]
        #expect(attempts.map(TakenBack(attempts).contains) == [false, true, false])
    }

    @Test func anUndoMeansALifeBeforeWhereItsOwnHasNoSuchNumber() {
        let attempts = [placed(5), placed(6), placed(7, life: "life-2", undoing: 5)]
        #expect(attempts.map(TakenBack(attempts).contains) == [true, false, false])
    }

    /// A journal that was put back to an earlier state twice had the number in two lives.
    @Test func anUndoMeansTheLastLifeBeforeThatHadTheNumber() {
        let attempts = [
            placed(5, at: 10), placed(5, at: 20, life: "life-2"),
            placed(7, at: 30, life: "life-3", undoing: 5),
        ]
        #expect(attempts.map(TakenBack(attempts).contains) == [false, true, false])
    }

    @Test func whatIsNotKnownIsTakenBackByNobody() {
        let attempts = [placed(5), placed(7, undoing: 4)]
        #expect(attempts.map(TakenBack(attempts).contains) == [false, false])
    }
}
