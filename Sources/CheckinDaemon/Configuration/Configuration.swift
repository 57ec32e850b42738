// What a box is told: a plain value, complete and checked. It knows nothing of TOML or of files
// other than their paths; systemd/checkind.toml shows every key with its meaning.

import CheckinCore
import Kiosk
import Ledger
import Scanner
import Validation

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

/// Which of the box's events its door is for.
enum EventChoice: Equatable {
    /// What the configuration calls the second.
    static let tonight = "auto"

    case fixed(EventID)
    /// Whichever is on: all of them count as the door's.
    case automatic
}

/// What can be left out of `[door]`, by its name there.
enum DoorMember: String, CaseIterable {
    case id, name, direction, area
    case admitsUnlisted = "admits_unlisted"
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
    /// What the configuration says of the door; the rest a central server may say.
    var saidOfDoor: Set<DoorMember> = []
    /// The event this door serves.
    var event: EventChoice
    var camera: CameraSettings
    var handScanners: [HandScannerWish]
    var keyDirectory: String
    var pages: PageSettings
    var logLevel: String
    /// For how many days after an event its guests' data is kept.
    var retentionDays = RetentionRule.defaultDays
    /// nil: the box is on its own.
    var central: CentralChoice?
    var events: [ImportedEvent]

    /// The event the door is for at `now`.
    func event(at now: Timestamp) -> EventID {
        let events = doorEvents
        return (Tonight.event(for: nil, among: events, at: now) ?? events[0]).id
    }

    /// The events this door is for; at least one, or the configuration would have been refused.
    var doorEvents: [Event] {
        let all = events.map(\.event)
        switch event {
        case .fixed(let id): return all.filter { $0.id == id }
        case .automatic: return all
        }
    }
}
