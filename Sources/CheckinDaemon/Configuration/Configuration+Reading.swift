// From the text of a configuration file to the value, or to the list of everything that is wrong
// with it. Pure: the caller reads the file.

import CheckinCore
import Kiosk
import Ledger

extension Configuration {
    /// Reads the text of the file at `path`, which is only named in errors.
    init(text: String, path: String) throws(ConfigurationFault) {
        let problems = ConfigurationProblems(lines: SettingLines(text: text))
        let document: [String: Setting]
        do {
            document = try Setting.document(text)
        } catch {
            throw .invalid(
                path: path,
                [ConfigurationProblem(line: error.line, setting: "", problem: error.problem)])
        }
        let configuration = Self.read(document, problems)
        guard let configuration, problems.all.isEmpty else {
            throw .invalid(
                path: path,
                problems.all.sorted {
                    ($0.line ?? .max, $0.setting) < ($1.line ?? .max, $1.setting)
                })
        }
        self = configuration
    }

    private static func read(
        _ document: [String: Setting], _ problems: ConfigurationProblems
    ) -> Configuration? {
        var top = SettingsReader(table: document, problems: problems)
        var device = top.table("device")
        let id = device.identifier("id", of: Device.self)
        let state = device.text("state_directory", default: "/var/lib/checkind")
        let resources = device.text("resources", default: "/usr/share/checkind")
        device.finish()
        let central = readCentral(&top)
        // Where nobody else can say it, the configuration has to.
        let (door, said, choice) = readDoor(&top, without: central == nil ? nil : id)
        let camera = readCamera(&top)
        let handScanners = readHandScanners(&top)
        let pages = readPages(&top)
        var keys = top.table("keys")
        let keyDirectory = keys.text("directory", default: "/etc/checkind/keys")
        keys.finish()
        var log = top.table("log")
        let level: LogLevel = log.choice("level") ?? .info
        log.finish()
        var retention = top.table("retention")
        let days = retention.integer("days", in: RetentionRule.days) ?? RetentionRule.defaultDays
        retention.finish()
        let eventReaders = top.tables("event", limit: maximumEvents)
        let read = eventReaders.map { readEvent($0, tiersFollow: central != nil) }
        noteRepeated(read.map { $0?.event.id.text }, readers: eventReaders)
        let events = read.compactMap { $0 }
        top.finish()
        if case .fixed(let event)? = choice, !events.contains(where: { $0.event.id == event }) {
            problems.note("names an event that no [[event]] defines", at: ["door", "event"])
        }
        noteUnknownArea(of: door, in: events, problems)
        guard let id, let door, let choice else { return nil }
        return Configuration(
            device: id, stateDirectory: state, resources: resources, door: door,
            saidOfDoor: said, event: choice, camera: camera, handScanners: handScanners,
            keyDirectory: keyDirectory, pages: pages, logLevel: level.rawValue,
            retentionDays: days, central: central, events: events)
    }

    private static func noteUnknownArea(
        of door: Door?, in events: [ImportedEvent], _ problems: ConfigurationProblems
    ) {
        guard let area = door?.area else { return }
        if !events.contains(where: { $0.event.area(area) != nil }) {
            problems.note("names an area that no [[event.area]] defines", at: ["door", "area"])
        }
    }

    /// - Parameter device: what a door goes by until a central server has named it; nil where
    ///   there is none.
    private static func readDoor(
        _ top: inout SettingsReader, without device: DeviceID?
    ) -> (Door?, Set<DoorMember>, EventChoice?) {
        var reader = top.table("door")
        let said: Set<DoorMember> = reader.said()
        let standIn = said.contains(.id) ? nil : device.flatMap { DoorID($0.text) }
        let id = standIn ?? reader.identifier("id", of: Door.self)
        let name = reader.text("name") ?? id?.text ?? ""
        let direction: Direction = reader.choice("direction") ?? .entry
        let admitsUnlisted = reader.flag("admits_unlisted", default: false)
        let area = reader.text("area").flatMap { AreaID($0) }
        let event = reader.identifier("event", of: Event.self)
        reader.finish()
        let door = id.map {
            Door(
                id: $0, name: name, direction: direction, admitsUnlisted: admitsUnlisted,
                area: area)
        }
        return (door, said, event.map { $0.text == EventChoice.tonight ? .automatic : .fixed($0) })
    }

    private static func readPages(_ top: inout SettingsReader) -> PageSettings {
        var reader = top.table("pages")
        var pages = PageSettings()
        if let text = reader.text("door_listen") {
            if let address = ListenAddress(text), address.isLoopback {
                pages.doorListen = address
            } else {
                reader.note(
                    "must be a loopback address and port, like 127.0.0.1:8321", at: "door_listen")
            }
        }
        if let text = reader.text("venue_listen"), !text.isEmpty {
            pages.venueListen = ListenAddress(text)
            if pages.venueListen == nil {
                reader.note("must be an address and port, like 0.0.0.0:8322", at: "venue_listen")
            }
        }
        let passphraseFile = reader.text("manager_passphrase_file", default: "")
        pages.managerPassphraseFile = passphraseFile.isEmpty ? nil : passphraseFile
        if pages.venueListen != nil && passphraseFile.isEmpty {
            reader.note(
                "needs manager_passphrase_file: nobody watches without a login", at: "venue_listen")
        }
        pages.language = reader.text("language", default: pages.language)
        pages.requireDisplay = reader.flag("require_display", default: pages.requireDisplay)
        pages.showNames = reader.flag("show_names", default: pages.showNames)
        reader.finish()
        return pages
    }
}

/// The levels of swift-log, by the names it gives them.
enum LogLevel: String, CaseIterable {
    case trace, debug, info, notice, warning, error, critical
}
