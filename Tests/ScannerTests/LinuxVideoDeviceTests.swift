// What can be said of the real kernel where there is no camera: paths, refusals, and the bell.

import CheckinCore
import CheckinTesting
import Glibc
import Testing

@testable import Scanner

struct LinuxVideoDeviceTests {
    private let bell = Bell()

    private func fault(of path: String) -> CaptureFault? {
        let camera = V4L2Camera(
            path: path, wish: CameraWish(), kernel: LinuxVideoDevice(bell: bell))
        do throws(CaptureFault) {
            try camera.open()
            return nil
        } catch {
            return error
        }
    }

    @Test func namesAPathThatIsNotThere() {
        #expect(fault(of: "/nowhere/video0") == .missing(device: "/nowhere/video0"))
    }

    @Test func namesAFileThatIsNoCamera() {
        #expect(
            fault(of: "/dev/null")
                == .unusable(
                    device: "/dev/null", reason: "query capability failed with error \(ENOTTY)"))
    }

    @Test func givesTheKernelsErrorNumbers() throws {
        let kernel = LinuxVideoDevice(bell: bell)
        #expect(throws: SystemError(EISDIR)) { try kernel.open("/usr") }
        #expect(throws: SystemError(ENODEV)) {
            let device = try kernel.open("/dev/null")
            defer { kernel.close(device) }
            _ = try unsafe kernel.map(device, length: 4096, offset: 0)
        }
        #expect(throws: SystemError(EBADF)) {
            var nothing = 0
            try kernel.control(-1, 0, &nothing)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func aRungBellEndsEveryWaitUntilItIsMuted() throws {
        let kernel = LinuxVideoDevice(bell: bell)
        bell.ring()
        bell.ring()
        bell.pause(for: .seconds(3_600))
        #expect(try kernel.wait(-1, for: .seconds(3_600)) == [])
        bell.mute()
        bell.pause(for: .milliseconds(1))
    }

    @Test(
        arguments: [
            (Duration.zero, 0), (.seconds(-5), 0), (.nanoseconds(1), 1), (.milliseconds(250), 250),
            (.milliseconds(2_500), 2_500), (.seconds(Int64.max), 3_600_000),
        ] as [(Duration, Int32)])
    func waitsInWholeMillisecondsAndNeverSpins(span: Duration, expected: Int32) {
        #expect(Bell.pollTimeout(span) == expected)
    }
}
