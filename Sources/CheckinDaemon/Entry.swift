// The program `checkind`: one command a file in Commands/. Errors end here, as words and a status.

import ArgumentParser
import CheckinCore
import Foundation

@main
struct Checkind: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkind",
        abstract: "The door of a live event: reads tickets, decides, remembers.",
        discussion: """
            Exit status: 0 done; 1 failed; 2 differences found; 64 wrong command line; 66 bad \
            input file; 73 output cannot be written; 78 bad configuration.
            """,
        version: checkindVersion,
        subcommands: [
            RunCommand.self, CheckConfigCommand.self, ImportCommand.self, CodeCommand.self,
            StatusCommand.self, TailCommand.self, VerifyCommand.self, RecoverCommand.self,
            ExportCommand.self, ReportCommand.self, ConflictsCommand.self, WipeCommand.self,
            ClockCommand.self, BundleCommand.self,
            StaffCommand.self, EnrolCommand.self, DemoCommand.self, StorybookCommand.self,
        ])

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let failure as CommandFailure {
            CommandOutput.report(failure.fault)
            Foundation.exit(failure.status.rawValue)
        } catch let fault as any Fault {
            CommandOutput.report(fault)
            Foundation.exit(ExitStatus.failed.rawValue)
        } catch let error where isForParser(error) {
            exit(withError: error)
        } catch {
            // Of an error that nobody foresaw only the type is told: its text may quote anything.
            CommandOutput.note("checkind: error[internal]: unexpected \(type(of: error))")
            Foundation.exit(ExitStatus.failed.rawValue)
        }
    }

    /// Usage errors, --help and --version: ArgumentParser words them and knows the status.
    private static func isForParser(_ error: any Error) -> Bool {
        error is ExitCode || error is CleanExit || error is ValidationError
            || exitCode(for: error) == .validationFailure || exitCode(for: error) == .success
    }
}

/// The version of this build, as `--version` and the pages say it.
let checkindVersion = "0.1.0"
