// A camera that is not there: pictures at a camera's pace, stamped with the moment they were taken,
// the newest only for whoever was busy. It must behave like a camera in everything a scanner sees.

import CheckinCore
import Scanner

/// Belongs to the thread that made it.
final class PacedCamera: FrameSource {
    static let rate = 15
    static let interval: Duration = .nanoseconds(1_000_000_000 / Int64(rate))

    let isLockStep = false
    let showsEachOnce = false
    let fault: CaptureFault? = nil

    private let bell: Bell
    private let time = RealTime()
    private let picture: (Uptime) -> GreyImage
    private var dueAt: Uptime

    /// `picture` gives what is in front of the lens at a moment.
    init(bell: Bell, picture: @escaping (Uptime) -> GreyImage) {
        self.bell = bell
        self.picture = picture
        dueAt = time.uptime() + Self.interval
    }

    func next(patience: Duration) -> FrameEvent {
        let now = time.uptime()
        guard now >= dueAt else {
            bell.pause(for: min(dueAt.since(now), patience))
            return .nothing
        }
        while now.since(dueAt) >= Self.interval { dueAt = dueAt + Self.interval }
        let takenAt = dueAt
        dueAt = dueAt + Self.interval
        return .frame(Frame(image: picture(takenAt), seenAt: takenAt))
    }

    func close() {}
}
