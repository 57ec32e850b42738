// `checkind recover`: a new journal of whatever can be read of a damaged one.

import ArgumentParser
import CheckinCore
import Ledger

struct RecoverCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recover",
        abstract: "Save what can be read of a damaged journal into a new one.",
        discussion: """
            For a stopped service. Every attempt that can be read keeps its number; numbers that \
            are lost are listed and stay empty, and the journal gets a new incarnation then. \
            Presence and counters are computed again. The damaged files are kept in a folder \
            beside the journal. A sound journal is left as it is. Can be run again when it was \
            cut off. Needs room for two more journals.

            Exit status: 0 the journal is sound now; 1 it could not be recovered, or does not \
            agree with itself; 78 bad configuration.
            """)

    @OptionGroup var file: ConfigurationOption

    func run() throws {
        let configuration = try file.load()
        let report = try JournalRecovery.run(
            try configuration.openState(), device: configuration.device)
        switch report.outcome {
        case .nothingToDo:
            CommandOutput.line("nothing to recover: \(report.attempts) attempts, sound")
        case .replaced(let folder):
            let newest = report.newest.map { "; the newest is number \($0)" } ?? ""
            CommandOutput.line("saved \(report.attempts) attempts\(newest)")
            tell(report.losses, report)
            CommandOutput.line("the damaged files are in \(folder)")
        }
        for difference in report.differences { CommandOutput.line(difference.message) }
        if !report.differences.isEmpty { throw ExitCode(ExitStatus.differences.rawValue) }
    }

    private func tell(_ losses: RecoveryReport.Losses, _ report: RecoveryReport) {
        if !losses.attempts { CommandOutput.line("no attempt is lost") }
        if !losses.missing.isEmpty {
            let count = losses.missing.reduce(0) { $0 + $1.count }
            let numbers = losses.missing.map(Self.text).joined(separator: ", ")
            CommandOutput.line("missing: \(count) attempts: \(numbers)")
        }
        if losses.endIsUnknown {
            CommandOutput.line(
                "attempts after number \(report.newest?.value ?? 0) may be lost too: the guests of "
                    + "the last minutes may be let in once more")
        }
        if losses.attempts {
            CommandOutput.line("the journal has a new incarnation: \(report.incarnation)")
        }
        if !losses.money.isEmpty {
            let numbers = losses.money.map(String.init).joined(separator: ", ")
            CommandOutput.line("of these payments and sales a part is lost: \(numbers)")
        }
        if !losses.receipts.isEmpty {
            let numbers = losses.receipts.map(Self.text).joined(separator: ", ")
            CommandOutput.line(
                "lost receipts, never given out again: \(numbers): compare with the till")
        }
        for table in losses.tables { CommandOutput.line("not all of '\(table)' could be read") }
        if losses.box {
            CommandOutput.line(
                "which ticket list was in use is lost: run 'checkind import FILE'")
        }
        if losses.emergency {
            CommandOutput.line("an emergency was declared, and is lost: declare it again")
        }
    }

    private static func text(_ range: ClosedRange<Int64>) -> String {
        range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)-\(range.upperBound)"
    }
}
