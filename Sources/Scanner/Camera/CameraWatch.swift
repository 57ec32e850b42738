// Watches whether an open camera still sends pictures: a frozen driver gives no error, only
// silence. Pure: time is an argument. It must never decide how a stream is restarted.

import CheckinCore

struct CameraWatch {
    /// What is to be done about a camera without good pictures.
    enum Remedy: Hashable {
        case wait
        case restartStream
        case reopen
    }

    /// No good picture for so long is a fault: shown within three seconds, and slow cameras take
    /// two to their first picture.
    static let patience: Duration = .milliseconds(2_750)

    private var since: Uptime
    private var hasRestarted = false
    private var sawBroken = false
    private var gauge = BadFrameGauge()

    init(openedAt now: Uptime) { since = now }

    /// Broken pictures come too often, even if good ones come between.
    var isBroken: Bool { gauge.isAlarmed }
    /// There were pictures since the last good one, all of them broken.
    var isOnlyBroken: Bool { sawBroken }

    mutating func good(at now: Uptime) {
        gauge.good()
        since = now
        hasRestarted = false
        sawBroken = false
    }

    mutating func broken() {
        gauge.broken()
        sawBroken = true
    }

    /// What is left of `patience`: nobody should wait for a picture longer than that.
    func remaining(at now: Uptime) -> Duration { max(Self.patience - now.since(since), .zero) }

    /// The stream has failed, and the driver says so: there is nothing to wait for.
    mutating func failed(at now: Uptime) -> Remedy {
        since = now
        defer { hasRestarted = true }
        return hasRestarted ? .reopen : .restartStream
    }

    /// Each remedy is given once and gets `patience` to work.
    mutating func remedy(at now: Uptime) -> Remedy {
        guard now.since(since) >= Self.patience else { return .wait }
        since = now
        if hasRestarted { return .reopen }
        hasRestarted = true
        return .restartStream
    }
}
