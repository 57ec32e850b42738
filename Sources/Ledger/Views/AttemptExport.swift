// The journal as text for other programs: one attempt a line, ids and never names. Reads in small
// steps, so that an export of hours holds nothing up.

package import CheckinCore
import GRDB

package struct AttemptExport: Sendable {
    package enum Format: String, Sendable, CaseIterable {
        case csv
        case ndjson
    }

    package let format: Format

    package init(format: Format) { self.format = format }

    /// The names of the columns, in order.
    static let columns = [
        "number", "at", "clock", "clock_counter", "time_trusted", "door", "direction", "source",
        "fingerprint", "event", "ticket_id", "ticket_event", "scheme", "issued_at", "generation",
        "user_id", "tier_id", "outcome", "reason", "facts", "flags", "repeats",
        "area", "act", "staff", "shift", "target", "people", "cause",
        "conflict", "receipt", "reservation", "method", "amount", "currency",
    ]

    /// Hands every attempt after `number` to `sink` as a line that ends in a line feed; CSV begins
    /// with a line of names. Returns how many attempts there were. Blocks.
    package func run(
        _ state: StateDirectory, after number: AttemptNumber = AttemptNumber(0),
        sink: (String) throws -> Void
    ) throws -> Int {
        let tail = try JournalTail(state)
        if format == .csv { try sink(Self.columns.joined(separator: ",") + "\n") }
        var last = number
        var count = 0
        while true {
            try Task.checkCancellation()
            let attempts = try tail.attempts(after: last, limit: LedgerViews.maximumBatch)
            guard let newest = attempts.last else { return count }
            let payments = try tail.payments(after: last, through: newest.number)
            for attempt in attempts { try sink(line(attempt, payments[attempt.number])) }
            count += attempts.count
            last = newest.number
        }
    }

    /// One attempt as a line with its line feed.
    package func line(_ attempt: Attempt, _ payment: Payment? = nil) -> String {
        let values = Self.values(attempt) + Self.values(payment)
        switch format {
        case .csv: return values.map(Self.csv).joined(separator: ",") + "\n"
        case .ndjson:
            let members = zip(Self.columns, values).compactMap { name, value in
                Self.json(value).map { "\"\(name)\":\($0)" }
            }
            return "{" + members.joined(separator: ",") + "}\n"
        }
    }

    private enum Value {
        case text(String?)
        case number(Int64?)
        case truth(Bool)
    }

    private static func values(_ attempt: Attempt) -> [Value] {
        let claims = attempt.claims
        let verdict = attempt.answer.verdict
        let flags = verdict?.flags.map(\.rawValue).joined(separator: " ") ?? ""
        return [
            .number(attempt.number.value), .text(attempt.at.rfc3339),
            .number(attempt.clock.milliseconds), .number(Int64(attempt.clock.counter)),
            .truth(attempt.timeTrusted), .text(attempt.door.text),
            .text(attempt.direction.rawValue), .text(attempt.source.rawValue),
            .text(attempt.fingerprint?.description), .text(attempt.event?.text),
            .text(claims?.ticket.text), .text(claims?.event.text), .text(claims?.scheme.rawValue),
            .text(claims?.issuedAt.rfc3339),
            .number(claims?.generation.map { Int64($0) }), .text(claims?.user?.text),
            .text(attempt.tier?.text), .text(attempt.answer.kind.rawValue),
            .text(attempt.answer.reason), .text(verdict?.refusal?.facts),
            .text(flags.isEmpty ? nil : flags), .number(verdict?.repeats?.value),
            .text(attempt.area?.text), .text(attempt.act.kind.rawValue),
            .text(attempt.act.staff?.text), .number(attempt.act.shift?.value),
            .number(attempt.act.target?.value), .number(Int64(attempt.act.people)),
            .text(attempt.act.cause?.rawValue), .text(attempt.act.conflict?.text),
        ]
    }

    private static func values(_ payment: Payment?) -> [Value] {
        [
            .number(payment?.receipt), .text(payment?.reservation.text),
            .text(payment?.method.rawValue), .number(payment?.amount.minorUnits),
            .text(payment?.amount.currency),
        ]
    }

    private static func csv(_ value: Value) -> String {
        switch value {
        case .number(let number): return number.map { String($0) } ?? ""
        case .truth(let truth): return truth ? "true" : "false"
        case .text(let text):
            guard let text else { return "" }
            let special: Set<UInt8> = [0x22, 0x2C, 0x0A, 0x0D]
            guard text.utf8.contains(where: special.contains) else { return text }
            var quoted = "\""
            // By scalars: a mark that combines with a quote would hide it.
            for scalar in text.unicodeScalars {
                if scalar == "\"" { quoted.unicodeScalars.append(scalar) }
                quoted.unicodeScalars.append(scalar)
            }
            return quoted + "\""
        }
    }

    /// nil: the member is left out.
    private static func json(_ value: Value) -> String? {
        switch value {
        case .number(let number): return number.map { String($0) }
        case .truth(let truth): return truth ? "true" : "false"
        case .text(let text):
            guard let text else { return nil }
            var quoted = "\""
            for scalar in text.unicodeScalars {
                switch scalar {
                case "\"", "\\": quoted += "\\\(scalar)"
                case "\u{0}"..<" ":
                    let digits = String(scalar.value, radix: 16)
                    quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                default: quoted.unicodeScalars.append(scalar)
                }
            }
            return quoted + "\""
        }
    }
}
