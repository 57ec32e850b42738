// `checkind report`: what the journal adds up to. Reads beside a running door, and writes nothing.

import ArgumentParser
import CheckinCore
import Ledger

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "What the journal adds up to.",
        subcommands: [ShiftCommand.self])
}

struct ShiftCommand: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case csv
    }

    static let configuration = CommandConfiguration(
        commandName: "shift",
        abstract: "Cash up: entries, refusals and money of a shift.",
        discussion: """
            Without --shift or --all, the newest shift. Money is shown as taken, as paid back, and \
            as what is left; in CSV in minor units (paise, cents), one line for each way of paying.

            Works while the daemon runs. Exit status: 0 done; 1 the journal cannot be read, or \
            there is no such shift.
            """)

    @OptionGroup var file: ConfigurationOption

    @Option(help: "The shift: the number of the attempt that began it.")
    var shift: Int64?

    @Flag(help: "All shifts, and their sum.")
    var all = false

    @Option(help: "text or csv.")
    var format = Format.text

    func validate() throws {
        guard shift == nil || !all else {
            throw ValidationError("--shift and --all exclude each other.")
        }
    }

    func run() throws {
        let configuration = try file.load()
        let report = try ShiftReport.read(try configuration.openState())
        let shifts = try chosen(of: report)
        switch format {
        case .text:
            for sum in shifts { CommandOutput.text(ShiftText.text(of: sum)) }
            if all { CommandOutput.text(ShiftText.text(of: report.total, title: "All shifts")) }
        case .csv:
            CommandOutput.text(ShiftText.header)
            for sum in shifts { CommandOutput.text(ShiftText.lines(of: sum)) }
            if all { CommandOutput.text(ShiftText.lines(of: report.total, name: "all")) }
        }
    }

    private func chosen(of report: ShiftReport) throws -> [ShiftSum] {
        if all { return report.shifts }
        let named = report.shifts.filter { $0.shift != nil }
        let found = shift.map { number in named.first { $0.shift?.value == number } } ?? named.last
        guard let found else { throw ShiftFault.noSuchShift }
        return [found]
    }
}

enum ShiftFault: Fault {
    case noSuchShift

    var code: String { "no_such_shift" }
    var remedy: FaultRemedy { .stop }
    var message: String { "there is no such shift in this journal" }
    var hint: String { "report shift --all lists them" }
}
