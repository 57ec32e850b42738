// Pictures from a folder or a film in place of a camera, through the same port: for demonstrations,
// tests and measurements.

import CheckinCore

final class ReplayCamera: FrameSource {
    /// Frames a second.
    private static let slowest = 0.01
    private static let fastest = 1_000.0

    private let plan: ReplayPlan
    private let time: any TimeSource
    private let pausing: any Pausing
    private let reader = PictureReader()
    private var film: Y4MFilm?
    private var position = 0
    private var dueAt: Uptime
    /// Something could be read since the start, so that a loop has a reason to go on.
    private var sawPicture = false

    let fault: CaptureFault? = nil

    init(plan: ReplayPlan, time: any TimeSource, pausing: any Pausing) {
        self.plan = plan
        self.time = time
        self.pausing = pausing
        dueAt = time.uptime()
        if case .film(let path) = plan.material { film = try? Y4MFilm(path: path) }
    }

    var isLockStep: Bool { plan.pace == .lockStep }
    var showsEachOnce: Bool { isLockStep || plan.separatePictures }

    func next(patience: Duration) -> FrameEvent {
        let now = time.uptime()
        guard now >= dueAt else {
            pausing.pause(for: min(dueAt.since(now), patience))
            return .nothing
        }
        if case .framesPerSecond(let rate) = plan.pace {
            // Written so that it holds for what is no number, too.
            let bounded = rate > Self.slowest ? min(rate, Self.fastest) : Self.slowest
            dueAt = now + .seconds(1 / bounded)
        }
        switch plan.material {
        case .pictures(let folder, let names): return nextPicture(folder, names)
        case .film(let path): return nextOfFilm(path)
        }
    }

    func close() { film = nil }

    private func nextPicture(_ folder: String, _ names: [String]) -> FrameEvent {
        if position == names.count, plan.loops, sawPicture { position = 0 }
        guard position < names.count else { return .end }
        let name = names[position]
        position += 1
        do throws(PictureFlaw) {
            return frame(try reader.grey(file: folder + "/" + name), named: name)
        } catch {
            return .broken(name: name, .pictureUnreadable(name: name, reason: error))
        }
    }

    private func nextOfFilm(_ path: String) -> FrameEvent {
        guard let film else { return .end }
        let name = "\(path.split(separator: "/").last ?? "film")#\(position + 1)"
        do throws(PictureFlaw) {
            if let image = try film.next() {
                position += 1
                return frame(image, named: name)
            }
            guard plan.loops, sawPicture else { return .end }
            film.rewind()
            position = 0
            return .nothing
        } catch {
            // Nobody can tell where the next frame begins.
            self.film = nil
            return .broken(name: name, .pictureUnreadable(name: name, reason: error))
        }
    }

    private func frame(_ image: GreyImage, named name: String) -> FrameEvent {
        let startsScene = plan.separatePictures || position == 1
        sawPicture = true
        return .frame(
            Frame(image: image, seenAt: time.uptime(), name: name, startsScene: startsScene))
    }
}
