// Sets a camera's own controls as wished: each in its own range and step, manual mode before the
// value. It must never stop a camera from being used: what cannot be had is reported and left.

import CV4L2
import Glibc

struct V4L2Controls {
    /// V4L2 counts exposure in these.
    private static let exposureUnit: Duration = .microseconds(100)

    let kernel: any VideoDevice
    let device: Int32

    /// What could not be had, in words for a log.
    func apply(_ wish: CameraControls) -> [String] {
        var complaints: [String] = []
        func attempt(_ name: String, _ set: () throws(Refusal) -> Void) {
            do throws(Refusal) { try set() } catch { complaints.append("\(name): \(error.words)") }
        }
        if let torch = wish.torch { attempt("torch") { () throws(Refusal) in try set(torch) } }
        if let line = wish.powerLine {
            attempt("power-line frequency") { () throws(Refusal) in try set(line) }
        }
        if let exposure = wish.exposure {
            attempt("exposure") { () throws(Refusal) in try set(exposure: exposure) }
        }
        if let gain = wish.gain {
            attempt("gain") { () throws(Refusal) in try set(gain: gain) }
        }
        if let focus = wish.focus {
            attempt("focus") { () throws(Refusal) in try set(focus: focus) }
        }
        return complaints
    }

    // MARK: Each wish

    private func set(_ torch: Bool) throws(Refusal) {
        let mode = torch ? V4L2_FLASH_LED_MODE_TORCH : V4L2_FLASH_LED_MODE_NONE
        try set(cv4l2_cid_flash_mode, Int(mode.rawValue))
    }

    /// A camera that does not know the frequency of the place may still find it out by itself.
    private func set(_ line: CameraControls.PowerLine) throws(Refusal) {
        let automatic = V4L2_CID_POWER_LINE_FREQUENCY_AUTO
        let value =
            switch line {
            case .off: V4L2_CID_POWER_LINE_FREQUENCY_DISABLED
            case .hertz50: V4L2_CID_POWER_LINE_FREQUENCY_50HZ
            case .hertz60: V4L2_CID_POWER_LINE_FREQUENCY_60HZ
            case .automatic: automatic
            }
        do throws(Refusal) {
            try set(cv4l2_cid_power_line, Int(value.rawValue))
        } catch {
            guard line != .off, line != .automatic else { throw error }
            try set(cv4l2_cid_power_line, Int(automatic.rawValue))
            throw Refusal(words: "left to the camera: \(error.words)")
        }
    }

    /// A camera with a fixed iris knows only the modes in which the iris is a person's business.
    private func set(exposure: CameraControls.Setting<Duration>) throws(Refusal) {
        switch exposure {
        case .automatic:
            try setFirst(
                of: [V4L2_EXPOSURE_AUTO, V4L2_EXPOSURE_APERTURE_PRIORITY].map { Int($0.rawValue) },
                cv4l2_cid_exposure_mode)
        case .fixed(let span):
            // A camera without modes is always in manual mode.
            if (try? range(of: cv4l2_cid_exposure_mode)) != nil {
                try setFirst(
                    of: [V4L2_EXPOSURE_MANUAL, V4L2_EXPOSURE_SHUTTER_PRIORITY].map {
                        Int($0.rawValue)
                    }, cv4l2_cid_exposure_mode)
            }
            let units = max(min(span, .seconds(60)) / Self.exposureUnit, 1).rounded()
            let range = try range(of: cv4l2_cid_exposure)
            try set(cv4l2_cid_exposure, range.nearest(to: Int(units)))
        }
    }

    private func set(gain: CameraControls.Setting<Int>) throws(Refusal) {
        switch gain {
        case .automatic: try set(cv4l2_cid_automatic_gain, 1)
        case .fixed(let percent):
            try leaveAutomatic(cv4l2_cid_automatic_gain)
            // Sensors on a board name it after where it happens.
            do throws(Refusal) {
                try set(cv4l2_cid_gain, percent: percent)
            } catch {
                guard (try? set(cv4l2_cid_analogue_gain, percent: percent)) != nil else {
                    throw error
                }
            }
        }
    }

    private func set(focus: CameraControls.Setting<Int>) throws(Refusal) {
        switch focus {
        case .automatic: try set(cv4l2_cid_automatic_focus, 1)
        case .fixed(let percent):
            try leaveAutomatic(cv4l2_cid_automatic_focus)
            try set(cv4l2_cid_focus, percent: percent)
        }
    }

    // MARK: Words of the kernel

    private struct Refusal: Error {
        let words: String
    }

    private struct Range {
        let least: Int
        let most: Int
        let step: Int

        func nearest(to wish: Int) -> Int {
            let bounded = min(max(wish, least), most)
            let steps = (bounded - least + step / 2) / step
            return min(least + steps * step, least + (most - least) / step * step)
        }
    }

    /// A camera without the automatic control is always in manual mode.
    private func leaveAutomatic(_ control: UInt32) throws(Refusal) {
        if (try? range(of: control)) != nil { try set(control, 0) }
    }

    private func setFirst(of values: [Int], _ control: UInt32) throws(Refusal) {
        var refusal: Refusal?
        for value in values {
            do throws(Refusal) { return try set(control, value) } catch { refusal = error }
        }
        if let refusal { throw refusal }
    }

    private func set(_ control: UInt32, percent: Int) throws(Refusal) {
        let range = try range(of: control)
        let share = (range.most - range.least) * min(max(percent, 0), 100) / 100
        try set(control, range.nearest(to: range.least + share))
    }

    private func range(of control: UInt32) throws(Refusal) -> Range {
        var query = v4l2_queryctrl()
        query.id = control
        do throws(SystemError) {
            try kernel.control(device, cv4l2_query_control, &query)
        } catch {
            throw Refusal(words: "the camera has no such control")
        }
        guard query.flags & UInt32(V4L2_CTRL_FLAG_DISABLED) == 0 else {
            throw Refusal(words: "the camera has no such control")
        }
        guard query.flags & UInt32(V4L2_CTRL_FLAG_READ_ONLY) == 0 else {
            throw Refusal(words: "the camera lets nobody set it")
        }
        guard query.minimum <= query.maximum else {
            throw Refusal(words: "the camera gives it no range")
        }
        return Range(
            least: Int(query.minimum), most: Int(query.maximum), step: max(Int(query.step), 1))
    }

    /// A value outside the control's range is refused here: not every driver does.
    private func set(_ control: UInt32, _ value: Int) throws(Refusal) {
        let range = try range(of: control)
        guard (range.least...range.most).contains(value) else {
            throw Refusal(words: "the camera cannot do it")
        }
        var setting = v4l2_control()
        setting.id = control
        setting.value = Int32(value)
        do throws(SystemError) {
            try kernel.control(device, cv4l2_set_control, &setting)
        } catch {
            throw Refusal(
                words: error.number == EBUSY
                    ? "another program holds it" : "refused with error \(error.number)")
        }
    }
}
