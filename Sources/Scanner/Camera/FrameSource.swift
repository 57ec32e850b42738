// Where frames come from: the port between whatever takes pictures and the loop that reads them.

package import CheckinCore
package import Logging

/// What a source has to say when it is asked.
package enum FrameEvent: Sendable {
    case frame(Frame)
    /// Nothing yet. Ask again.
    case nothing
    /// This one picture cannot be read; the next one may.
    case broken(name: String, CaptureFault)
    /// There will be no more.
    case end
}

/// Belongs to the thread that made it. It must never block for longer than `patience` at a time,
/// and it must never give up: only a replay ends.
package protocol FrameSource: AnyObject {
    /// Every frame must be read and every token of it taken before the next is asked for.
    var isLockStep: Bool { get }

    /// No frame is like the one before: what is not read at once is never read.
    var showsEachOnce: Bool { get }

    /// What is wrong now: no pictures come, or too many broken ones; nil when all is well.
    var fault: CaptureFault? { get }

    /// Waits for something to happen, at most `patience`.
    func next(patience: Duration) -> FrameEvent

    /// Gives everything back. Called once, last.
    func close()
}

/// Which source a scanner reads.
package enum FrameSourceDescription: Sendable {
    case camera(CameraWish)
    case replay(ReplayPlan)

    /// Makes the source on the thread that will own it.
    package func makeSource(
        time: any TimeSource, bell: Bell, logger: Logger = Logger(label: "scanner")
    ) -> any FrameSource {
        switch self {
        case .camera(let wish):
            CameraSource(
                wish: wish, kernel: LinuxVideoDevice(bell: bell), time: time, pausing: bell,
                logger: logger)
        case .replay(let plan):
            ReplayCamera(plan: plan, time: time, pausing: bell)
        }
    }
}
