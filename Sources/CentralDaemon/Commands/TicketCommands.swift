// `checkin-central key` and `tickets`: what codes are made with, and tickets for a try.

import ArgumentParser
import CentralServer
import CheckinCore
import CodeDrawing

extension Scheme: ExpressibleByArgument {
    /// Only those of which there are codes.
    package init?(argument: String) {
        guard let scheme = Scheme(rawValue: argument), Self.codes.contains(scheme) else {
            return nil
        }
        self = scheme
    }

    package static var allValueStrings: [String] { codes.map(\.rawValue) }
}

struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Keys of ticket codes.", subcommands: [KeyNewCommand.self])
}

struct KeyNewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Make a key of an event.",
        discussion: """
            Its secret half is sealed for this server and stored in the database. Boxes get the \
            half that verifies; of HMAC keys the secret, sealed for each of them.
            """)

    @OptionGroup var options: AdministrationOptions
    @Option(help: "The event's id.") var event: EventID
    @Option(help: "ns1, ns2_hmac or ns2_ed25519.") var scheme = Scheme.ns2Ed25519
    @Option(help: "The key's id, 0 to 255.") var id: UInt8 = 1

    func run() async throws {
        try await options.open().newKey(event: event, scheme: scheme, id: id)
    }
}

struct TicketsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tickets", abstract: "Tickets for a try.",
        subcommands: [TicketsAddCommand.self])
}

struct TicketsAddCommand: AsyncParsableCommand {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text
        case png
        case pdf
    }

    /// Pixels of a module's side: a picture of 400 pixels or so.
    private static let moduleSize = 8

    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Make tickets that are paid for, with their codes.",
        discussion: """
            Prints one line a ticket: id, number, code. With --format png also a picture of each \
            code, named by the ticket's number, in --output; with --format pdf one file there, \
            tickets.pdf, with a page a ticket.
            """)

    @OptionGroup var options: AdministrationOptions
    @Option(help: "The event's id.") var event: EventID
    @Option(help: "The tier's id.") var tier: TierID
    @Option(help: "How many.") var count = 1
    @Option(help: "The name on all of them.") var holder: String?
    @Option(help: "text, png or pdf.") var format = Format.text
    @Option(help: "The folder for pictures; made when it is missing.") var output: String?

    func validate() throws {
        guard (format != .text) == (output != nil) else {
            throw ValidationError("--output and --format png or pdf go together.")
        }
    }

    func run() async throws {
        let tickets = try await options.open().addTickets(
            event: event, tier: tier, count: count, holder: holder)
        if let output { try Files.makeFolder(output) }
        var sheets = TicketSheets()
        for ticket in tickets {
            CommandOutput.line("\(ticket.id)\t\(ticket.number)\t\(ticket.code)")
            guard let output else { continue }
            let code = try QRMatrix(ticket.code)
            if format == .pdf {
                sheets.add(code, caption: ticket.number)
            } else {
                try Files.makeSecret(
                    code.png(moduleSize: Self.moduleSize), at: "\(output)/\(ticket.number).png")
            }
        }
        if let output, format == .pdf {
            try Files.makeSecret(sheets.pdf(), at: "\(output)/tickets.pdf")
        }
    }
}
