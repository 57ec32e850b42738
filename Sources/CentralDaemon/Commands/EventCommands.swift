// `checkin-central event`, `tier` and `conflicts`: what is on, and what contradicts itself.

import ArgumentParser
import CentralServer
import CheckinCore

struct EventCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "event", abstract: "Make and list events.",
        subcommands: [EventAddCommand.self, EventListCommand.self])
}

struct EventAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Make an event, and print its id.")

    @OptionGroup var options: AdministrationOptions
    @Argument(help: "What it is called.") var title: String
    @Option(help: "When it begins: 2026-11-28T20:00:00+05:30.") var starts: Timestamp
    @Option(help: "When it ends.") var ends: Timestamp?
    @Option(help: "When the doors open.") var opens: Timestamp?
    @Option(help: "How many guests the house holds.") var capacity: Int?

    func run() async throws {
        CommandOutput.line(
            try await options.open().addEvent(
                title: title, startsAt: starts, endsAt: ends, opensAt: opens, capacity: capacity))
    }
}

struct EventListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show the events, the newest first.")

    @OptionGroup var options: AdministrationOptions

    func run() async throws {
        CommandOutput.table(
            try await options.open().events().map { event in
                [
                    event.id, event.startsAt, event.status, "\(event.tickets) tickets",
                    "\(event.boxes) boxes", event.title,
                ]
            })
    }
}

struct TierCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tier", abstract: "Make tiers.", subcommands: [TierAddCommand.self])
}

struct TierAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Make a tier of an event, and print its id.")

    @OptionGroup var options: AdministrationOptions
    @Argument(help: "What it is called.") var name: String
    @Option(help: "The event's id.") var event: EventID
    @Option(help: "The price, in hundredths of the currency.") var price: Int
    @Option(help: "How many tickets there may be.") var capacity = 1_000

    func validate() throws {
        guard (0...99_999_999).contains(price), (0...10_000_000).contains(capacity) else {
            throw ValidationError("A price and a capacity are not negative, and bounded.")
        }
    }

    func run() async throws {
        CommandOutput.line(
            try await options.open().addTier(
                event: event, name: name, price: price, capacity: capacity))
    }
}

struct ConflictsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "conflicts", abstract: "What doors did that contradicts itself.",
        subcommands: [ConflictsListCommand.self])
}

struct ConflictsListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show an event's conflicts, as its attempts stand now.")

    @OptionGroup var options: AdministrationOptions
    @Option(help: "The event's id.") var event: EventID

    func run() async throws {
        CommandOutput.table(
            try await options.open().conflicts(of: event).map { conflict in
                [
                    conflict.id, conflict.kind, conflict.subject, conflict.first, conflict.second,
                    conflict.decision ?? "undecided",
                ]
            })
    }
}
