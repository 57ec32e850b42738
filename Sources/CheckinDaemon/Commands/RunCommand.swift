// `checkind run`: the daemon.

import ArgumentParser
import CheckinCore
import Kiosk
import Ledger
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
        let configuration = try file.load().asEnrolled()
        try await refuseIfRevoked(configuration)
        var parts = try Boot.parts(for: configuration, machinery: .real)
        try Boot.checkPassphrase(parts.passphrase, for: configuration)
        try Boot.checkWords(for: configuration)
        let (logger, time) = (parts.logger, parts.machinery.time)
        parts.onListening = { listener, port in
            guard listener == .door else { return }
            logger.notice(
                "the door is open for scanning",
                metadata: [
                    "door": "\(configuration.door.id)",
                    "event": "\(configuration.event(at: time.now()))",
                    "port": "\(port)", "version": "\(checkindVersion)",
                ])
        }
        let appliance = try await Appliance.build(configuration, parts)
        try await appliance.run()
        logger.notice("the door is closed")
        try await refuseIfRevoked(configuration)
    }

    /// A revoked box opens no door, and has no guests' data: where a power cut came between, it is
    /// removed now.
    private func refuseIfRevoked(_ configuration: Configuration) async throws {
        guard EnrolmentFile(stateDirectory: configuration.stateDirectory).isRevoked else { return }
        let retention = Retention(
            state: StateDirectory(path: configuration.stateDirectory),
            device: configuration.device)
        _ = try await retention.removeAll(at: Machinery.real.time.now())
        throw CommandFailure(fault: EnrolmentFault.revoked, status: .configuration)
    }
}
