// What a box is told: a plain value, complete and checked. It knows nothing of TOML or of files
// other than their paths; systemd/checkind.toml shows every key with its meaning.

import CheckinCore
import Kiosk
import Ledger

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
}

struct PageSettings: Equatable {
    var doorListen = ListenAddress(host: "127.0.0.1", port: 8_321)
    /// nil: the manager's page is on the loopback address only.
    var venueListen: ListenAddress?
    var managerPassphraseFile: String?
    var language = "en"
    /// Scanning pauses while no door page is open.
    var requireDisplay = true
    /// Holders' names on the door page.
    var showNames = true
}

struct Configuration: Equatable {
    /// The most events a snapshot may hold.
    static let maximumEvents = 64
    /// The most tiers of one event: more than any ticket shop sells.
    static let maximumTiers = 64
    /// The largest configuration file in bytes.
    static let maximumBytes = 1 << 20

    var device: DeviceID
    var stateDirectory: String
    var resources: String
    var door: Door
    /// The event this door serves.
    var event: EventID
    var camera: CameraSettings
    var keyDirectory: String
    var pages: PageSettings
    var logLevel: String
    var events: [ImportedEvent]
}
