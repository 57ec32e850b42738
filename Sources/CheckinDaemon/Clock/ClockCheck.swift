// Keeps the belief in the clock up to date: from the journal, from what ops confirmed, from the
// kernel; and writes down what the next start should know. It must never hold a scan up.

import CheckinCore
import Ledger
import Validation

struct ClockCheck {
    /// How much later the newest word must be than the one that is kept, to be worth a write: flash
    /// wears, and after the next boot it is a lower bound only.
    private static let keptAnew: Duration = .hours(1)
    /// Less than this apart, two words of one boot say the same.
    private static let sameTime: Duration = .minutes(1)

    let clock: BoxClock
    let file: ClockFile
    let views: LedgerViews

    func run() async -> ClockJudgement {
        await learnHistory()
        let kept = file.read()
        if let kept { clock.adopt(kept) }
        let newest = try? await views.newestAttempts(before: nil, limit: 1).first
        let judgement = clock.look(newest: newest?.attempt.number ?? AttemptNumber(0))
        // What cannot be written is tried again; until then this process knows it.
        if let claim = clock.claim, Self.isWorthKeeping(claim, over: kept) {
            try? file.write(claim)
        }
        return judgement
    }

    /// What earlier runs knew of the time is read once, or again until it could be read.
    private func learnHistory() async {
        guard !clock.knowsHistory else { return }
        do {
            let settled = clock.claim?.attempt ?? AttemptNumber(0)
            clock.learnHistory(try await views.newestTrusted(after: settled))
        } catch {
            // A journal that cannot be read is the gate's and the heartbeat's to report.
        }
    }

    static func isWorthKeeping(_ claim: ClockClaim, over kept: ClockClaim?) -> Bool {
        guard let kept, kept.boot == claim.boot, kept.witness == claim.witness else { return true }
        let passed = claim.reading.uptime.since(kept.reading.uptime)
        let step = claim.reading.wall.since(kept.reading.wall + passed)
        return passed >= keptAnew || step > sameTime || step < .zero - sameTime
    }
}
