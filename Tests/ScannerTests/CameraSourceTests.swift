// A camera that is unplugged, frozen, broken or taken, in virtual time.

import CheckinCore
import CheckinTesting
import Glibc
import Logging
import Testing

@testable import Scanner

struct CameraSourceTests {
    private let clock = VirtualClock()
    private let kernel: ScriptedVideoDevice

    init() { kernel = ScriptedVideoDevice(clock: clock) }

    /// A source that asks more often than this while time stands still is spinning.
    private let mostCalls = 2_000

    private func source(device: String = "/dev/video0") -> CameraSource {
        CameraSource(
            wish: CameraWish(device: device, width: 320, height: 240), kernel: kernel, time: clock,
            pausing: VirtualPause(clock: clock),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private let good = ScriptedVideoDevice.Event.deliver([
        .init(bytes: [UInt8](repeating: 50, count: 320 * 240 * 2))
    ])
    private let forever = ScriptedVideoDevice.Repeating(
        delivery: .init(bytes: [UInt8](repeating: 50, count: 320 * 240 * 2)),
        interval: .milliseconds(100))
    private let broken = ScriptedVideoDevice.Event.deliver([
        .init(bytes: [UInt8](repeating: 50, count: 320 * 240 * 2), flags: 0x40)
    ])

    /// Asks until a frame comes or `span` has passed. How long it took; nil when none came.
    private func frame(from source: CameraSource, within span: Duration) -> Duration? {
        let start = clock.uptime()
        for _ in 0..<mostCalls where clock.uptime().since(start) <= span {
            if case .frame = source.next(patience: .milliseconds(250)) {
                return clock.uptime().since(start)
            }
        }
        return nil
    }

    /// Asks until `fault` is said or `span` has passed.
    private func waits(
        for fault: CaptureFault, of source: CameraSource, within span: Duration
    ) -> Bool {
        let start = clock.uptime()
        for _ in 0..<mostCalls where clock.uptime().since(start) <= span {
            _ = source.next(patience: .milliseconds(250))
            if source.fault == fault { return true }
        }
        return false
    }

    @Test func givesFramesOfAGoodCamera() {
        let source = source()
        kernel.events = [good]
        #expect(frame(from: source, within: .seconds(1)) != nil)
        #expect(source.fault == nil)
        source.close()
        #expect(kernel.isUntouched)
    }

    @Test func saysAtOnceThatItIsUnpluggedAndReadsAgainSoonAfterTheReplug() {
        let source = source()
        kernel.events = [good, .poll([.error, .hangup])]
        #expect(frame(from: source, within: .seconds(1)) != nil)
        kernel.paths = []
        #expect(waits(for: .missing(device: "/dev/video0"), of: source, within: .zero))
        #expect(kernel.isUntouched)
        #expect(frame(from: source, within: .seconds(60)) == nil)
        kernel.paths = ["/dev/video0"]
        kernel.events = [good]
        let delay = frame(from: source, within: .seconds(3))
        #expect(delay != nil)
        #expect(source.fault == nil)
    }

    @Test func triesAMissingCameraTwiceASecondAndNoMore() {
        let source = source()
        kernel.paths = []
        #expect(frame(from: source, within: .seconds(10)) == nil)
        #expect((20...22).contains(kernel.transcript.count { $0.hasPrefix("open") }))
    }

    @Test func noticesAFrozenCameraWithinThreeSecondsThenRestartsThenReopens() {
        let source = source()
        kernel.events = [good]
        #expect(frame(from: source, within: .seconds(1)) != nil)
        #expect(waits(for: .silent(device: "/dev/video0"), of: source, within: .seconds(3)))
        #expect(kernel.restarts == 1)
        _ = source.next(patience: .zero)
        #expect(kernel.restarts == 2)
        #expect(kernel.transcript.count { $0.hasPrefix("open") } == 1)
        #expect(frame(from: source, within: .seconds(4)) == nil)
        #expect(kernel.transcript.count { $0.hasPrefix("open") } == 2)
        #expect(source.fault == .silent(device: "/dev/video0"))
        kernel.events = [good]
        #expect(frame(from: source, within: .seconds(1)) != nil)
        #expect(source.fault == nil)
    }

    @Test(arguments: [3, 4, 8, 14])
    func waitsForACameraThatIsSlowToItsFirstPicture(seconds: Int) {
        let source = source()
        kernel.warmUp = .seconds(seconds)
        kernel.picturesForever = forever
        #expect(waits(for: .silent(device: "/dev/video0"), of: source, within: .seconds(3)))
        #expect(frame(from: source, within: .seconds(90)) != nil)
        #expect(source.fault == nil)
        let restarts = kernel.restarts
        let frames = (0..<600).count { _ in frame(from: source, within: .seconds(1)) != nil }
        #expect(frames == 600)
        #expect(kernel.restarts == restarts)
    }

    @Test func mendsAFrozenCameraAsFastAsEverOnceItHasSentAGoodPicture() {
        let source = source()
        #expect(frame(from: source, within: .seconds(60)) == nil)
        kernel.events = [good]
        #expect(frame(from: source, within: .seconds(1)) != nil)
        let restarts = kernel.restarts
        #expect(frame(from: source, within: .seconds(3)) == nil)
        #expect(kernel.restarts == restarts + 1)
        #expect(source.fault == .silent(device: "/dev/video0"))
    }

    @Test func triesToMendASilentCameraForEver() {
        let source = source()
        #expect(frame(from: source, within: .seconds(600)) == nil)
        // A restart or an opening every fifteen seconds, and a few more at first.
        #expect((35...50).contains(kernel.restarts))
        #expect(source.fault == .silent(device: "/dev/video0"))
    }

    @Test func saysThatPicturesAreBrokenAndThatTheyAreGoodAgain() {
        let source = source()
        kernel.events = [good] + Array(repeating: broken, count: 10)
        #expect(frame(from: source, within: .seconds(1)) != nil)
        #expect(waits(for: .badFrames(device: "/dev/video0"), of: source, within: .seconds(1)))
        kernel.events = Array(repeating: good, count: 19)
        for _ in 0..<19 { #expect(frame(from: source, within: .seconds(1)) != nil) }
        #expect(source.fault == .badFrames(device: "/dev/video0"))
        kernel.events = [good]
        #expect(frame(from: source, within: .seconds(1)) != nil)
        #expect(source.fault == nil)
    }

    @Test func callsACameraBrokenAndNotSilentWhenOnlyBrokenPicturesCome() {
        let source = source()
        kernel.events = [good]
        #expect(frame(from: source, within: .seconds(1)) != nil)
        kernel.events = [broken]
        #expect(waits(for: .badFrames(device: "/dev/video0"), of: source, within: .seconds(3)))
    }

    @Test func startsAFailedStreamAnewAtOnceWithoutAWord() {
        let source = source()
        kernel.events = [good, .poll(.error), good]
        #expect(frame(from: source, within: .seconds(1)) != nil)
        #expect(frame(from: source, within: .zero) != nil)
        #expect(source.fault == nil)
        #expect(kernel.restarts == 2)
        #expect(kernel.transcript.count { $0.hasPrefix("open") } == 1)
    }

    @Test func opensACameraAnewWhoseStreamFailsAgain() {
        let source = source()
        kernel.events = [good, .poll(.error), .poll(.error)]
        #expect(frame(from: source, within: .seconds(1)) != nil)
        #expect(waits(for: .silent(device: "/dev/video0"), of: source, within: .zero))
        kernel.events = [good]
        #expect(frame(from: source, within: .seconds(1)) != nil)
        #expect(source.fault == nil)
        #expect(kernel.transcript.count { $0.hasPrefix("open") } == 2)
    }

    @Test func startsTheStreamAnewAfterASecondOfFailedReads() {
        let source = source()
        kernel.events = [good] + Array(repeating: .dequeueFails(EIO), count: 16)
        #expect(frame(from: source, within: .seconds(1)) != nil)
        for _ in 0..<18 { _ = source.next(patience: .zero) }
        #expect(kernel.restarts == 2)
        kernel.events = Array(repeating: good, count: 30)
        for _ in 0..<30 { #expect(frame(from: source, within: .seconds(1)) != nil) }
        #expect(source.fault == nil)
    }

    @Test func doesNotSpinWhenPicturesAreAnnouncedThatDoNotExist() {
        let source = source()
        kernel.events = [good] + Array(repeating: .deliver([]), count: 100)
        #expect(frame(from: source, within: .seconds(1)) != nil)
        let start = clock.uptime()
        for _ in 0..<100 { _ = source.next(patience: .milliseconds(250)) }
        #expect(clock.uptime().since(start) >= CameraSource.emptyPause * 100)
    }

    @Test func restartsThenReopensACameraWhosePicturesAreAllMarkedBroken() {
        let source = source()
        // A picture every 100 ms, each with an error.
        kernel.picturesForever = .init(
            delivery: .init(bytes: [UInt8](repeating: 50, count: 320 * 240 * 2), flags: 0x40),
            interval: .milliseconds(100))
        #expect(waits(for: .badFrames(device: "/dev/video0"), of: source, within: .seconds(3)))
        _ = frame(from: source, within: .seconds(7))
        #expect(kernel.restarts >= 3)
        #expect(kernel.transcript.count { $0.hasPrefix("open") } >= 2)
        #expect(source.fault == .badFrames(device: "/dev/video0"))
        kernel.picturesForever = nil
        kernel.events = Array(repeating: good, count: 25)
        for _ in 0..<25 { _ = frame(from: source, within: .seconds(1)) }
        #expect(source.fault == nil)
    }

    @Test func aTenthOfThePicturesMayBeBroken() {
        let source = source()
        for turn in 0..<300 {
            kernel.events = [turn % 10 == 9 ? broken : good]
            _ = source.next(patience: .zero)
            #expect(source.fault == nil)
        }
        #expect(kernel.restarts == 1)
    }

    @Test(arguments: [(EBUSY, ConditionCode.cameraBusy), (EACCES, .cameraDenied)])
    func keepsTryingACameraThatIsRefused(error: Int32, condition: ConditionCode) {
        let source = source()
        kernel.openFailure = error
        _ = source.next(patience: .milliseconds(250))
        #expect(source.fault?.condition == condition)
        kernel.openFailure = nil
        kernel.events = [good]
        #expect(frame(from: source, within: .seconds(1)) != nil)
        #expect(source.fault == nil)
    }

    @Test func takesTheFirstCameraThatWorksWhenNoneIsNamed() {
        let source = source(device: CameraWish.automatic)
        kernel.paths = ["/dev/video7"]
        kernel.events = [good]
        #expect(frame(from: source, within: .seconds(1)) != nil)
    }

    @Test func goesOnToTheNextCameraWhenTheFirstSendsNothing() {
        let source = source(device: CameraWish.automatic)
        kernel.paths = ["/dev/video0", "/dev/video2"]
        kernel.silentPaths = ["/dev/video0"]
        kernel.picturesForever = forever
        #expect(frame(from: source, within: .seconds(10)) != nil)
        #expect(kernel.openPath == "/dev/video2")
        #expect(source.fault == nil)
    }

    @Test func comesBackToTheFirstCameraWhenTheLastSendsNothing() {
        let source = source(device: CameraWish.automatic)
        kernel.paths = ["/dev/video0", "/dev/video63"]
        kernel.silentPaths = kernel.paths
        #expect(frame(from: source, within: .seconds(10)) == nil)
        #expect(kernel.openPath == "/dev/video63")
        kernel.silentPaths = ["/dev/video63"]
        kernel.picturesForever = forever
        #expect(frame(from: source, within: .seconds(30)) != nil)
        #expect(kernel.openPath == "/dev/video0")
    }

    @Test func namesTheMostTellingFaultWhenNoCameraWorks() {
        let source = source(device: CameraWish.automatic)
        kernel.paths = []
        _ = source.next(patience: .zero)
        #expect(source.fault == .missing(device: "auto"))
        kernel.capabilities = 0
        kernel.paths = ["/dev/video3"]
        clock.advance(by: .seconds(1))
        _ = source.next(patience: .zero)
        #expect(source.fault?.condition == .cameraUnusable)
    }
}
