// `checkind conflicts`: what doors did that contradicts itself, for whoever settles it.

import ArgumentParser
import CheckinCore
import Ledger
import Validation

struct ConflictsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "conflicts",
        abstract: "Show what doors did that contradicts itself.",
        discussion: """
            Two doors that did not know of each other let the same ticket in, or took money for \
            the same reservation; or somebody went in whose ticket the list by now says is no \
            good. All of it stands; nobody is thrown out. Shows what this box has heard, by the \
            names that the central server uses, with what managers decided; works whether or not \
            the daemon runs.

            Exit status: 0 all are decided, or there are none; 2 there are some to decide.
            """)

    @OptionGroup var file: ConfigurationOption

    @Option(name: .customLong("event"), help: "The event; else all of them.", transform: eventID)
    var event: EventID?

    func run() async throws {
        let configuration = try file.load()
        let views = LedgerViews(state: try configuration.openState())
        var count = 0
        for event in event.map({ [$0] }) ?? configuration.events.map(\.event.id) {
            for row in try await views.conflicts(of: event) {
                CommandOutput.line(Self.text(of: row))
                if row.decision == nil { count += 1 }
            }
        }
        if count > 0 { throw ExitCode(ExitStatus.differences.rawValue) }
    }

    private static func text(of row: ConflictRow) -> String {
        let conflict = row.conflict
        let subject = conflict.newest.attempt.claims?.ticket.text ?? "-"
        let sides = [conflict.first, conflict.second].compactMap(\.self).map { placed in
            "\(placed.journal.device) #\(placed.attempt.number) at \(placed.attempt.at.rfc3339)"
        }
        let isLate = conflict.kind == .late
        let listed = isLate ? "list: \(row.ticket?.status.rawValue ?? "not there")" : nil
        let word = row.decision?.ruling.rawValue ?? "undecided"
        let parts = [row.name.text, conflict.kind.rawValue, subject] + sides
        return (parts + [listed, word].compactMap(\.self)).joined(separator: "  ")
    }
}
