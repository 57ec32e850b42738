// `checkind staff`: who works at this box. Each verb is one change of one row, beside a running
// daemon, which looks at the row whenever it is asked who somebody is.

import ArgumentParser
import CheckinCore
import Ledger

struct StaffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "staff",
        abstract: "Say who works at this box, and give them PINs.",
        discussion: """
            Works while the daemon runs. 'add' and 'reset' print a PIN once, which is kept nowhere \
            and has to be changed by whoever uses it first.

            A central server makes people known too, for its events. Whoever has the same number \
            at this box goes before. 'disable', 'enable' and 'reset' work for its people here; \
            what they may do is said there.

            Roles: steward (scans, looks up by number, confirms, counts), supervisor (also looks \
            up by name, overrides, takes back, lets in without a ticket), manager (also ends an \
            emergency, counts everybody out), ops (also devices and configuration).

            Exit status: 0 done; 1 it could not be done; 78 bad configuration.
            """,
        subcommands: [
            StaffAddCommand.self, StaffListCommand.self, StaffDisableCommand.self,
            StaffEnableCommand.self, StaffResetCommand.self, StaffRoleCommand.self,
        ])
}

/// What every verb does first.
struct StaffOption: ParsableArguments {
    @OptionGroup var file: ConfigurationOption

    /// The people of the configured box, with root's rights given up.
    func register() throws -> StaffRegister {
        let configuration = try file.load()
        return try StaffRegister(
            state: try configuration.openState(), device: configuration.device,
            time: Machinery.real.time)
    }

    static func tell(_ pin: PIN, of id: StaffID) {
        CommandOutput.line("number \(id), PIN \(pin.revealed)")
        CommandOutput.note("The PIN is not shown again, and must be changed at its first use.")
    }
}

struct StaffAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add somebody, and print their number and first PIN.")

    @OptionGroup var staff: StaffOption

    @Argument(help: "How they are called; shown on the kiosk while they are signed in.")
    var name: String

    @Option(help: "steward, supervisor, manager or ops.")
    var role: Role?

    @Option(help: "The number they type; by default the next free one.")
    var id: StaffID?

    @Flag(help: "The first manager of a new box; refused when somebody is there already.")
    var first = false

    func validate() throws {
        guard first || role != nil else {
            throw ValidationError("Say what they may do: --role steward, or --first.")
        }
        guard !first || role == nil || role == .manager else {
            throw ValidationError("The first one is a manager: leave --role out.")
        }
    }

    func run() async throws {
        let added = try await staff.register().add(
            name: name, role: role ?? .manager, id: id, isFirst: first)
        StaffOption.tell(added.pin, of: added.id)
    }
}

struct StaffListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show who works at this box.")

    @OptionGroup var staff: StaffOption

    func run() async throws {
        for member in try await staff.register().list() {
            let marks = [
                member.event.map { "of the central server, for \($0)" },
                member.hasOwnPIN ? "PIN chosen at this box" : nil,
                member.isDisabled ? "disabled" : nil,
                member.mustChange ? "must change the PIN" : nil,
                member.failures > 0 ? "\(member.failures) wrong PINs" : nil,
            ].compactMap { $0 }
            CommandOutput.line(
                [
                    VerdictLine.pad(member.id.text, 10), VerdictLine.pad(member.role.rawValue, 12),
                    member.name,
                ].joined() + (marks.isEmpty ? "" : " (\(marks.joined(separator: ", ")))"))
        }
    }
}

struct StaffDisableCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable",
        abstract: "Let somebody do nothing more here; what they did stays theirs.")

    @OptionGroup var staff: StaffOption
    @Argument(help: "Their number.") var id: StaffID

    func run() async throws { try await staff.register().disable(id) }
}

struct StaffEnableCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enable", abstract: "Let somebody work here again, with the PIN they had.")

    @OptionGroup var staff: StaffOption
    @Argument(help: "Their number.") var id: StaffID

    func run() async throws { try await staff.register().enable(id) }
}

struct StaffResetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset", abstract: "Print a new PIN for somebody, and end their lock.")

    @OptionGroup var staff: StaffOption
    @Argument(help: "Their number.") var id: StaffID

    func run() async throws {
        StaffOption.tell(try await staff.register().reset(id), of: id)
    }
}

struct StaffRoleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "role", abstract: "Give somebody another role.")

    @OptionGroup var staff: StaffOption
    @Argument(help: "Their number.") var id: StaffID
    @Argument(help: "steward, supervisor, manager or ops.") var role: Role

    func run() async throws { try await staff.register().setRole(role, of: id) }
}

extension Role: ExpressibleByArgument {}

extension Identifier: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }
}
