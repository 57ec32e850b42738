// Opening, closing and reading a camera against a scripted kernel.

import CheckinCore
import CheckinTesting
import Glibc
import Testing

@testable import Scanner

private let wish = CameraWish(device: "/dev/video0", width: 320, height: 240, rate: 15)

private func yuyv(_ luma: UInt8) -> [UInt8] {
    (0..<320 * 240).flatMap { _ in [luma, 128] }
}

struct CameraOpening {
    private let kernel = ScriptedVideoDevice()

    private func camera() -> V4L2Camera {
        V4L2Camera(path: "/dev/video0", wish: wish, kernel: kernel)
    }

    private func faultOfOpening() -> CaptureFault? {
        do throws(CaptureFault) {
            try camera().open()
            return nil
        } catch {
            return error
        }
    }

    @Test func opensInTheseStepsAndClosesInReverse() throws {
        let camera = camera()
        try camera.open()
        camera.close()
        #expect(
            kernel.transcript == [
                "open /dev/video0", "query capability", "format 0", "set YUYV 320x240", "rate 15",
                "buffers 4", "query buffer 0", "map 153600 at 0", "query buffer 1",
                "map 153600 at 4096", "query buffer 2", "map 153600 at 8192", "query buffer 3",
                "map 153600 at 12288", "queue 0", "queue 1", "queue 2", "queue 3", "stream on",
                "stream off", "unmap", "unmap", "unmap", "unmap", "buffers 0", "close",
            ])
        #expect(kernel.isUntouched)
    }

    @Test(arguments: [EIO, ENODEV, EBUSY, EACCES, EINVAL, ENOMEM])
    func undoesWhatExistsWhicheverStepFails(error: Int32) throws {
        try camera().open()
        let steps = kernel.calls
        #expect(steps == 19)
        for step in 0..<steps {
            let kernel = ScriptedVideoDevice()
            kernel.failure = (step, error)
            let camera = V4L2Camera(path: "/dev/video0", wish: wish, kernel: kernel)
            let opened = (try? camera.open()) != nil
            // Only the rate is a wish; everything else is needed.
            #expect(opened == (kernel.transcript[step] == "rate 15"), "step \(step)")
            if opened { camera.close() }
            #expect(kernel.isUntouched, "step \(step)")
        }
    }

    @Test func closesTwiceWithoutHarm() throws {
        let camera = camera()
        try camera.open()
        camera.close()
        camera.close()
        #expect(kernel.transcript.count { $0 == "close" } == 1)
    }

    @Test(arguments: [
        (ENOENT, ConditionCode.cameraMissing), (ENODEV, .cameraMissing), (ENXIO, .cameraMissing),
        (EBUSY, .cameraBusy), (EACCES, .cameraDenied), (EPERM, .cameraDenied),
        (ESHUTDOWN, .cameraMissing), (EMFILE, .cameraUnusable), (EIO, .cameraSilent),
        (EPROTO, .cameraSilent),
    ])
    func namesTheCauseOfARefusedOpen(error: Int32, condition: ConditionCode) {
        kernel.openFailure = error
        #expect(faultOfOpening()?.condition == condition)
    }

    @Test(arguments: [
        ("set YUYV 320x240", EBUSY, ConditionCode.cameraBusy),
        ("stream on", EIO, .cameraSilent), ("stream on", ENODEV, .cameraMissing),
        ("stream on", EBUSY, .cameraBusy), ("buffers 4", ENOMEM, .cameraUnusable),
    ])
    func namesTheCauseOfAFailedStep(step: String, error: Int32, condition: ConditionCode) throws {
        let rehearsal = ScriptedVideoDevice()
        try V4L2Camera(path: "/dev/video0", wish: wish, kernel: rehearsal).open()
        let call = try #require(rehearsal.transcript.firstIndex(of: step))
        kernel.failure = (call, error)
        #expect(faultOfOpening()?.condition == condition)
        #expect(kernel.isUntouched)
    }

    @Test func passesOverMetadataNodes() {
        kernel.capabilities = UInt32(0x0080_0000 | 0x0400_0000)
        #expect(faultOfOpening()?.condition == .cameraUnusable)
        #expect(kernel.isUntouched)
    }

    @Test func takesAFormatTheDriverPutsInThePlaceOfTheWishedOne() throws {
        kernel.offers = [.init(pixels: .motionJPEG), .init(pixels: .yuyv)]
        kernel.answeredFormat = .yuyv
        let camera = camera()
        try camera.open()
        #expect(camera.reader?.format.pixels == .yuyv)
        camera.close()
    }

    @Test func refusesACameraWhoseFormatsNobodyReads() {
        kernel.offers = [.init(pixels: PixelFormat(code: 0x3436_3248))]
        #expect(
            faultOfOpening()
                == .unusable(device: "/dev/video0", reason: "it offers H264"))
        #expect(kernel.isUntouched)
    }

    @Test func takesAFormatThatMustBeConverted() throws {
        kernel.offers = [.init(pixels: .rgb24)]
        let camera = camera()
        try camera.open()
        #expect(camera.reader?.format.pixels.description == "RGB3")
        camera.close()
    }

    @Test func takesACheaperFormatWhenTheBusHasNoRoomForTheBestOne() throws {
        kernel.offers = [
            .init(pixels: .yuyv, sizes: [(320, 240)]),
            .init(pixels: .motionJPEG, sizes: [(320, 240)]),
        ]
        kernel.formatsWithRoom = [.motionJPEG]
        let camera = camera()
        try camera.open()
        #expect(camera.reader?.format.pixels == .motionJPEG)
        #expect(kernel.mapped == 4)
        camera.close()
        #expect(kernel.isUntouched)
    }

    @Test func saysThatTheBusHasNoRoom() {
        kernel.formatsWithRoom = []
        let fault = faultOfOpening()
        #expect(fault?.condition == .cameraUnusable)
        #expect(fault?.message.contains("no room") == true)
        #expect(kernel.isUntouched)
    }

    @Test(arguments: [UInt32(0), 1, 33, .max])
    func refusesAbsurdNumbersOfBuffers(count: UInt32) {
        kernel.answeredBuffers = count
        #expect(faultOfOpening()?.condition == .cameraUnusable)
        #expect(kernel.isUntouched)
    }

    @Test func refusesBuffersTooSmallForAPicture() {
        kernel.bufferLength = 153_599
        #expect(faultOfOpening()?.condition == .cameraUnusable)
        #expect(kernel.isUntouched)
    }
}

struct CameraGrabbing {
    private let clock = VirtualClock()
    private let kernel: ScriptedVideoDevice
    private let camera: V4L2Camera

    init() throws {
        kernel = ScriptedVideoDevice(clock: clock)
        camera = V4L2Camera(path: "/dev/video0", wish: wish, kernel: kernel)
        try camera.open()
        clock.advance(by: .seconds(100))
    }

    private func grab() throws(CaptureFault) -> Grab {
        try camera.grab(patience: .milliseconds(250), time: clock)
    }

    private func lumaOfGrab() throws -> UInt8? {
        if case .picture(let image, _) = try grab() { image.pixels.first } else { nil }
    }

    private func faultOfGrab() -> CaptureFault? {
        do throws(CaptureFault) {
            _ = try grab()
            return nil
        } catch {
            return error
        }
    }

    @Test func keepsTheNewestPictureAndGivesAllBuffersBack() throws {
        kernel.events = [.deliver([1, 2, 3].map { .init(bytes: yuyv($0)) })]
        #expect(try lumaOfGrab() == 3)
        #expect(kernel.queued.sorted() == [0, 1, 2, 3])
    }

    @Test func passesOverBrokenPicturesForTheNewestWholeOne() throws {
        let short = Array(yuyv(9).dropLast())
        kernel.events = [
            .deliver([
                .init(bytes: yuyv(1)), .init(bytes: yuyv(7), flags: 0x40), .init(bytes: short),
                .init(bytes: []),
            ])
        ]
        #expect(try lumaOfGrab() == 1)
        #expect(kernel.queued.sorted() == [0, 1, 2, 3])
    }

    @Test func saysSoWhenAllPicturesAreBroken() throws {
        kernel.events = [.deliver([.init(bytes: yuyv(7), flags: 0x40)])]
        guard case .broken = try grab() else {
            Issue.record("expected a broken grab")
            return
        }
        #expect(kernel.queued.sorted() == [0, 1, 2, 3])
    }

    @Test func refusesMoreBytesThanTheBufferHas() throws {
        kernel.events = [.deliver([.init(bytes: yuyv(7), used: .max)])]
        guard case .broken = try grab() else {
            Issue.record("expected a broken grab")
            return
        }
    }

    @Test(arguments: [UInt32(4), 99, .max])
    func refusesABufferThatDoesNotExist(index: UInt32) {
        kernel.events = [.deliver([.init(bytes: yuyv(7), index: index)])]
        #expect(faultOfGrab()?.condition == .cameraUnusable)
    }

    @Test func waitsOnWhenNothingComes() throws {
        guard case .nothing = try grab() else {
            Issue.record("expected nothing")
            return
        }
        #expect(clock.uptime() == Uptime(nanoseconds: 100_250_000_000))
    }

    @Test func knowsAnAnnouncedPictureThatIsNotThere() throws {
        kernel.events = [.deliver([])]
        guard case .empty = try grab() else {
            Issue.record("expected an empty grab")
            return
        }
    }

    @Test(arguments: [PollEvents.hangup, [.error, .hangup], .invalid, [.readable, .hangup]])
    func noticesThatTheDeviceIsGone(events: PollEvents) {
        kernel.events = [.poll(events)]
        #expect(faultOfGrab() == .missing(device: "/dev/video0"))
    }

    @Test(arguments: [ENODEV, ESHUTDOWN])
    func noticesThatTheDeviceIsGoneInMidStream(error: Int32) {
        kernel.events = [.dequeueFails(error)]
        #expect(faultOfGrab() == .missing(device: "/dev/video0"))
        camera.close()
        #expect(kernel.isUntouched)
    }

    @Test func takesAFailedReadAsABrokenPictureAndGoesOn() throws {
        kernel.events = [.dequeueFails(EIO), .deliver([.init(bytes: yuyv(4))])]
        guard case .broken = try grab() else {
            Issue.record("expected a broken grab")
            return
        }
        #expect(try lumaOfGrab() == 4)
    }

    @Test func takesAnErrorWithoutAHangupAsAFailedStream() throws {
        kernel.events = [.poll(.error)]
        guard case .failed = try grab() else {
            Issue.record("expected a failed stream")
            return
        }
    }

    @Test func stampsWithTheDriversClockWhenItIsOurs() throws {
        let monotonic: Int32 = 0x2000
        for (seconds, flags, expected) in [
            (99, monotonic, 99_500_000_000 as Int64), (99, 0, 100_000_000_000),
            (12, monotonic, 100_000_000_000), (101, monotonic, 100_000_000_000),
            (-1, monotonic, 100_000_000_000), (Int.max, monotonic, 100_000_000_000),
        ] {
            kernel.events = [
                .deliver([
                    .init(bytes: yuyv(1), flags: flags, seconds: seconds, microseconds: 500_000)
                ])
            ]
            guard case .picture(_, let takenAt) = try grab() else {
                Issue.record("expected a picture")
                return
            }
            #expect(takenAt.nanoseconds == expected)
        }
    }
}

struct CameraSendingJPEG {
    @Test(arguments: [0, 1, 2, 700])
    func readsMotionJPEGWithZerosBehindIt(zeros: Int) throws {
        try #expect(grab(Pictures.bytes("code.jpg") + [UInt8](repeating: 0, count: zeros)) == 116)
    }

    @Test func takesACutPictureAsBroken() throws {
        try #expect(grab(Array(Pictures.bytes("code.jpg").dropLast(100))) == nil)
        try #expect(grab(Array(Pictures.bytes("code.jpg").dropFirst(1))) == nil)
        try #expect(grab(Array(Pictures.bytes("code.jpg").dropLast(1)) + [0xD8]) == nil)
        try #expect(grab([0xFF, 0xD8, 0xFF, 0xD9]) == nil)
        try #expect(grab([0xFF, 0xD8, 0x00]) == nil)
    }

    /// The width of the picture that comes out.
    private func grab(_ bytes: [UInt8]) throws -> Int? {
        let clock = VirtualClock()
        let kernel = ScriptedVideoDevice(clock: clock)
        kernel.offers = [.init(pixels: .motionJPEG, sizes: [(320, 240)])]
        let camera = V4L2Camera(path: "/dev/video0", wish: wish, kernel: kernel)
        try camera.open()
        defer { camera.close() }
        kernel.events = [.deliver([.init(bytes: bytes)])]
        let grab = try camera.grab(patience: .milliseconds(250), time: clock)
        if case .picture(let image, _) = grab { return image.width }
        return nil
    }
}
