// `checkind import`: a file of tickets becomes the ticket list in use, whole or not at all.

import ArgumentParser
import CheckinCore
import Ledger

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Bring a file of tickets (CSV or NDJSON) into use.",
        discussion: """
            Works while the daemon runs: it uses the new list from its next scan on. When any row \
            is bad nothing changes and the bad rows are listed, unless --skip-bad leaves them out. \
            Lists of configured events that the file does not name are kept.

            Columns: \(names(of: .tickets)).

            With --reservations the file is one of reservations, which are paid for at the door; \
            ticket lists stay as they are. Columns: \(names(of: .reservations)).

            Exit status: 0 imported; 1 the list could not be written; 66 the file is missing or \
            has bad rows; 78 bad configuration.
            """)

    private static func names(of kind: ListKind) -> String {
        kind.columns.map(\.rawValue).joined(separator: ", ")
    }

    @OptionGroup var file: ConfigurationOption

    @Flag(help: "The file is one of reservations.")
    var reservations = false

    @Argument(help: "The file of tickets, or of reservations.")
    var tickets: String

    @Option(help: "csv or ndjson; by default from the file's name.")
    var format: TicketImport.Format?

    @Option(
        name: .customLong("as-of"),
        help: "The moment of the list (RFC 3339); by default now.")
    var asOf: Timestamp?

    @Flag(name: .customLong("skip-bad"), help: "Leave bad rows out, and list them.")
    var skipBad = false

    @Flag(
        name: .customLong("allow-older"),
        help: "Take a list that is older than the one in use; cancellations since then are lost.")
    var allowOlder = false

    func run() async throws {
        let configuration = try file.load()
        let now = Machinery.real.time.now()
        if let asOf, asOf > now + Policy.defaultClockTolerance {
            throw ValidationError("--as-of lies in the future: a list cannot be newer than now.")
        }
        let work = TicketImport(
            format: try chosenFormat(), events: configuration.events, asOf: asOf ?? now,
            skipBad: skipBad, allowOlder: allowOlder)
        do {
            // The file may be root's to read; the state directory is the service's to write.
            let source = try TicketFile(path: tickets)
            try Privileges.dropToOwner(of: configuration.stateDirectory)
            let report = try run(work, source, configuration)
            CommandOutput.endProgress()
            say(report)
        } catch let fault as LedgerFault {
            CommandOutput.endProgress()
            if case .importRefused(let bad) = fault { list(bad) }
            throw CommandFailure(fault: fault, status: fault.isAboutTheFile ? .input : .failed)
        }
    }

    private func run(
        _ work: TicketImport, _ source: TicketFile, _ configuration: Configuration
    ) throws -> ImportReport {
        let state = StateDirectory(path: configuration.stateDirectory)
        let show: (ImportProgress) -> Void = { CommandOutput.progress("\($0.rows) rows") }
        return reservations
            ? try ReservationImport(work).run(
                source, into: state, device: configuration.device, progress: show)
            : try work.run(source, into: state, device: configuration.device, progress: show)
    }

    private func list(_ bad: BadRows) {
        for row in bad.listed { CommandOutput.note("\(tickets): \(row.message)") }
        if bad.total > bad.listed.count {
            CommandOutput.note("… and \(bad.total - bad.listed.count) more bad rows")
        }
    }

    private func chosenFormat() throws -> TicketImport.Format {
        if let format { return format }
        if tickets.hasSuffix(".csv") { return .csv }
        if tickets.hasSuffix(".ndjson") || tickets.hasSuffix(".jsonl") { return .ndjson }
        throw ValidationError(
            "The file's name does not tell its format: give --format csv or ndjson.")
    }

    private func say(_ report: ImportReport) {
        if report.bad.total > 0 {
            list(report.bad)
            CommandOutput.note("left out: \(report.bad.total) bad rows")
        }
        CommandOutput.line(
            "\(report.imported) \(reservations ? "reservations" : "tickets") imported of "
                + "\(report.rows) rows")
        CommandOutput.line("list \(report.snapshot) is in use")
        for (event, count) in report.perEvent.sorted(by: { $0.key < $1.key }) {
            CommandOutput.line("  \(event): \(count)")
        }
        for event in report.kept { CommandOutput.line("  \(event): kept the list it had") }
        for event in report.lostReservations {
            CommandOutput.note(
                "warning: the reservations of \(event) could not be read; it has none now")
        }
        for event in report.lost {
            CommandOutput.note(
                "warning: the old list of \(event) could not be read; it has none now")
        }
    }
}

extension TicketImport.Format: ExpressibleByArgument {}

extension Timestamp: ExpressibleByArgument {
    package init?(argument: String) { self.init(rfc3339: argument) }
}

extension LedgerFault {
    fileprivate var isAboutTheFile: Bool {
        switch self {
        case .importUnreadable, .importHeader, .importRefused, .importEmpty, .importTooLong,
            .importOlder:
            true
        default: false
        }
    }
}
