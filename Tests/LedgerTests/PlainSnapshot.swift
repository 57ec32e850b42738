// A snapshot whose lines are told by their first word, and proved or not as a test says: the ledger
// has no word of the protocol either.

import CheckinCore
import CheckinTesting
import Synchronization

final class PlainSnapshot: SnapshotReader {
    struct Unproved: Error {}

    private static let journal = JournalName(device: "box-2", incarnation: "life-2")

    private let isProved: Bool
    /// The process ends at this line of those that are read for what they say.
    private let end: Int?
    private let lines = Mutex(0)

    init(isProved: Bool = true, end: Int? = nil) {
        self.isProved = isProved
        self.end = end
    }

    func check(_ next: () throws -> [UInt8]?) throws {
        while try next() != nil {}
        if !isProved { throw Unproved() }
    }

    func change(of line: [UInt8]) throws -> FeedChange? {
        let number = lines.withLock { lines in
            lines += 1
            return lines
        }
        if number == end { throw Unproved() }
        let parts = line.split(separator: UInt8(ascii: " "), maxSplits: 2)
            .map { String(decoding: $0, as: UTF8.self) }
        switch parts.first {
        case "ticket": return .ticket(TicketID(stringLiteral: parts[1]), row: Array(parts[2].utf8))
        case "tier", "staff", "message":
            return .other(kind: parts[0], key: parts[1], body: Array(parts[2].utf8))
        case "attempt":
            let (ticket, number) = (TicketID(stringLiteral: parts[1]), Int64(parts[2]) ?? 1)
            return .attempt(Self.admission(of: ticket, number))
        default: throw Unproved()
        }
    }

    static func bytes(_ lines: [String]) -> [UInt8] {
        Array(lines.map { $0 + "\n" }.joined().utf8)
    }

    static func tier(_ id: String, name: String) -> String { #"tier \#(id) {"name":"\#(name)"}"# }

    static func ticket(
        _ id: TicketID, _ tier: String = "general", status: String = "valid",
        number: String? = "-"
    ) -> String {
        let printed = number.map { $0 == "-" ? "N-\(id)" : $0 }
        let numbered = printed.map { #""number":"\#($0)","# } ?? ""
        return #"ticket \#(id) {"ticket_id":"\#(id)","event_id":"\#(Fixtures.eventID)","#
            + #""tier_id":"\#(tier)",\#(numbered)"status":"\#(status)","#
            + #""holder":"Asha Rao","x":[1]}"#
    }

    /// That another box let the ticket in.
    static func attempt(_ ticket: TicketID, _ number: Int = 1) -> String {
        "attempt \(ticket) \(number)"
    }

    private static func admission(of ticket: TicketID, _ number: Int64) -> ForeignAttempt {
        let at = Fixtures.now - .minutes(1)
        return ForeignAttempt(
            journal: journal,
            attempt: Attempt(
                number: AttemptNumber(number), at: at,
                clock: HybridTime(milliseconds: at.milliseconds + number, counter: 0),
                timeTrusted: true, door: "door-b", direction: .entry, source: .camera,
                fingerprint: CodeFingerprint(7), claims: Fixtures.claims(ticket), tier: "general",
                event: Fixtures.eventID, answer: .verdict(Verdict(.admitted))))
    }
}
