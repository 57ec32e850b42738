// A camera that sends one picture for ever, in virtual time.

import CheckinCore
import CheckinTesting
import Logging
import Testing

@testable import Scanner

struct FrozenWatchTests {
    private func at(_ seconds: Int) -> Uptime {
        Uptime(nanoseconds: Int64(seconds) * 1_000_000_000)
    }

    @Test func saysSoAfterTenSecondsAndMendsAtGrowingIntervals() {
        var watch = FrozenWatch()
        var remedies: [String] = []
        for second in 0..<400 {
            switch watch.look(isSame: true, at: at(second)) {
            case .wait: break
            case .restartStream: remedies.append("restart \(second)")
            case .reopen: remedies.append("reopen \(second)")
            }
            #expect(watch.isFrozen == (second >= 10))
        }
        #expect(
            remedies == [
                "restart 10", "reopen 20", "restart 40", "reopen 80", "restart 160", "reopen 320",
            ])
    }

    @Test func takesItBackAtTheFirstDifferentPicture() {
        var watch = FrozenWatch()
        for second in 0...10 { _ = watch.look(isSame: true, at: at(second)) }
        #expect(watch.isFrozen)
        #expect(watch.look(isSame: false, at: at(11)) == .wait)
        #expect(!watch.isFrozen)
    }

    @Test func doesNotTakeAMomentOfLifeForHealth() {
        var watch = FrozenWatch()
        var remedies = 0
        // It wakes up for a picture with each attempt to mend it, and freezes again.
        for second in 0..<3_600 {
            if watch.look(isSame: second % 15 != 0, at: at(second)) != .wait { remedies += 1 }
        }
        #expect(remedies <= 12)
    }

    @Test func beginsAnewAfterAMinuteOfLife() {
        var watch = FrozenWatch()
        for second in 0..<200 { _ = watch.look(isSame: true, at: at(second)) }
        for second in 200..<270 { _ = watch.look(isSame: false, at: at(second)) }
        for second in 270..<280 { #expect(watch.look(isSame: true, at: at(second)) == .wait) }
        #expect(watch.look(isSame: true, at: at(280)) == .restartStream)
    }
}

struct FrozenCameraTests {
    private let clock = VirtualClock()
    private let kernel: ScriptedVideoDevice
    private let source: CameraSource

    init() {
        kernel = ScriptedVideoDevice(clock: clock)
        source = CameraSource(
            wish: CameraWish(device: "/dev/video0", width: 320, height: 240), kernel: kernel,
            time: clock, pausing: VirtualPause(clock: clock),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private func run(for span: Duration) {
        let end = clock.uptime() + span
        while clock.uptime() < end { _ = source.next(patience: .milliseconds(250)) }
    }

    private func picture(_ first: UInt8) -> ScriptedVideoDevice.Delivery {
        .init(bytes: [first] + [UInt8](repeating: 50, count: 320 * 240 * 2 - 1))
    }

    @Test func saysThatThePictureIsFrozenMendsItAndTakesItBack() {
        var patterned = picture(200)
        for index in 0..<patterned.bytes.count where index % 100 == 0 { patterned.bytes[index] = 9 }
        kernel.picturesForever = .init(delivery: patterned, interval: .milliseconds(100))
        run(for: .seconds(9))
        #expect(source.fault == nil)
        run(for: .seconds(3))
        #expect(source.fault == .frozen(device: "/dev/video0"))
        #expect(kernel.restarts == 2)
        run(for: .seconds(12))
        #expect(kernel.transcript.count { $0.hasPrefix("open") } == 2)
        #expect(source.fault == .frozen(device: "/dev/video0"))
        kernel.picturesForever = nil
        kernel.events = [.deliver([picture(7)])]
        run(for: .milliseconds(300))
        #expect(source.fault == nil)
    }

    @Test func doesNotTakeABlackPictureForAFrozenOne() {
        kernel.picturesForever = .init(delivery: picture(50), interval: .milliseconds(100))
        run(for: .seconds(60))
        #expect(source.fault == nil)
        #expect(kernel.restarts == 1)
    }
}
