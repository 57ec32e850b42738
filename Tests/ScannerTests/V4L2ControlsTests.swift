// A camera's own controls against a scripted kernel: what is set, in which order, in whose scale.

import CV4L2
import CheckinTesting
import Glibc
import Testing

@testable import Scanner

struct V4L2ControlsTests {
    private let kernel = ScriptedVideoDevice()

    /// What was set, by the controls' short names, and what could not be had.
    private func apply(_ change: (inout CameraControls) -> Void) -> (set: [String], [String]) {
        var wish = CameraControls()
        change(&wish)
        guard let device = try? kernel.open("/dev/video0") else { return ([], ["no device"]) }
        let complaints = V4L2Controls(kernel: kernel, device: device).apply(wish)
        let lines = kernel.transcript.filter { $0.hasPrefix("control ") }
        return (lines.map { String($0.dropFirst("control ".count)) }, complaints)
    }

    private func has(_ id: UInt32, _ range: ClosedRange<Int32>, step: Int32 = 1, flags: Int32 = 0) {
        kernel.controls[id] = .init(range: range, step: step, flags: UInt32(flags))
    }

    @Test func leavesAloneWhatIsNotWished() {
        has(cv4l2_cid_exposure, 1...5_000)
        #expect(apply { _ in }.set == [])
    }

    @Test func setsManualModeThenExposureInTenthsOfMilliseconds() {
        has(cv4l2_cid_exposure_mode, 0...3)
        has(cv4l2_cid_exposure, 3...2_047)
        let (set, complaints) = apply { $0.exposure = .fixed(.milliseconds(5)) }
        #expect(set == ["9a0901 = 1", "9a0902 = 50"])
        #expect(complaints == [])
    }

    @Test(
        arguments: [(0.0, 3), (0.00025, 3), (10, 2_047), (100_000, 2_047), (-5, 3)]
            as [(Double, Int)])
    func staysWithinTheCamerasRange(seconds: Double, expected: Int) {
        has(cv4l2_cid_exposure, 3...2_047)
        let (set, _) = apply { $0.exposure = .fixed(.seconds(seconds)) }
        #expect(set == ["9a0902 = \(expected)"])
    }

    @Test func takesTheAutomaticModeTheCameraHas() {
        kernel.controls[cv4l2_cid_exposure_mode] = .init(range: 1...3)
        let (set, complaints) = apply { $0.exposure = .automatic }
        #expect(set == ["9a0901 = 3"])
        #expect(complaints == [])
    }

    @Test func scalesFocusAndGainToRangeAndStep() {
        has(cv4l2_cid_automatic_focus, 0...1)
        has(cv4l2_cid_focus, 0...250, step: 5)
        has(cv4l2_cid_automatic_gain, 0...1)
        has(cv4l2_cid_gain, -64...63, step: 2)
        let (set, complaints) = apply {
            $0.focus = .fixed(33)
            $0.gain = .fixed(100)
        }
        #expect(
            set == ["980912 = 0", "980913 = 62", "9a090c = 0", "9a090a = 80"])
        #expect(complaints == [])
    }

    @Test func usesTheGainOfASensorOnABoard() {
        has(cv4l2_cid_analogue_gain, 16...1_023)
        #expect(apply { $0.gain = .fixed(0) }.set == ["9e0903 = 16"])
    }

    @Test func handsFocusAndGainBackToTheCamera() {
        has(cv4l2_cid_automatic_focus, 0...1)
        has(cv4l2_cid_automatic_gain, 0...1)
        let (set, _) = apply {
            $0.focus = .automatic
            $0.gain = .automatic
        }
        #expect(set == ["980912 = 1", "9a090c = 1"])
    }

    @Test(arguments: CameraControls.PowerLine.allCases)
    func setsThePowerLine(line: CameraControls.PowerLine) {
        has(cv4l2_cid_power_line, 0...3)
        let value = [.off: 0, .hertz50: 1, .hertz60: 2, .automatic: 3][line] ?? -1
        #expect(apply { $0.powerLine = line }.set == ["980918 = \(value)"])
    }

    @Test func leavesThePowerLineToACameraThatCannotDoTheWishedOne() {
        has(cv4l2_cid_power_line, 2...3)
        let (set, complaints) = apply { $0.powerLine = .hertz50 }
        #expect(set == ["980918 = 3"])
        #expect(complaints.count == 1)
    }

    @Test func saysThatThereIsNoAutomaticPowerLine() {
        has(cv4l2_cid_power_line, 0...2)
        let (set, complaints) = apply { $0.powerLine = .automatic }
        #expect(set == [])
        #expect(complaints == ["power-line frequency: the camera cannot do it"])
    }

    @Test(arguments: [(true, 2), (false, 0)])
    func switchesTheLamp(isOn: Bool, value: Int) {
        has(cv4l2_cid_flash_mode, 0...2)
        #expect(apply { $0.torch = isOn }.set == ["9c0901 = \(value)"])
    }

    @Test(arguments: [V4L2_CTRL_FLAG_DISABLED, V4L2_CTRL_FLAG_READ_ONLY])
    func complainsOfControlsThatCannotBeSet(flag: Int32) {
        has(cv4l2_cid_flash_mode, 0...2, flags: flag)
        let (set, complaints) = apply { $0.torch = true }
        #expect(set == [])
        #expect(complaints.count == 1)
    }

    @Test(arguments: [EBUSY, EIO, EACCES, ERANGE])
    func complainsOfEverythingARefusingCameraRefuses(error: Int32) {
        for id in [
            cv4l2_cid_exposure_mode, cv4l2_cid_exposure, cv4l2_cid_automatic_focus,
            cv4l2_cid_focus, cv4l2_cid_gain, cv4l2_cid_power_line, cv4l2_cid_flash_mode,
        ] {
            kernel.controls[id] = .init(range: 0...3, refusal: error)
        }
        let (set, complaints) = apply {
            $0.exposure = .fixed(.milliseconds(5))
            $0.focus = .fixed(10)
            $0.gain = .fixed(10)
            $0.powerLine = .hertz50
            $0.torch = true
        }
        #expect(set == [])
        #expect(complaints.count == 5)
    }

    @Test(arguments: [
        (Int32(5), Int32(4), Int32(1)), (.min, .max, 0), (.min, .max, .max), (0, 0, -7),
    ])
    func survivesAbsurdRanges(least: Int32, most: Int32, step: Int32) {
        // A range that is upside down cannot be written as one: least and most by hand.
        kernel.crookedRange = (least, most, step)
        has(cv4l2_cid_gain, 0...1)
        has(cv4l2_cid_focus, 0...1)
        _ = apply {
            $0.gain = .fixed(50)
            $0.focus = .fixed(.max)
        }
    }

    @Test func setsThemAgainAtEachOpening() throws {
        has(cv4l2_cid_power_line, 0...3)
        var controls = CameraControls()
        controls.powerLine = .hertz50
        let camera = V4L2Camera(
            path: "/dev/video0",
            wish: CameraWish(width: 320, height: 240, controls: controls), kernel: kernel)
        for turn in 1...2 {
            try camera.open()
            #expect(kernel.transcript.count { $0 == "control 980918 = 1" } == turn)
            camera.close()
        }
    }
}
