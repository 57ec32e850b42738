// What goes wrong by itself while nobody is at the door: the ticket list grows old, a key's time
// runs out, the clock jumps.

import CheckinCore
import Ledger
import ServiceLifecycle
import Validation

struct PeriodicChecks: Service {
    /// A list ages in minutes; looking more often shows nothing new.
    private static let interval: Duration = .seconds(15)

    let ledger: SQLiteLedger
    let conditions: any ConditionReporter
    let event: @Sendable () -> EventID
    let keys: KeyRing
    let clock: ClockTrust
    let time: any TimeSource

    func run() async {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try? await time.sleep(for: Self.interval)
                await check()
            }
        }
    }

    func check() async {
        let (now, event) = (time.now(), event())
        await checkClock(at: now)
        let hasKey = keys.hasUsableKey(
            for: event, at: now, timeTrusted: clock.isTrusted(at: now))
        await report(.noUsableKey, holds: !hasKey)
        await report(.journalDamaged, holds: await ledger.isDamaged)
        do {
            let fault = try await ledger.snapshotFault()
            let standing = try await ledger.views.standing(of: event, at: now)
            await report(
                .noSnapshot, holds: fault != nil || standing?.snapshotAsOf == nil,
                detail: fault?.message ?? "")
            if let standing { await checkAge(of: standing, at: now) }
        } catch {
            // A journal that cannot be read is the gate's and the heartbeat's to report.
        }
    }

    private func checkAge(of standing: Standing, at now: Timestamp) async {
        let age = staleness(of: standing.event, asOf: standing.snapshotAsOf, at: now)
        await report(
            .snapshotStale, holds: age == .stale,
            detail: standing.snapshotAsOf.map { "it is of \($0.rfc3339)" } ?? "")
    }

    /// What earlier runs knew of the time is read once, or again until it could be read; this run
    /// goes on learning by itself.
    private func learnHistory() async {
        guard !clock.knowsHistory else { return }
        let rows = try? await ledger.views.newestAttempts(
            before: nil, limit: LedgerViews.maximumRows)
        guard let rows else { return }
        clock.learnHistory(rows.filter(\.attempt.timeTrusted).map(\.attempt.at))
    }

    private func checkClock(at now: Timestamp) async {
        await learnHistory()
        let isTrusted = clock.isTrusted(at: now)
        if isTrusted { clock.learn(now) }
        await report(.clockUntrusted, holds: !isTrusted)
    }

    private func report(_ code: ConditionCode, holds: Bool, detail: String = "") async {
        if holds {
            await conditions.raise(code, detail: detail)
        } else {
            await conditions.clear(code)
        }
    }
}
