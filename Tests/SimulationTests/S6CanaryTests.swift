// The invariant about unseen answers has no defective box to bite, so it is shown an evening that
// breaks it, word by word.

import CheckinCore
import CheckinTesting
import Testing

@Suite struct S6CanaryTests {
    private func attempt(_ number: Int64, after seconds: Int64, _ outcome: Outcome) -> Attempt {
        Attempt(
            number: AttemptNumber(number), at: Fixtures.now + .seconds(seconds),
            clock: HybridTime(milliseconds: number, counter: 0), timeTrusted: true,
            door: Fixtures.doorID, direction: .entry, source: .camera,
            fingerprint: CodeFingerprint(1), claims: Fixtures.claims(), tier: "general",
            event: Fixtures.eventID, answer: .verdict(Verdict(outcome)))
    }

    private func evening(secondAfter seconds: Int64, firstWasSeen: Bool) -> Evening {
        let entry = attempt(1, after: 0, .admitted)
        let refusal = attempt(
            2, after: seconds,
            .refused(.alreadyInside(first: nil, last: nil, platformSince: nil)))
        var journal = MemoryJournal()
        journal.append(entry)
        journal.append(refusal)
        return Evening(
            seed: 0, trace: [],
            shown: (firstWasSeen ? [entry, refusal] : [refusal]).map { attempt in
                Shown(
                    door: Fixtures.doorID,
                    announcement: Announcement(
                        attempt: attempt, answer: attempt.answer, ticket: nil,
                        occupancy: Occupancy(), at: attempt.at, elapsed: .zero),
                    asked: Int(attempt.number.value))
            },
            acknowledged: [], timeTrusted: true, journals: [Fixtures.doorID: journal])
    }

    @Test func unseenEntryHeldAgainstAGuestIsNoticed() {
        #expect(!S6.violations(evening(secondAfter: 30, firstWasSeen: false)).isEmpty)
    }

    @Test func seenOrOldEntryMayBeHeldAgainstAGuest() {
        #expect(S6.violations(evening(secondAfter: 30, firstWasSeen: true)).isEmpty)
        #expect(S6.violations(evening(secondAfter: 31, firstWasSeen: false)).isEmpty)
    }
}
