// What goes wrong by itself while nobody is at the door: the ticket list grows old, a key's time
// runs out, the clock jumps.

import CheckinCore
import Ledger
import Validation

struct PeriodicChecks: PeriodicService {
    /// A list ages in minutes; looking more often shows nothing new.
    static let interval: Duration = .seconds(15)

    let ledger: SQLiteLedger
    let conditions: any ConditionReporter
    let event: @Sendable () -> EventID
    let keys: CurrentKeys
    let clockCheck: ClockCheck
    let time: any TimeSource

    func check() async {
        let (now, event) = (time.now(), event())
        await checkClock()
        let hasKey = keys.ring.hasUsableKey(
            for: event, at: now, timeTrusted: clockCheck.clock.isTrusted(at: now))
        await report(.noUsableKey, holds: !hasKey)
        await report(.journalDamaged, holds: await ledger.isDamaged)
        do {
            let fault = try await ledger.snapshotFault()
            let standing = try await ledger.views.standing(of: event, at: now)
            await report(
                .noSnapshot, holds: fault != nil || standing?.snapshotAsOf == nil,
                detail: fault?.message ?? "")
            let wipedAt = try await ledger.views.wipedAt(event)
            await report(
                .listWiped, holds: wipedAt != nil,
                detail: wipedAt.map { "it was wiped on \($0.rfc3339)" } ?? "")
            if let standing { await checkAge(of: standing, at: now) }
        } catch {
            // A journal that cannot be read is the gate's and the heartbeat's to report.
        }
    }

    private func checkAge(of standing: Standing, at now: Timestamp) async {
        let age = staleness(of: standing.event, asOf: standing.snapshotAsOf, at: now)
        // None is called old by a clock that knows no time.
        await report(
            .snapshotStale, holds: age == .stale && clockCheck.clock.isTrusted(at: now),
            detail: standing.snapshotAsOf.map { "it is of \($0.rfc3339)" } ?? "")
    }

    private func checkClock() async {
        let judgement = await clockCheck.run()
        await report(.clockUntrusted, holds: !judgement.isTrusted, detail: judgement.words)
    }

    private func report(_ code: ConditionCode, holds: Bool, detail: String = "") async {
        if holds {
            await conditions.raise(code, detail: detail)
        } else {
            await conditions.clear(code)
        }
    }
}
