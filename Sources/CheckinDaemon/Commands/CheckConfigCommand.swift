// `checkind check-config`: says whether a configuration is complete and right, and touches nothing.

import ArgumentParser
import CheckinCore
import Kiosk
import Ledger
import Validation

struct CheckConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-config",
        abstract: "Check a configuration and its key files, and change nothing.",
        discussion: "Exit status: 0 when all is well; 78 when something must be mended.")

    @OptionGroup var file: ConfigurationOption

    func run() throws {
        let configuration = try file.load()
        let machinery = Machinery.real
        let now = machinery.time.now()
        let served = Set(configuration.doorEvents.map(\.id))
        let parts = try Boot.parts(for: configuration, machinery: machinery)
        try Boot.checkPassphrase(parts.passphrase, for: configuration)
        try Boot.checkWords(for: configuration)
        CommandOutput.line("\(file.path) is well-formed")
        CommandOutput.line(
            "door      \(configuration.door.name) (\(configuration.door.direction.rawValue))")
        for imported in configuration.events {
            let event = imported.event
            let isServed = served.contains(event.id) ? "served here" : "known"
            CommandOutput.line(
                "event     \(event.title) (\(event.id)): \(isServed), \(imported.tiers.count) tiers"
            )
        }
        let keys = served.flatMap(parts.keys.keys)
        CommandOutput.line("keys      \(keys.count) of the event served here")
        for key in keys where key.holdsPrivateHalf {
            CommandOutput.note(
                "warning: key \(key.id) holds a private half, which belongs on no box")
        }
        if !parts.keys.hasUsableKey(for: configuration.event(at: now), at: now) {
            CommandOutput.note(
                "warning: no key of the event served here is usable now: no ticket can be verified"
            )
        }
    }
}
