// The program `checkin-central`: one command a file in Commands/. Errors end here, as words and a
// status.

import ArgumentParser
import CheckinCore
import Foundation

@main
struct CheckinCentral: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkin-central",
        abstract: "The gateway between the platform's database and the doors.",
        discussion: """
            Every command but 'init' needs the database: say where with --database, or with \
            PGHOST, PGDATABASE, PGSERVICE and whatever else libpq reads. A password belongs into \
            ~/.pgpass, never on the command line.

            Exit status: 0 done; 1 failed; 64 wrong command line.
            """,
        version: "0.1.0",
        subcommands: [
            InitCommand.self, MigrateCommand.self, ServeCommand.self, EventCommand.self,
            TierCommand.self, KeyCommand.self, TicketsCommand.self, EnrolmentCommand.self,
            DeviceCommand.self, StaffCommand.self, ConflictsCommand.self, BundleCommand.self,
        ])

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let fault as any Fault {
            CommandOutput.report(fault)
            Foundation.exit(1)
        } catch let error where isForParser(error) {
            exit(withError: error)
        } catch {
            // Of an error that nobody foresaw only the type is told: its text may quote anything.
            CommandOutput.note(
                "checkin-central: error[internal]: unexpected \(type(of: error))")
            Foundation.exit(1)
        }
    }

    /// Usage errors, --help and --version: ArgumentParser words them and knows the status.
    private static func isForParser(_ error: any Error) -> Bool {
        error is ExitCode || error is CleanExit || error is ValidationError
            || exitCode(for: error) == .validationFailure || exitCode(for: error) == .success
    }
}
