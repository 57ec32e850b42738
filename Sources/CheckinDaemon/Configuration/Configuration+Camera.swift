// The camera and the hand scanners of a configuration.

import CheckinCore
import Scanner

/// Where pictures come from.
enum CameraChoice: Equatable {
    case none
    /// The first usable camera.
    case automatic
    /// A device path; a by-id link survives another USB port.
    case device(String)
    /// A folder of pictures or a Y4M file.
    case replay(String)

    init(_ text: String) {
        switch text {
        case "none": self = .none
        case "auto": self = .automatic
        case _ where text.hasPrefix("replay:"): self = .replay(String(text.dropFirst(7)))
        default: self = .device(text)
        }
    }
}

struct CameraSettings: Equatable {
    var choice = CameraChoice.automatic
    var width = 1_280
    var height = 720
    var rate = 15
    var controls = CameraControls()
    /// The door page shows the picture as a mirror does.
    var isMirrored = false

    func wish(_ device: String) -> CameraWish {
        CameraWish(device: device, width: width, height: height, rate: rate, controls: controls)
    }

    /// nil when there is no camera.
    func source() throws -> FrameSourceDescription? {
        switch choice {
        case .none: nil
        case .automatic: .camera(wish(CameraWish.automatic))
        case .device(let path): .camera(wish(path))
        case .replay(let path):
            .replay(try ReplayPlan(path: path, pace: .framesPerSecond(Double(rate))))
        }
    }
}

extension Configuration {
    /// More hand scanners than one box has sockets for.
    static let maximumHandScanners = 8

    static func readCamera(_ top: inout SettingsReader) -> CameraSettings {
        var reader = top.table("camera")
        var camera = CameraSettings()
        camera.choice = CameraChoice(reader.text("device", default: "auto"))
        camera.width = reader.integer("width", in: 160...4_096) ?? camera.width
        camera.height = reader.integer("height", in: 120...4_096) ?? camera.height
        camera.rate = reader.integer("rate", in: 1...240) ?? camera.rate
        camera.isMirrored = reader.flag("mirrored", default: camera.isMirrored)
        camera.controls.exposure = reader.exposure("exposure")
        camera.controls.focus = reader.share("focus")
        camera.controls.gain = reader.share("gain")
        camera.controls.powerLine = reader.choice("power_line")
        camera.controls.torch = reader.flag("torch")
        reader.finish()
        return camera
    }

    static func readHandScanners(_ top: inout SettingsReader) -> [HandScannerWish] {
        let given = top.tables("hand_scanner", limit: maximumHandScanners)
        var seen: Set<String> = []
        return given.map { table in
            var reader = table
            let device = reader.text("device", default: HandScannerWish.automatic)
            if device != HandScannerWish.automatic, !isStable(device) {
                reader.note(
                    "must be \"auto\" or a path in /dev/input/by-id, /dev/serial/by-id or by-path",
                    at: "device")
            }
            if !seen.insert(device).inserted { reader.note("is named twice", at: "device") }
            if device == HandScannerWish.automatic, given.count > 1 {
                // It would take a named one before its link is there.
                reader.note("\"auto\" stands alone; name each of them", at: "device")
            }
            let layout: KeyboardLayout = reader.choice("layout") ?? .us
            reader.finish()
            return HandScannerWish(device: device, layout: layout)
        }
    }
}

/// Whether a path means the same device after the next start: numbers are given out anew, and the
/// keyboard of the box may get the scanner's.
private func isStable(_ device: String) -> Bool {
    ["/dev/input/", "/dev/serial/"].contains { folder in
        ["by-id/", "by-path/"].contains { device.hasPrefix(folder + $0) }
    }
}

extension SettingsReader {
    /// `"auto"`, or a time like `5ms` or `800us`.
    fileprivate mutating func exposure(_ key: String) -> CameraControls.Setting<Duration>? {
        read(key, expecting: "\"auto\" or a time like \"5ms\" or \"800us\", at most a second") {
            guard case .text(let text) = $0 else { return nil }
            return text == "auto" ? .automatic : ShutterTime(text).map { .fixed($0.duration) }
        }
    }

    /// `"auto"`, or a whole number from 0 to 100.
    fileprivate mutating func share(_ key: String) -> CameraControls.Setting<Int>? {
        let setting: CameraControls.Setting<Int>? = read(
            key, expecting: "\"auto\" or a whole number"
        ) {
            switch $0 {
            case .text("auto"): .automatic
            case .integer(let number): .fixed(number)
            default: nil
            }
        }
        if case .fixed(let number) = setting, !(0...100).contains(number) {
            note("must be from 0 to 100", at: key)
        }
        return setting
    }
}

/// `5ms`, `800us`: how long light is gathered for one picture.
struct ShutterTime: Equatable {
    /// No door's picture is exposed for longer.
    private static let longest: Duration = .seconds(1)

    let duration: Duration

    init?(_ text: String) {
        let number = text.prefix { ("0"..."9").contains($0) }
        guard let count = Int64(number), count > 0, count <= 1_000_000 else { return nil }
        switch text.dropFirst(number.count) {
        case "us": duration = .microseconds(count)
        case "ms": duration = .milliseconds(count)
        default: return nil
        }
        if duration > Self.longest { return nil }
    }
}
