// `checkind wipe`: guests' data leaves the box now.

import ArgumentParser
import CheckinCore
import Ledger

struct WipeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wipe",
        abstract: "Remove guests' data from the box.",
        discussion: """
            Removes the ticket list of an event, or all lists, and what staff wrote beside \
            attempts. Attempts stay: they hold ids and no names. Works while the daemon runs, and \
            cannot be undone; the list can be imported again. Without --yes it only says what it \
            would remove.

            Exit status: 0 removed; 1 nothing was removed, or an event had nothing to remove.
            """)

    @OptionGroup var file: ConfigurationOption

    @Option(
        name: .customLong("event"), help: "The event; may be given several times.",
        transform: eventID)
    var events: [EventID] = []

    @Flag(help: "All events.")
    var all = false

    @Flag(help: "Do it.")
    var yes = false

    func validate() throws {
        guard all != !events.isEmpty else {
            throw ValidationError("Say which: --event ID, or --all.")
        }
    }

    func run() throws {
        let configuration = try file.load()
        let state = try configuration.openState()
        let wipe = Wipe(all ? .all : .events(Set(events)), at: Machinery.real.time.now())
        guard yes else {
            say(try wipe.preview(in: state), "would be removed")
            CommandOutput.note("nothing was removed: say --yes")
            throw ExitCode(ExitStatus.failed.rawValue)
        }
        let report = try wipe.run(in: state, device: configuration.device)
        say(report, "removed")
        let unknown = events.filter { !report.events.contains($0) }
        for event in unknown { CommandOutput.note("event \(event) has no list on this box") }
        if !unknown.isEmpty || report.events.isEmpty && report.remarks == 0 {
            throw ExitCode(ExitStatus.failed.rawValue)
        }
    }

    private func say(_ report: WipeReport, _ what: String) {
        for event in report.events { CommandOutput.line("list of \(event): \(what)") }
        if report.events.isEmpty { CommandOutput.line("no list: \(what)") }
        CommandOutput.line("\(report.remarks) remarks \(what)")
    }
}
