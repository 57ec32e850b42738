// What the commands tell a shell. The values follow sysexits.h where it has a word for it; a wrong
// command line ends with its EX_USAGE, 64, which ArgumentParser says by itself.

import ArgumentParser
import CheckinCore

enum ExitStatus: Int32 {
    case ok = 0
    case failed = 1
    /// `verify` found differences; the proof of an inspected code does not hold.
    case differences = 2
    /// EX_NOINPUT: an input file is missing or bad.
    case input = 66
    /// EX_CANTCREAT: an output cannot be written.
    case output = 73
    /// EX_CONFIG: the configuration is missing or bad.
    case configuration = 78
}

/// A failed command: the fault is reported, then the process ends with this status.
struct CommandFailure: Error {
    let fault: any Fault
    let status: ExitStatus
}
