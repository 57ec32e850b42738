// `checkind enrol`: makes this box known to its central server.

import ArgumentParser
import CheckinCore
import Cryptography
import Ledger
import SyncAgent
import Wire

struct EnrolCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enrol",
        abstract: "Make this box known to its central server.",
        discussion: """
            An administrator of the server makes the code; it is good for one box. What the server \
            answers is kept in the state directory; the daemon uses it from its next start. A box \
            that takes the place of another is enrolled like a new one.
            """)

    @OptionGroup var file: ConfigurationOption

    @Argument(help: "The code, as the server printed it.")
    var code: String

    @Option(
        name: .customLong("central"),
        help: "The server, like https://central.example.org; else the configuration's.")
    var central: String?

    func run() async throws {
        let configuration = try file.load()
        let choice = try choice(configuration)
        // Becomes the owner of the state directory, whose file is written.
        _ = try configuration.openState()
        let key = try X25519PrivateKey.generate()
        let request = EnrolmentRequest(
            code: code, device: configuration.device, publicKey: key.publicKey,
            signingKey: try Enrolment.signingKey(of: key).publicKey.bytes)
        guard let request else { throw EnrolmentFault.badCode }
        let server = try HTTPCentral(
            try CentralLink.settings(choice, token: nil), trust: nil, time: Machinery.real.time)
        let answer: EnrolmentAnswer
        do {
            answer = try await server.enrol(request)
            await server.close()
        } catch {
            await server.close()
            throw error
        }
        let kept = EnrolmentFile(stateDirectory: configuration.stateDirectory)
        do throws(FileProblem) {
            try kept.write(
                Enrolment(
                    server: choice.address.text, key: key, token: answer.token, box: answer.box))
        } catch { throw StateFault.unreadable(error) }
        kept.removeRevocation()
        say(answer.box, configuration)
    }

    private func choice(_ configuration: Configuration) throws -> CentralChoice {
        guard let central else {
            guard let choice = configuration.central else { throw EnrolmentFault.noServer }
            return choice
        }
        let configured = configuration.central
        return CentralChoice(
            address: try CentralAddress(central), authorityFile: configured?.authorityFile,
            identity: configured?.identity, proxy: configured?.proxy)
    }

    private func say(_ box: DeviceDescription, _ configuration: Configuration) {
        CommandOutput.line("enrolled as \(box.device), \(box.name), at door \(box.door)")
        let configured = Set(configuration.events.map(\.event.id))
        for event in box.events {
            let title = event.title.map { " (\($0))" } ?? ""
            let note = configured.contains(event.id) ? "" : ": no [[event]] of the configuration"
            CommandOutput.line("event \(event.id)\(title)\(note)")
        }
        CommandOutput.line("\(box.keys.count) keys")
        if configuration.saidOfDoor.contains(.id), box.door != configuration.door.id {
            CommandOutput.note(
                "the server has this box at door \(box.door), the configuration at "
                    + "\(configuration.door.id)")
        }
        if configuration.central == nil {
            CommandOutput.note("set 'central.url' in the configuration, or nothing is shared")
        }
        CommandOutput.line("restart the daemon: systemctl restart checkind")
    }
}
