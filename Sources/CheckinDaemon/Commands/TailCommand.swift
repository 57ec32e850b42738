// `checkind tail`: verdicts as they happen, read from the journal beside the running daemon. It
// says ids and fingerprints, never names or codes.

import ArgumentParser
import CheckinCore
import Kiosk
import Ledger

struct TailCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tail",
        abstract: "Show verdicts as they happen.",
        discussion: """
            Each line: number, time, door, outcome or reason, the staff's line, and the code's \
            fingerprint. Ends with Ctrl-C. Exit status: 1 when the journal cannot be read.
            """)

    /// How long a verdict may wait to be shown here.
    private static let interval: Duration = .milliseconds(200)

    @OptionGroup var file: ConfigurationOption

    @Option(name: .shortAndLong, help: "Start with this many of the newest attempts.")
    var count: Int64 = 10

    @Flag(help: "Print NDJSON, as 'export' does.")
    var json = false

    @Flag(name: .customLong("no-follow"), help: "End after what is there already.")
    var noFollow = false

    func validate() throws {
        guard (0...100_000).contains(count) else {
            throw ValidationError("--count must be from 0 to 100000.")
        }
    }

    func run() async throws {
        let configuration = try file.load()
        let time = Machinery.real.time
        let journal = try JournalTail(try configuration.openState())
        let line = VerdictLine(
            words: try Words(resources: configuration.resources),
            language: configuration.pages.language, door: configuration.asEnrolled().door)
        let newest = try journal.newest()?.value ?? 0
        var last = AttemptNumber(max(0, newest - count))
        while true {
            if try journal.hasChanged() {
                last = try show(journal, after: last, line)
            }
            if noFollow { return }
            try await time.sleep(for: Self.interval)
        }
    }

    private func show(
        _ journal: JournalTail, after number: AttemptNumber, _ line: VerdictLine
    ) throws -> AttemptNumber {
        var last = number
        while let batch = Optional(try journal.attempts(after: last, limit: 500)),
            let newest = batch.last
        {
            for attempt in batch {
                if json {
                    CommandOutput.text(AttemptExport(format: .ndjson).line(attempt))
                } else {
                    CommandOutput.line(line.text(of: attempt))
                }
            }
            last = newest.number
        }
        return last
    }
}
