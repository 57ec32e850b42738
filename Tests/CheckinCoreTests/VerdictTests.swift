// Verdicts as the journal and the protocol spell them.

import CheckinCore
import Testing

@Suite struct VerdictTests {
    @Test func flagsStandInTheirOrderWithoutRepetition() {
        let verdict = Verdict(
            .admitted, flags: [.snapshotStale, .notInside, .snapshotStale, .overCapacity])
        #expect(verdict.flags == [.notInside, .overCapacity, .snapshotStale])
        #expect(verdict == Verdict(.admitted, flags: [.overCapacity, .snapshotStale, .notInside]))
    }

    @Test func onlyEntriesLetSomebodyIn() {
        #expect(
            OutcomeKind.entries == [
                .admitted, .readmitted, .admittedUnlisted, .admittedByOverride,
                .admittedAfterPayment,
            ])
    }

    @Test func answerNamesItsReason() {
        #expect(Answer.verdict(Verdict(.admitted)).reason == nil)
        #expect(Answer.verdict(Verdict(.refused(.forged))).reason == "forged")
        #expect(Answer.unavailable(.busy).reason == "busy")
        #expect(Answer.unavailable(.busy).kind == .unavailable)
        #expect(Answer.unavailable(.busy).verdict == nil)
        #expect(Verdict(.exited).refusal == nil)
    }

    @Test func namesAreStable() {
        #expect(
            OutcomeKind.allCases.map(\.rawValue) == [
                "admitted", "readmitted", "exited", "admitted_unlisted", "admitted_by_override",
                "admitted_after_payment", "refused", "unavailable", "done",
            ])
        let names = RefusalCode.allCases.map(\.rawValue) + Unavailable.allCases.map(\.rawValue)
        #expect(Set(names).count == names.count)
        for name in names {
            #expect(name.utf8.allSatisfy { $0 == 0x5F || (0x61...0x7A).contains($0) })
        }
    }

    @Test(arguments: [("capcity", "capacity"), ("hold", "holder"), ("xyz", nil)])
    func guessesWhatWasMeant(typed: String, meant: String?) {
        #expect(nearestName(to: typed, among: ["capacity", "holder", "number"]) == meant)
    }
}
