// `checkind enrol`: makes this box known to its central server.

import ArgumentParser
import CheckinCore
import Cryptography
import Ledger
import Logging
import SyncAgent
import Wire

struct EnrolCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enrol",
        abstract: "Make this box known to its central server.",
        discussion: """
            An administrator of the server makes the code; it is good for one box. It is typed, or \
            held before the configured camera as a QR code, which also says where the server is; \
            the daemon must not have the camera then. What the server answers is kept in the \
            state directory; the daemon uses it from its next start. A box that takes the place \
            of another is enrolled like a new one.
            """)

    @OptionGroup var file: ConfigurationOption

    @Argument(help: "The code, as the server printed it.")
    var code: String?

    @Flag(name: .customLong("camera"), help: "Read the code with the camera, within two minutes.")
    var usesCamera = false

    @Option(
        name: .customLong("central"),
        help: "The server, like https://central.example.org; else the configuration's.")
    var central: String?

    /// Long enough to fetch the telephone that has the code.
    private static let patience: Duration = .minutes(2)

    func validate() throws {
        guard (code == nil) == usesCamera else {
            throw ValidationError("Say the code, or --camera.")
        }
    }

    func run() async throws {
        let configuration = try file.load()
        let (code, choice) = try await invitation(configuration)
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

    private func invitation(
        _ configuration: Configuration
    ) async throws -> (code: String, choice: CentralChoice) {
        let known = try central.map { try Self.choice($0, configuration) } ?? configuration.central
        if let code {
            guard let known else { throw EnrolmentFault.noServer }
            return (code, known)
        }
        let invitation = try await seen(configuration)
        guard let known else {
            return (invitation.code, try Self.choice(invitation.central, configuration))
        }
        // Whoever holds a code before a camera must not lead a box to a server of theirs.
        let invited = try? CentralAddress(invitation.central, allowsPlain: true)
        guard invited?.text == known.address.text else {
            throw EnrolmentFault.invitedElsewhere(invited?.text ?? "an address that is none")
        }
        return (invitation.code, known)
    }

    private func seen(_ configuration: Configuration) async throws -> Invitation {
        let machinery = Machinery.real
        let reader = InvitationReader(
            camera: configuration.camera, time: machinery.time,
            logger: Logger(label: "checkind") { _ in SwiftLogNoOpLogHandler() })
        CommandOutput.note("hold the code before the camera")
        let found = try await reader.read(within: Self.patience) { code, detail in
            CommandOutput.note("\(code.rawValue): \(detail)")
        } onOther: {
            CommandOutput.note("that is no enrolment code")
        }
        guard let found else { throw EnrolmentFault.nothingSeen }
        return found
    }

    private static func choice(
        _ central: String, _ configuration: Configuration
    ) throws -> CentralChoice {
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
