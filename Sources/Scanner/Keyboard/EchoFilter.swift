// Tells an echo from a second presentation. Some scanners send a code twice for one pull of the
// trigger, and the second answer, "already inside", would cover the first. Pure.

import CheckinCore

struct EchoFilter {
    /// A text that begins again so soon after it ended is an echo: pulling the trigger twice takes
    /// longer. Beyond it the same text is presented on purpose and is answered anew.
    static let span: Duration = .milliseconds(300)

    private var last: ScannedLine?

    mutating func isEcho(_ line: ScannedLine) -> Bool {
        defer { last = line }
        guard let last, last.bytes == line.bytes else { return false }
        return line.begunAt.since(last.endedAt) < Self.span
    }
}
