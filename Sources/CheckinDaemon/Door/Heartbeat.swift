// Tells systemd that the box lives, by asking the part that matters most: a ledger that no longer
// answers lets the watchdog restart us.

import CheckinCore
import Ledger
import ServiceLifecycle

struct Heartbeat: Service {
    /// How often the status line is renewed when no watchdog asks for more.
    private static let interval: Duration = .seconds(10)

    let manager: ServiceManager
    let ledger: SQLiteLedger
    let health: any HealthView
    let event: EventID
    let time: any TimeSource

    func run() async {
        let interval = min(manager.watchdogInterval ?? Self.interval, Self.interval)
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await beat()
                try? await time.sleep(for: interval)
            }
        }
        manager.stopping()
    }

    /// A fault of the ledger is an answer too: it lives, and somebody is needed. Only silence stops
    /// the beat.
    private func beat() async {
        let problem: (any Error)?
        do {
            _ = try await ledger.box()
            problem = nil
        } catch {
            problem = error
        }
        manager.alive()
        let condition = await health.conditions().first?.kind.title
        if let fault = problem as? any Fault {
            manager.status(fault.message)
        } else {
            manager.status(condition ?? "scanning")
        }
    }
}
