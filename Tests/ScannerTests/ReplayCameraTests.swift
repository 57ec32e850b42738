// Folders and films in place of a camera.

import CheckinCore
import CheckinTesting
import Foundation
import Testing

@testable import Scanner

/// A folder of its own for a test, gone with it.
final class ReplayFolder {
    let path = FileManager.default.temporaryDirectory.path + "/replay-" + UUID().uuidString

    init() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    @discardableResult
    func write(_ name: String, _ bytes: [UInt8]) -> String {
        let file = path + "/" + name
        #expect(FileManager.default.createFile(atPath: file, contents: Data(bytes)))
        return file
    }

    func copy(_ fixture: String, as name: String) throws {
        write(name, try Pictures.bytes(fixture))
    }
}

struct ReplayCameraTests {
    private let clock = VirtualClock()
    private let folder: ReplayFolder

    init() throws { folder = try ReplayFolder() }

    private func camera(_ plan: ReplayPlan) -> ReplayCamera {
        ReplayCamera(plan: plan, time: clock, pausing: VirtualPause(clock: clock))
    }

    /// Names of the next pictures, "broken NAME" for broken ones, "end" at the end.
    private func story(_ camera: ReplayCamera, atMost most: Int = 20) -> [String] {
        var story: [String] = []
        while story.count < most {
            switch camera.next(patience: .milliseconds(250)) {
            case .frame(let frame): story.append(frame.name ?? "?")
            case .broken(let name, _): story.append("broken \(name)")
            case .nothing: continue
            case .end: return story + ["end"]
            }
        }
        return story
    }

    @Test func givesThePicturesOfAFolderByNameThenEnds() throws {
        try folder.copy("code.webp", as: "c.webp")
        try folder.copy("code.png", as: "a.png")
        try folder.copy("code.jpg", as: "b.JPG")
        try folder.copy("code.pgm", as: "d.pgm")
        folder.write("README.md", [1])
        folder.write(".hidden.png", [1])
        let camera = try camera(ReplayPlan(path: folder.path))
        #expect(story(camera) == ["a.png", "b.JPG", "c.webp", "d.pgm", "end"])
    }

    @Test func saysWhichPictureIsBrokenAndGoesOn() throws {
        try folder.copy("code.png", as: "1.png")
        folder.write("2.png", Array(try Pictures.bytes("code.png").prefix(200)))
        folder.write("3.jpg", [])
        try folder.copy("code.png", as: "4.png")
        let camera = try camera(ReplayPlan(path: folder.path))
        #expect(story(camera) == ["1.png", "broken 2.png", "broken 3.jpg", "4.png", "end"])
    }

    @Test func loopsOverAFolderButNotOverNothing() throws {
        try folder.copy("code.png", as: "1.png")
        let plan = try ReplayPlan(path: folder.path, loops: true)
        #expect(story(camera(plan), atMost: 3) == ["1.png", "1.png", "1.png"])
        folder.write("1.png", [])
        #expect(story(camera(plan)) == ["broken 1.png", "end"])
    }

    @Test func keepsItsPace() throws {
        for name in ["1.png", "2.png", "3.png"] { try folder.copy("code.png", as: name) }
        let camera = try camera(ReplayPlan(path: folder.path, pace: .framesPerSecond(2)))
        #expect(!camera.isLockStep)
        #expect(story(camera).last == "end")
        #expect(clock.uptime() == Uptime(nanoseconds: 1_500_000_000))
    }

    @Test(arguments: [0, -1, .infinity, .nan, 1e300])
    func survivesAbsurdPaces(rate: Double) throws {
        try folder.copy("code.png", as: "1.png")
        let camera = try camera(ReplayPlan(path: folder.path, pace: .framesPerSecond(rate)))
        #expect(story(camera, atMost: 1) == ["1.png"])
    }

    @Test func takesEachPictureOfAFolderForItself() throws {
        for name in ["1.png", "2.png"] { try folder.copy("code.png", as: name) }
        let apart = try camera(ReplayPlan(path: folder.path))
        let together = try camera(ReplayPlan(path: folder.path, separatePictures: false))
        #expect(scenes(apart) == [true, true])
        #expect(scenes(together) == [true, false])
    }

    private func scenes(_ camera: ReplayCamera) -> [Bool] {
        var scenes: [Bool] = []
        while case .frame(let frame) = camera.next(patience: .zero) {
            scenes.append(frame.startsScene)
        }
        return scenes
    }

    @Test func refusesAPathWithoutPictures() throws {
        folder.write("text.txt", [1])
        let text = folder.path + "/text.txt"
        for path in [folder.path, text, folder.path + "/none"] {
            #expect(throws: CaptureFault.replayUnreadable(path: path)) {
                try ReplayPlan(path: path)
            }
        }
    }

    // MARK: Films

    private func film(_ header: String, frames: [[UInt8]]) -> String {
        let body = frames.flatMap { Array("FRAME\n".utf8) + $0 }
        return folder.write("film.y4m", Array((header + "\n").utf8) + body)
    }

    /// Bytes of colour of 4 × 3 pixels: odd heights round the colour planes up.
    @Test(arguments: [("", 8), ("C420jpeg", 8), ("C422", 12), ("C444", 24), ("Cmono", 0)])
    func readsFilmsInEveryColourLayout(layout: String, count: Int) throws {
        let luma = (0..<12).map { UInt8($0) }
        let colour = [UInt8](repeating: 99, count: count)
        let path = film(
            "YUV4MPEG2 W4 H3 F15:1 \(layout)",
            frames: [luma + colour, luma.reversed() + colour])
        let film = try Y4MFilm(path: path)
        #expect(try film.next()?.pixels == luma)
        #expect(try film.next()?.pixels == luma.reversed())
        #expect(try film.next() == nil)
        film.rewind()
        #expect(try film.next()?.pixels == luma)
    }

    @Test func namesTheFramesOfAFilmAndLoops() throws {
        let frame = [UInt8](repeating: 9, count: 6)
        let path = film("YUV4MPEG2 W2 H2", frames: [frame, frame])
        #expect(try story(camera(ReplayPlan(path: path))) == ["film.y4m#1", "film.y4m#2", "end"])
        let looped = try camera(ReplayPlan(path: path, loops: true))
        #expect(story(looped, atMost: 3) == ["film.y4m#1", "film.y4m#2", "film.y4m#1"])
    }

    @Test func endsAFilmThatIsCutShort() throws {
        let frame = [UInt8](repeating: 9, count: 6)
        let path = film("YUV4MPEG2 W2 H2", frames: [frame, Array(frame.prefix(5))])
        let camera = try camera(ReplayPlan(path: path, loops: true))
        #expect(story(camera) == ["film.y4m#1", "broken film.y4m#2", "end"])
    }

    @Test(arguments: [
        "YUV4MPEG2", "YUV4MPEG2 W2", "YUV4MPEG2 W0 H2", "YUV4MPEG2 W99999 H2", "YUV4MPEG2 W-2 H2",
        "YUV4MPEG2 W2 H2 C420p10", "RIFF W2 H2", String(repeating: "Y", count: 5_000),
    ])
    func refusesOtherFilms(header: String) {
        let path = film(header, frames: [])
        #expect(throws: CaptureFault.replayUnreadable(path: path)) { try ReplayPlan(path: path) }
    }
}
