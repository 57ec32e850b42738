// Tells systemd that the box lives, by asking its parts: a ledger that does not answer, an answer
// that hangs, or a capture loop that no longer turns lets the watchdog restart us.

import CheckinCore
import Ledger
import Scanner
import ServiceLifecycle

struct Heartbeat: Service {
    /// How often the status line is renewed when no watchdog asks for more.
    private static let interval: Duration = .seconds(10)
    /// Longer than any camera's opening, and than any disk that can still be called one.
    private static let patience: Duration = .seconds(15)

    let manager: ServiceManager
    let ledger: SQLiteLedger
    let door: DoorService
    let camera: (any Reader)?
    let health: any HealthView
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
        if door.pending > Self.patience { return manager.status("an answer hangs") }
        // A hand scanner that hangs in its driver would hang in the next process as well, and must
        // not take the camera with it.
        if let camera, camera.idleSpan > Self.patience {
            return manager.status("the camera's loop hangs")
        }
        manager.alive()
        let condition = await health.conditions().first?.kind.title
        manager.status((problem as? any Fault)?.message ?? condition ?? "scanning")
    }
}
