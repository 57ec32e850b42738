// Standard output and standard error of the commands: the one place that writes to them.

import CheckinCore
import Foundation

enum CommandOutput {
    /// Writes a line to standard output. A reader that went away ends the program quietly, as
    /// `checkind tail | head` should.
    static func line(_ text: String) { write(text + "\n", to: .standardOutput) }

    static func text(_ text: String) { write(text, to: .standardOutput) }

    /// Writes a line to standard error: progress and problems.
    static func note(_ text: String) { write(text + "\n", to: .standardError) }

    /// Shows progress in place on a terminal, and nothing elsewhere.
    static func progress(_ text: String) {
        guard isatty(STDERR_FILENO) == 1 else { return }
        write("\r\u{1B}[K\(text)", to: .standardError)
    }

    static func endProgress() {
        guard isatty(STDERR_FILENO) == 1 else { return }
        write("\r\u{1B}[K", to: .standardError)
    }

    /// A fault as ops read it: code, what happened, what to do.
    static func report(_ fault: any Fault) {
        note("checkind: error[\(fault.code)]: \(fault.message)\n  hint: \(fault.hint)")
    }

    private static func write(_ text: String, to file: FileHandle) {
        do {
            try file.write(contentsOf: Data(text.utf8))
        } catch {
            exit(ExitStatus.failed.rawValue)
        }
    }
}
