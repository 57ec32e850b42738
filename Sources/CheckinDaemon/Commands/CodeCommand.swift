// `checkind code`: makes and inspects ticket codes, for tests and for the platform's engineers. It
// never needs the daemon.

import ArgumentParser
import CheckinCore
import Cryptography
import Validation

struct CodeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "code",
        abstract: "Make and inspect ticket codes and their keys.",
        subcommands: [CodeMakeCommand.self, CodeInspectCommand.self, CodeKeyCommand.self])
}

/// Key files given on a command line.
struct KeyFileOption: ParsableArguments {
    @Option(
        name: .customLong("keys"),
        help: "A key file; may be given again.")
    var files: [String] = []

    func ring() throws(CommandFailure) -> KeyRing {
        do throws(KeyStoreFault) {
            var keys: [EventKey] = []
            for path in files { keys += try KeyStore.keys(inFile: path) }
            return try KeyStore.ring(of: keys)
        } catch {
            throw CommandFailure(fault: error, status: .input)
        }
    }
}
