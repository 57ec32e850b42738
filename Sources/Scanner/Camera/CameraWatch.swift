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
    /// What a remedy gets to work grows no longer than this: the slowest cameras known need some
    /// seconds to their first picture, and a frozen one should not wait for minutes.
    static let longestSpan: Duration = .seconds(15)

    private var since: Uptime
    /// What each remedy gets to work. It doubles with each camera given up: a remedy that comes
    /// before a slow camera's first picture keeps that from ever coming.
    private(set) var span: Duration
    private var hasRestarted = false
    private var sawBroken = false
    private var gauge = BadFrameGauge()

    /// `span` is that of the camera given up before, if there was one.
    init(openedAt now: Uptime, span: Duration = CameraWatch.patience) {
        since = now
        self.span = span
    }

    /// Broken pictures come too often, even if good ones come between.
    var isBroken: Bool { gauge.isAlarmed }
    /// There were pictures since the last good one, all of them broken.
    var isOnlyBroken: Bool { sawBroken }

    mutating func good(at now: Uptime) {
        gauge.good()
        since = now
        span = Self.patience
        hasRestarted = false
        sawBroken = false
    }

    mutating func broken() {
        gauge.broken()
        sawBroken = true
    }

    /// No good picture has come for so long that it must be said.
    func isOverdue(at now: Uptime) -> Bool { now.since(since) >= Self.patience }

    /// Until something is to be said or done: nobody should wait for a picture longer than that.
    func remaining(at now: Uptime) -> Duration {
        max((isOverdue(at: now) ? span : Self.patience) - now.since(since), .zero)
    }

    /// The stream has failed, and the driver says so: there is nothing to wait for.
    mutating func failed(at now: Uptime) -> Remedy {
        since = now
        defer { hasRestarted = true }
        return hasRestarted ? .reopen : .restartStream
    }

    /// Each remedy is given once and gets `span` to work.
    mutating func remedy(at now: Uptime) -> Remedy {
        guard now.since(since) >= span else { return .wait }
        since = now
        if hasRestarted {
            span = min(span * 2, Self.longestSpan)
            return .reopen
        }
        hasRestarted = true
        return .restartStream
    }
}
