// `checkind export`: the journal as text for other programs. Ids, never names.

import ArgumentParser
import CheckinCore
import Ledger

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write the journal to standard output as CSV or NDJSON.",
        discussion:
            "Works while the daemon runs. Exit status: 0 done; 1 the journal cannot be read.")

    @OptionGroup var file: ConfigurationOption

    @Option(help: "csv or ndjson.")
    var format = AttemptExport.Format.csv

    @Option(help: "Only attempts after this number.")
    var after: Int64 = 0

    func run() throws {
        let configuration = try file.load()
        _ = try AttemptExport(format: format).run(
            try configuration.openState(), after: AttemptNumber(after)
        ) { CommandOutput.text($0) }
    }
}

extension AttemptExport.Format: ExpressibleByArgument {}
