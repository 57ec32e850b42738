// `checkin-central bundle`: a snapshot out to a venue without a network, and a box's journal back.

import ArgumentParser
import CentralServer
import CheckinCore
import Logging

struct BundleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bundle", abstract: "Files for venues without a network.",
        subcommands: [BundleExportCommand.self, BundleImportCommand.self])
}

struct BundleOptions: ParsableArguments {
    @OptionGroup var database: DatabaseOption
    @OptionGroup var keys: KeysOption

    func desk() throws -> BundleDesk {
        BundleDesk(
            try database.settings(), keys: try keys.load(), time: SystemTime(),
            logger: Logger(label: "checkin-central.bundle"))
    }
}

struct BundleExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a snapshot of an event for one box, signed.",
        discussion: """
            'checkind bundle import' takes it at the box: the ticket list, what other doors did, \
            and the keys, which only that box can open. It holds guests' names: carry it as you \
            would a list of them.
            """)

    @OptionGroup var options: BundleOptions
    @Argument(help: "The event's id.") var event: EventID
    @Option(help: "The box's id.") var device: DeviceID
    @Argument(help: "The file; it must not be there yet.") var file: String

    func run() async throws {
        let output = try NewFile(file)
        do {
            try await options.desk().export(event, for: device) { try output.write($0) }
            try output.finish()
        } catch {
            output.discard()
            throw error
        }
        CommandOutput.line("\(file): \(output.size) bytes for \(device)")
    }
}

struct BundleImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Take the journal of a box from a file.",
        discussion: """
            The file is what 'checkind bundle export' made. It is taken whole or not at all, and \
            may be taken again: what is held already changes nothing.
            """)

    @OptionGroup var options: BundleOptions
    @Argument(help: "The file.") var file: String

    func run() async throws {
        let lines = try FileLines(
            file, longest: BundleDesk.maximumLine, largest: BundleDesk.maximumBytes)
        let report = try await options.desk().takeJournal(lines)
        CommandOutput.line(
            "\(report.device): \(report.stored) attempts stored, \(report.known) known")
        if report.refused > 0 { CommandOutput.note("kept as refused: \(report.refused)") }
        if report.forked > 0 {
            CommandOutput.note("put aside, since others are held: \(report.forked)")
        }
    }
}
