// What a box is told: a plain value, complete and checked. It knows nothing of TOML or of files
// other than their paths; systemd/checkind.toml shows every key with its meaning.

import CheckinCore
import Kiosk
import Ledger
import Scanner

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
    var handScanners: [HandScannerWish]
    var keyDirectory: String
    var pages: PageSettings
    var logLevel: String
    var events: [ImportedEvent]
}
