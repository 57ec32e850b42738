// `checkind run`: the daemon.

import ArgumentParser
import CheckinCore
import Logging

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run the door until SIGTERM.",
        discussion: """
            Tells systemd READY when the journal is open and the door page answers. Stops cleanly \
            on SIGTERM and SIGINT. Key files are read at start: restart after changing them.
            """)

    @OptionGroup var file: ConfigurationOption

    func run() async throws {
        let configuration = try file.load()
        let parts = try Boot.parts(for: configuration, machinery: .real)
        try Boot.checkPassphrase(parts.passphrase, for: configuration)
        let appliance = try await Appliance.build(configuration, parts)
        parts.logger.notice(
            "the door is open for scanning",
            metadata: [
                "door": "\(configuration.door.id)", "event": "\(configuration.event)",
                "version": "\(checkindVersion)",
            ])
        try await appliance.run()
    }
}
