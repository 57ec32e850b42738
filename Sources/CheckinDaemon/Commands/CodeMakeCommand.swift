// `checkind code make`: the text of a code, or its picture.

import ArgumentParser
import CheckinCore
import CodeDrawing
import Validation

extension Scheme: ExpressibleByArgument {
    /// Only those of which there are codes.
    init?(argument: String) {
        guard let scheme = Scheme(rawValue: argument), Self.codes.contains(scheme) else {
            return nil
        }
        self = scheme
    }

    static var allValueStrings: [String] { codes.map(\.rawValue) }
}

struct CodeMakeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "make",
        abstract: "Make a ticket code from a key file.",
        discussion: """
            Prints the text to draw; with --picture writes a PGM picture of it as well. Exit \
            status: 0 made; 1 the claims cannot be said in this format; 66 bad key file; 73 the \
            picture cannot be written.
            """)

    @OptionGroup var keys: KeyFileOption

    @Option(help: "The event's id.", transform: eventID)
    var event: EventID

    @Option(help: "The ticket's id; a UUID for NS2.", transform: ticketID)
    var ticket: TicketID

    @Option(help: "ns1, ns2_hmac or ns2_ed25519.")
    var scheme = Scheme.ns2Ed25519

    @Option(help: "NS1: the holder's account; without it a guest order.", transform: userID)
    var user: UserID?

    @Option(help: "NS2: raised with each transfer.")
    var generation: UInt8 = 0

    @Option(
        name: .customLong("issued-at"),
        help: "When the code was drawn (NS1) or the ticket sold (NS2); by default now.")
    var issuedAt: Timestamp?

    @Option(help: "Write a picture of the code to this file (PGM).")
    var picture: String?

    func run() throws {
        let now = Machinery.real.time.now()
        let ring = try keys.ring()
        guard let key = ring.makingKey(for: event, scheme: scheme, at: now) else {
            throw CommandFailure(fault: CodeFault.noKey(event, scheme), status: .input)
        }
        let claims = Claims(
            ticket: ticket, event: event, scheme: scheme, issuedAt: issuedAt ?? now,
            generation: scheme == .ns1 ? nil : generation, user: user)
        let text = try CodeMaker(key: key, at: now).code(for: claims)
        CommandOutput.line(text)
        if let picture { try draw(text, to: picture) }
    }

    private func draw(_ text: String, to path: String) throws {
        let matrix = try QRMatrix(text)
        let moduleSize = 8.0
        let side = Int(Double(matrix.side + 16) * moduleSize)
        let scene = CardScene(medium: .paper, moduleSize: moduleSize)
        do throws(FileProblem) {
            try Machinery.write(scene.draw(matrix, width: side, height: side).pgm, to: path)
        } catch {
            throw CommandFailure(fault: CodeFault.cannotWrite(error), status: .output)
        }
    }
}

/// What can go wrong at the desk.
enum CodeFault: Fault {
    case noKey(EventID, Scheme)
    case cannotWrite(FileProblem)

    var code: String {
        switch self {
        case .noKey: "no_making_key"
        case .cannotWrite: "cannot_write"
        }
    }

    var remedy: FaultRemedy { .stop }

    var message: String {
        switch self {
        case .noKey(let event, let scheme):
            "no key given can make \(scheme.rawValue) codes of event \(event) now"
        case .cannotWrite(let problem): "cannot write \(problem.path): \(problem.reason)"
        }
    }

    var hint: String {
        switch self {
        case .noKey: "give the key file with --keys; 'checkind code key' makes one"
        case .cannotWrite: "choose another file"
        }
    }
}

func eventID(_ text: String) throws -> EventID { try identifier(text) }
func ticketID(_ text: String) throws -> TicketID { try identifier(text) }
func userID(_ text: String) throws -> UserID { try identifier(text) }

private func identifier<Subject>(_ text: String) throws -> Identifier<Subject> {
    guard let identifier = Identifier<Subject>(text) else {
        throw ValidationError("An id has 1 to 128 bytes and no control characters.")
    }
    return identifier
}
