// `checkind verify`: proves that the journal agrees with itself.

import ArgumentParser
import Ledger

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Rebuild presence from the journal and compare.",
        discussion: """
            Reads, and never mends; works while the daemon runs. Exit status: 0 the journal is \
            sound; 1 it cannot be read; 2 differences were found.
            """)

    @OptionGroup var file: ConfigurationOption

    func run() throws {
        let configuration = try file.load()
        let result = try JournalVerifier.verify(try configuration.openState())
        CommandOutput.line("journal of \(result.box.device), incarnation \(result.box.incarnation)")
        for difference in result.differences { CommandOutput.line("  \(difference.message)") }
        if result.isSound {
            CommandOutput.line("\(result.attempts) attempts: sound")
        } else {
            CommandOutput.line("\(result.attempts) attempts: \(result.total) differences")
            throw ExitCode(ExitStatus.differences.rawValue)
        }
    }
}
