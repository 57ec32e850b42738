// `checkind demo`: a whole door on made-up guests. Everything it does goes the way a real door
// goes: configuration, key file, import, camera, gate, journal, pages.

import ArgumentParser
import CheckinCore
import Cryptography
import Kiosk
import Ledger
import Scanner

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Run a whole door on made-up guests.",
        discussion: """
            Makes an event with \(DemoEvent.ticketCount) tickets, draws \(DemoGuest.queue.count) \
            guests' codes as pictures, and runs the door with them as its camera. Exit status with \
            --exit: 0 when every verdict was as expected, 1 when not.
            """)

    /// Slow enough to follow on the door page.
    private static let picturesPerSecond = 1.5

    @Option(help: "The folder of pages and words.")
    var resources = "/usr/share/checkind"

    @Option(help: "Use this camera in place of the pictures, and hold them up yourself.")
    var camera: String?

    @Option(help: "The loopback port of the pages; 0 lets the system choose.")
    var port: UInt16 = 8_321

    @Flag(help: "End when the last guest has been answered.")
    var exit = false

    func run() async throws {
        let machinery = Machinery.real
        let event = try DemoEvent(now: machinery.time.now())
        let files = DemoFiles(
            folder: Machinery.temporaryFolder(named: "checkind-demo"), resources: resources,
            camera: camera, port: exit ? 0 : port,
            passphrase: Hex.text(of: try Randomness.bytes(count: 8)))
        defer { if exit { Machinery.removeFolder(files.folder) } }
        try files.write(event)
        CommandOutput.line("Drawing \(DemoGuest.queue.count) guests in \(files.pictures)")
        var guests: [String: DemoGuest] = [:]
        for (place, guest) in DemoGuest.queue.enumerated() {
            guests[try files.draw(guest, at: place, event)] = guest
        }
        let configuration = try Boot.configuration(at: files.configuration)
        try importTickets(files, configuration, asOf: event.now)
        let report = DemoReport(
            guests: guests,
            line: VerdictLine(
                words: try Words(resources: resources), language: "en", door: configuration.door))
        try await open(configuration, machinery, files, report)
        try finish(report, files, configuration)
    }

    private func importTickets(
        _ files: DemoFiles, _ configuration: Configuration, asOf: Timestamp
    ) throws {
        let imported = try TicketImport(format: .ndjson, events: configuration.events, asOf: asOf)
            .run(
                file: files.tickets, into: StateDirectory(path: configuration.stateDirectory),
                device: configuration.device)
        CommandOutput.line("Imported \(imported.imported) tickets in 3 tiers")
    }

    /// Runs the door until it is stopped or, with --exit, until the pictures end.
    private func open(
        _ configuration: Configuration, _ machinery: Machinery, _ files: DemoFiles,
        _ report: DemoReport
    ) async throws {
        var parts = try Boot.parts(for: configuration, machinery: machinery)
        parts.displays = [report]
        parts.onPicture = { report.looked(at: $0) }
        if camera == nil {
            parts.replay = try ReplayPlan(
                path: files.pictures,
                pace: exit ? .lockStep : .framesPerSecond(Self.picturesPerSecond))
        }
        let stays = !exit
        parts.onPicturesEnd = {
            report.printUnread()
            guard stays else { return true }
            CommandOutput.line("")
            DemoSummary(report.lines).say()
            CommandOutput.line(
                "The door and its pages stay up. Stop with Ctrl-C.")
            return false
        }
        let passphrase = files.passphrase
        parts.onListening = { _, port in
            CommandOutput.line("Door page       http://127.0.0.1:\(port)/door")
            CommandOutput.line(
                "Manager's page  http://127.0.0.1:\(port)/   passphrase \(passphrase)\n")
        }
        if let camera {
            CommandOutput.line("Hold the pictures in front of \(camera), or any other code.")
        }
        let appliance = try await Appliance.build(configuration, parts)
        report.acknowledge(to: appliance.ledger)
        try await appliance.run()
    }

    private func finish(
        _ report: DemoReport, _ files: DemoFiles, _ configuration: Configuration
    ) throws {
        let state = StateDirectory(path: configuration.stateDirectory)
        let verification = try JournalVerifier.verify(state)
        CommandOutput.line("")
        let summary = DemoSummary(report.lines)
        if exit || camera != nil { summary.say() }
        CommandOutput.line(
            "Journal: \(verification.attempts) attempts, "
                + (verification.isSound ? "sound" : "\(verification.total) differences"))
        if !exit { CommandOutput.line("Everything is in \(files.folder)") }
        let isComplete = summary.answered == DemoGuest.queue.count || !exit
        guard summary.surprises == 0, isComplete, verification.isSound else {
            throw ExitCode(ExitStatus.failed.rawValue)
        }
    }
}
