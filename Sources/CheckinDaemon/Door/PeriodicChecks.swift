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
    let event: EventID
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
        let now = time.now()
        await checkClock(at: now)
        await report(.noUsableKey, holds: !keys.hasUsableKey(for: event, at: now))
        // A ledger that cannot be read is the gate's and the heartbeat's to report.
        guard let standing = try? await ledger.views.standing(of: event, at: now) else { return }
        await report(.noSnapshot, holds: standing.snapshotAsOf == nil)
        let age = staleness(of: standing.event, asOf: standing.snapshotAsOf, at: now)
        await report(
            .snapshotStale, holds: age == .stale,
            detail: standing.snapshotAsOf.map { "it is of \($0.rfc3339)" } ?? "")
    }

    private func checkClock(at now: Timestamp) async {
        let newest = try? await ledger.views.newestAttempts(before: nil, limit: 1).first?.attempt
        if let newest, newest.timeTrusted { clock.learn(newest.at) }
        await report(.clockUntrusted, holds: !clock.isTrusted(at: now))
    }

    private func report(_ code: ConditionCode, holds: Bool, detail: String = "") async {
        if holds {
            await conditions.raise(code, detail: detail)
        } else {
            await conditions.clear(code)
        }
    }
}
