// `checkin-central enrolment`, `device` and `staff`: who may stand at the doors.

import ArgumentParser
import CentralServer
import CheckinCore
import CodeDrawing

struct EnrolmentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enrolment", abstract: "Codes that make a box known.",
        subcommands: [EnrolmentNewCommand.self])
}

struct EnrolmentNewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Print a code that makes one box known, once.",
        discussion: """
            The code is not kept; what the box will be is said here and not by the box. With --png \
            it is drawn as well, with the server's address as boxes reach it (--central): \
            'checkind enrol --camera' reads that from a telephone or from paper.
            """)

    /// Pixels of a module's side.
    private static let moduleSize = 8

    @OptionGroup var options: AdministrationOptions
    @Argument(help: "What people call the box.") var name: String
    @Option(help: "The door it stands at.") var door: DoorID
    @Option(help: "An event it serves; may be given again.") var event: [EventID]
    @Option(help: "The place whose doors share what they know.") var gate: String?
    @Option(help: "The part of the house behind it.") var area: String?
    @Option(help: "entry or exit.") var direction = Direction.entry
    @Flag(help: "It may let in tickets that are on no list.") var unlisted = false
    @Option(help: "Hours until the code is worth nothing, 1 to 720.") var hours: Int64 = 24
    @Option(help: "The server as boxes reach it, like https://central.example.org.")
    var central: String?
    @Option(help: "A picture to make, of the code and the server's address.") var png: String?

    func validate() throws {
        guard (central == nil) == (png == nil) else {
            throw ValidationError("--central and --png go together.")
        }
        guard !event.isEmpty else { throw ValidationError("Name an event: --event.") }
        guard (1...720).contains(hours) else { throw ValidationError("Between 1 and 720 hours.") }
    }

    func run() async throws {
        let plan = EnrolmentPlan(
            name: name, door: door, events: event, gate: gate, area: area, direction: direction,
            admitsUnlisted: unlisted, validity: .hours(hours))
        let code = try await options.open().newEnrolment(plan)
        CommandOutput.line(code)
        if let central, let png {
            try Files.makeSecret(
                try QRMatrix(Invitation(code: code, central: central).text)
                    .png(moduleSize: Self.moduleSize), at: png)
        }
        CommandOutput.note("The code is good for \(hours) hours and one box.")
    }
}

struct DeviceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "device", abstract: "Show and revoke boxes.",
        subcommands: [DeviceListCommand.self, DeviceRevokeCommand.self])
}

struct DeviceListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show the boxes, and how many attempts are held of each.")

    @OptionGroup var options: AdministrationOptions

    func run() async throws {
        CommandOutput.table(
            try await options.open().devices().map { device in
                [
                    device.id, device.door, device.isRevoked ? "revoked" : "known",
                    "\(device.events) events", "\(device.attempts) attempts", device.name,
                ]
            })
    }
}

struct DeviceRevokeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "Refuse a box from now on.",
        discussion: """
            The box is told with a statement signed by the server, at its next request; it then \
            stops and removes guests' data. There is no way back: enrol it anew.
            """)

    @OptionGroup var options: AdministrationOptions
    @Argument(help: "The box's id.") var device: DeviceID

    func run() async throws { try await options.open().revoke(device) }
}

struct StaffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "staff", abstract: "People at the doors of an event.",
        subcommands: [StaffAddCommand.self])
}

struct StaffAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add somebody, and print their first PIN.",
        discussion: "The PIN is not kept, and must be changed at its first use.")

    @OptionGroup var options: AdministrationOptions
    @Argument(help: "How they are called.") var name: String
    @Option(help: "The event's id.") var event: EventID
    @Option(help: "The number they type.") var id: StaffID
    @Option(help: "steward, supervisor, manager or ops.") var role: Role

    func run() async throws {
        let pin = try await options.open().addStaff(event: event, id: id, name: name, role: role)
        CommandOutput.line("number \(id), PIN \(pin.revealed)")
    }
}
