// `checkind code inspect`: what is in a code, and whether its proof holds.

import ArgumentParser
import CheckinCore
import Foundation
import Validation

struct CodeInspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Say what is in a code and whether its proof holds.",
        discussion: """
            Without an argument the code is read from standard input, which keeps it out of the \
            shell's history. Exit status: 0 the proof holds; 2 it does not, or was not checked; 66 \
            bad key file.
            """)

    @OptionGroup var keys: KeyFileOption

    @Argument(help: "The text of the code.")
    var code: String?

    func run() throws {
        let machinery = Machinery.real
        let ring = try keys.ring()
        let reader = TicketReader(ring: ring, served: Set(ring.events))
        let token = TicketToken(
            bytes: try bytes(), source: .typed, seenAt: machinery.time.uptime())
        let inspection = reader.inspect(token, at: machinery.time.now())
        for field in inspection.fields {
            CommandOutput.line("\(VerdictLine.pad(field.name, 16))\(field.value)")
        }
        if !inspection.isProved { throw ExitCode(ExitStatus.differences.rawValue) }
    }

    private func bytes() throws -> [UInt8] {
        if let code { return Array(code.utf8) }
        let data = try FileHandle.standardInput.read(upToCount: TicketToken.maximumBytes + 1)
        return Array(data ?? Data())
    }
}
