// `checkind clock`: what the box believes of its clock, and what ops know better.

import ArgumentParser
import CheckinCore
import Foundation
import Ledger
import Validation

struct ClockCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clock",
        abstract: "Show what the box believes of its clock, or confirm it.",
        subcommands: [ClockStatusCommand.self, ClockConfirmCommand.self])
}

/// A box's clock as it can be seen from its files, beside the daemon or without it.
struct ClockOutlook {
    let file: ClockFile
    let claim: ClockClaim?
    let newest: AttemptNumber
    let clock: BoxClock

    init(_ configuration: Configuration, _ machinery: Machinery) throws {
        let journal = try JournalTail(try configuration.openState())
        file = ClockFile(stateDirectory: configuration.stateDirectory)
        claim = file.read()
        newest = try journal.newest() ?? AttemptNumber(0)
        clock = BoxClock(time: machinery.time, kernel: machinery.kernel, remembered: claim)
        clock.learnHistory(
            try journal.newestTrusted(after: claim?.attempt ?? AttemptNumber(0)))
    }

    /// `2026-11-28 11:30:05 (UTC+01:00)`: what people compare with their watches.
    static func local(_ moment: Timestamp) -> String {
        let date = Date(timeIntervalSince1970: Double(moment.milliseconds) / 1_000)
        let offset = TimeZone.current.secondsFromGMT(for: date)
        let text = (moment + .seconds(offset)).rfc3339
        let minutes = abs(offset) / 60
        let pad = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8)) "
            + "(UTC\(offset < 0 ? "-" : "+")\(pad(minutes / 60)):\(pad(minutes % 60)))"
    }
}

struct ClockStatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show what the box believes of its clock, and why.",
        discussion: """
            From the files alone: works whether or not the daemon runs. Exit status: 0 the clock \
            is trusted; 1 the journal cannot be read; 2 the clock is not trusted.
            """)

    @OptionGroup var file: ConfigurationOption

    func run() throws {
        let machinery = Machinery.real
        let outlook = try ClockOutlook(try file.load(), machinery)
        let isSynchronised = machinery.kernel.isSynchronised()
        let judgement = outlook.clock.look(newest: outlook.newest)
        let now = machinery.time.now()
        line("clock", "\(ClockOutlook.local(now)), \(now.rfc3339)")
        line("trusted", "\(judgement.isTrusted ? "yes" : "NO"): \(judgement.words)")
        line("server", isSynchronised ? "the kernel is synchronised" : "no time server")
        if let claim = outlook.claim {
            let boot = claim.boot == machinery.kernel.boot ? "in this boot" : "in an earlier boot"
            let word = claim.witness == .nobody ? "first looked at" : "by \(claim.witness.name)"
            line("kept", "\(claim.reading.wall.rfc3339), \(word), \(boot)")
        }
        line("floor", "now cannot be before \(outlook.clock.floor.rfc3339)")
        if !judgement.isTrusted { throw ExitCode(ExitStatus.differences.rawValue) }
    }

    private func line(_ name: String, _ value: String) {
        CommandOutput.line("\(VerdictLine.pad(name, 10))\(value)")
    }
}

struct ClockConfirmCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "confirm",
        abstract: "Say that the wall clock is right now.",
        discussion: """
            Set the clock first ('timedatectl set-time'), compare it with a watch, then confirm. \
            The running daemon takes it within 15 seconds, and a restart does not forget it. It \
            holds for this boot: after the next one it is only a time that must have passed. A \
            clock that leaves it by more than ten minutes is doubted again.

            Exit status: 0 confirmed; 1 it contradicts what is known better, or cannot be written.
            """)

    @OptionGroup var file: ConfigurationOption

    func run() throws {
        let machinery = Machinery.real
        let outlook = try ClockOutlook(try file.load(), machinery)
        let reading = outlook.clock.reading()
        try Self.confirm(reading, outlook, boot: machinery.kernel.boot)
        CommandOutput.line("confirmed: it is \(ClockOutlook.local(reading.wall))")
    }

    static func confirm(
        _ reading: ClockReading, _ outlook: ClockOutlook, boot: String
    ) throws(ClockFault) {
        guard reading.wall + ClockTrust.tolerance >= BoxClock.earliest else {
            throw .behindProgram(reading.wall)
        }
        var trust = ClockTrust(
            boot: boot, earliest: BoxClock.earliest, remembered: outlook.claim)
        guard trust.learn(.ops, reading, newest: outlook.newest), let claim = trust.claim else {
            throw .contradictsCentral
        }
        do { try outlook.file.write(claim) } catch { throw .unwritable(error) }
    }
}

/// Why a clock cannot be confirmed.
enum ClockFault: Fault {
    case behindProgram(Timestamp)
    /// The central server told the time in this boot.
    case contradictsCentral
    case unwritable(FileProblem)

    var code: String {
        switch self {
        case .behindProgram: "clock_behind_program"
        case .contradictsCentral: "clock_known_from_central"
        case .unwritable: "clock_unwritable"
        }
    }

    var remedy: FaultRemedy { .stop }

    var message: String {
        switch self {
        case .behindProgram(let now):
            "the clock shows \(now.rfc3339), and this program was not made then"
        case .contradictsCentral: "the central server has told this box the time"
        case .unwritable(let problem): "cannot write \(problem.path): \(problem.reason)"
        }
    }

    var hint: String {
        switch self {
        case .behindProgram: "set it first: 'timedatectl set-time'"
        case .contradictsCentral: "set the clock to the server's time; it is then trusted by itself"
        case .unwritable: "make room on the disk, and run it as the service's user or as root"
        }
    }
}
