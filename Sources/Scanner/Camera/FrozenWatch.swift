// Watches whether an open camera sends the same picture again and again: a sensor has noise, so two
// equal pictures are no pictures. Pure: time is an argument. It must never wear out a camera that
// shows a test picture for ever: each attempt to mend it waits twice as long as the one before.

import CheckinCore

struct FrozenWatch {
    /// Equal pictures for so long are a fault: no compressed picture of a real scene stays so.
    static let patience: Duration = .seconds(10)
    /// Attempts to mend are never further apart.
    static let longestPause: Duration = .seconds(600)
    /// Alive for so long, a camera is mended: the next fault is a new one.
    static let calm: Duration = .seconds(60)

    private(set) var isFrozen = false
    private var sameSince: Uptime?
    private var aliveSince: Uptime?
    private var mendAt: Uptime?
    private var pause = FrozenWatch.patience
    private var hasRestarted = false

    /// `isSame`: the picture of `now` equals the one before it.
    mutating func look(isSame: Bool, at now: Uptime) -> CameraWatch.Remedy {
        guard isSame else {
            isFrozen = false
            sameSince = nil
            let alive = aliveSince ?? now
            aliveSince = alive
            if now.since(alive) >= Self.calm {
                mendAt = nil
                pause = Self.patience
                hasRestarted = false
            }
            return .wait
        }
        let since = sameSince ?? now
        sameSince = since
        guard now.since(since) >= Self.patience else { return .wait }
        isFrozen = true
        aliveSince = nil
        if let mendAt, now < mendAt { return .wait }
        mendAt = now + pause
        pause = min(pause * 2, Self.longestPause)
        defer { hasRestarted.toggle() }
        return hasRestarted ? .reopen : .restartStream
    }
}
