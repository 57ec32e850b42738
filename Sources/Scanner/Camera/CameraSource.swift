// Keeps a camera going for ever: opens it, watches it, closes it when it fails, and tries again.
// It must never give up, and never spin.

import CheckinCore
import Glibc
import Logging

final class CameraSource: FrameSource {
    /// Between two attempts to open: a replug is noticed well within three seconds, and a box
    /// without a camera stays cool.
    static let retryDelay: Duration = .milliseconds(500)
    /// Nodes looked at for the first camera that works: the kernel's default number of minors is
    /// larger, no box's number of cameras is.
    static let mostNodes = 64

    /// After a picture that was announced and was not there: a driver that cries wolf must not
    /// keep a processor busy.
    static let emptyPause: Duration = .milliseconds(5)

    let isLockStep = false
    let showsEachOnce = false
    private(set) var fault: CaptureFault?

    private let wish: CameraWish
    private let kernel: any VideoDevice
    private let time: any TimeSource
    private let pausing: any Pausing
    private let logger: Logger
    private var camera: V4L2Camera?
    private var watch: CameraWatch
    private var frozen = FrozenWatch()
    private var lastImage: GreyImage?
    private var retryAt: Uptime
    /// Where the search for a camera that works begins: behind the one opened last, which was
    /// given up, or it would hide a good one for ever.
    private var firstNode = 0
    /// What has been logged of its controls: once, however often it is opened.
    private var complaints: Set<String> = []
    /// What is to be done at the next call: a frozen driver may take its time over a restart, and
    /// the fault must be known before.
    private var due = CameraWatch.Remedy.wait

    init(
        wish: CameraWish, kernel: any VideoDevice, time: any TimeSource, pausing: any Pausing,
        logger: Logger
    ) {
        self.wish = wish
        self.kernel = kernel
        self.time = time
        self.pausing = pausing
        self.logger = logger
        let now = time.uptime()
        watch = CameraWatch(openedAt: now)
        retryAt = now
    }

    func next(patience: Duration) -> FrameEvent {
        guard let camera else {
            reopen(patience: patience)
            return .nothing
        }
        do throws(CaptureFault) {
            try mend(camera)
            guard self.camera != nil else { return .nothing }
            let patience = min(patience, watch.remaining(at: time.uptime()))
            switch try camera.grab(patience: patience, time: time) {
            case .picture(let image, let takenAt):
                accept(image, from: camera)
                return .frame(Frame(image: image, seenAt: takenAt))
            case .broken:
                watch.broken()
                if watch.isBroken { fault = .badFrames(device: camera.path) }
            case .empty:
                pausing.pause(for: Self.emptyPause)
            case .failed:
                due = watch.failed(at: time.uptime())
                if due == .reopen { fault = .silent(device: camera.path) }
                return .nothing
            case .nothing:
                break
            }
            look(after: camera)
        } catch {
            close()
            fault = error
            retryAt = time.uptime() + Self.retryDelay
        }
        return .nothing
    }

    func close() {
        due = .wait
        camera?.close()
        camera = nil
    }

    private func accept(_ image: GreyImage, from camera: V4L2Camera) {
        let now = time.uptime()
        watch.good(at: now)
        let isSame = lastImage.map { image.isSame(as: $0) && !image.isPlain } ?? false
        lastImage = image
        due = frozen.look(isSame: isSame, at: now)
        fault =
            frozen.isFrozen
            ? .frozen(device: camera.path)
            : watch.isBroken ? .badFrames(device: camera.path) : nil
    }

    /// Says what is wrong with a camera that sends nothing good, and what is to be done about it.
    private func look(after camera: V4L2Camera) {
        let now = time.uptime()
        guard watch.isOverdue(at: now) else { return }
        fault =
            watch.isOnlyBroken ? .badFrames(device: camera.path) : .silent(device: camera.path)
        due = watch.remedy(at: now)
    }

    /// Restarts the stream, or gives the camera up to be opened anew.
    private func mend(_ camera: V4L2Camera) throws(CaptureFault) {
        let remedy = due
        due = .wait
        switch remedy {
        case .wait: break
        case .restartStream: try camera.restart()
        case .reopen:
            close()
            retryAt = time.uptime() + Self.retryDelay
        }
    }

    /// The fault of before stays until a good picture has come.
    private func reopen(patience: Duration) {
        let now = time.uptime()
        guard now >= retryAt else {
            pausing.pause(for: min(retryAt.since(now), patience))
            return
        }
        do throws(CaptureFault) {
            camera = try wish.device == CameraWish.automatic ? openFirst() : open(wish.device)
            watch = CameraWatch(openedAt: time.uptime(), span: watch.span)
        } catch {
            fault = error
            retryAt = time.uptime() + Self.retryDelay
        }
    }

    private func open(_ path: String) throws(CaptureFault) -> V4L2Camera {
        let camera = V4L2Camera(path: path, wish: wish, kernel: kernel)
        try camera.open()
        for complaint in camera.complaints where complaints.insert(complaint).inserted {
            logger.notice(
                "the camera keeps a control as it is",
                metadata: ["device": "\(path)", "control": "\(complaint)"])
        }
        return camera
    }

    /// The next node that opens; else the fault that says most about why none does.
    private func openFirst() throws(CaptureFault) -> V4L2Camera {
        var worst = CaptureFault.missing(device: CameraWish.automatic)
        for step in 0..<Self.mostNodes {
            let number = (firstNode + step) % Self.mostNodes
            do throws(CaptureFault) {
                let camera = try open("/dev/video\(number)")
                firstNode = number + 1
                return camera
            } catch {
                if Self.telling(error) > Self.telling(worst) { worst = error }
            }
        }
        throw worst
    }

    /// A camera in use says more than one that may not be opened, than a node that is no camera.
    private static func telling(_ fault: CaptureFault) -> Int {
        switch fault {
        case .busy: 3
        case .denied: 2
        case .unusable: 1
        default: 0
        }
    }
}
