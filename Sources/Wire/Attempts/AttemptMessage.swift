// An attempt as the protocol has it, both ways. The server keeps the SHA-256 of what it was sent
// under a number, so the same attempt must be the same members for ever: a member that a released
// version did not send for an attempt may never be added to that attempt later.

package import CheckinCore

package enum AttemptMessage {
    /// The longest attempt the server takes; ours stay far below.
    package static let maximumBytes = 8_192
    /// People one attempt may be about: more than any venue holds, and far from overflowing a sum.
    private static let maximumPeople: Int64 = 1_000_000
    private static let fingerprintDigits = 16
    /// What the server takes, in milliseconds.
    private static let clocks: ClosedRange<Int64> =
        -999_999_999_999_999...999_999_999_999_999

    package static func bytes(of entry: JournalEntry) -> [UInt8] {
        var writer = JSONWriter()
        write(entry, to: &writer)
        return writer.bytes
    }

    /// Another box's attempt, with the name of its journal.
    package static func bytes(of foreign: ForeignAttempt) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            members(of: foreign.attempt, to: &writer)
            writer.add("reservation", foreign.reservation)
            writer.add("device", foreign.journal.device)
            writer.add("incarnation", foreign.journal.incarnation)
        }
        return writer.bytes
    }

    static func write(_ entry: JournalEntry, to writer: inout JSONWriter) {
        writer.object { writer in
            members(of: entry.attempt, to: &writer)
            write(entry.payment, to: &writer)
        }
    }

    private static func members(of attempt: Attempt, to writer: inout JSONWriter) {
        let act = attempt.act
        writer.add("number", attempt.number.value)
        writer.add("at", attempt.at)
        writer.add("clock", attempt.clock.milliseconds)
        writer.add("tick", Int64(attempt.clock.counter))
        writer.add("time_trusted", attempt.timeTrusted)
        writer.add("door", attempt.door)
        writer.add("direction", attempt.direction.rawValue)
        writer.add("source", attempt.source.rawValue)
        writer.add("fingerprint", attempt.fingerprint?.description)
        writer.add("event", attempt.event)
        write(attempt.claims, to: &writer)
        writer.add("tier", attempt.tier)
        writer.add("area", attempt.area)
        write(attempt.answer, to: &writer)
        writer.add("act", act.kind.rawValue)
        writer.add("staff", act.staff)
        writer.add("shift", act.shift?.value)
        writer.add("target", act.target?.value)
        writer.add("people", act.people)
        writer.add("cause", act.cause?.rawValue)
        writer.add("conflict", act.conflict)
    }

    private static func write(_ claims: Claims?, to writer: inout JSONWriter) {
        guard let claims else { return }
        writer.add("ticket", claims.ticket)
        writer.add("ticket_event", claims.event)
        writer.add("scheme", claims.scheme.rawValue)
        writer.add("issued_at", claims.issuedAt)
        writer.add("generation", claims.generation.map { Int64($0) })
        writer.add("user", claims.user)
    }

    private static func write(_ answer: Answer, to writer: inout JSONWriter) {
        writer.add("outcome", answer.kind.rawValue)
        writer.add("reason", answer.reason)
        guard let verdict = answer.verdict else { return }
        writer.add("facts", written: verdict.refusal.flatMap(RefusalFacts.bytes))
        if !verdict.flags.isEmpty {
            writer.list("flags") { writer in
                for flag in verdict.flags { writer.add(flag.rawValue) }
            }
        }
        writer.add("repeats", verdict.repeats?.value)
    }

    private static func write(_ payment: Payment?, to writer: inout JSONWriter) {
        guard let payment else { return }
        writer.add("reservation", payment.reservation)
        writer.add("receipt", payment.receipt)
        writer.add("method", payment.method.rawValue)
        writer.add("amount", payment.amount.minorUnits)
        writer.add("currency", payment.amount.currency)
    }

    /// One of this box's own attempts.
    package static func entry(of bytes: [UInt8]) throws(WireFault) -> JournalEntry {
        guard bytes.count <= maximumBytes else { throw .tooLarge }
        return try entry(of: try JSONParser.object(of: bytes))
    }

    static func entry(of object: JSONObject) throws(WireFault) -> JournalEntry {
        JournalEntry(attempt: try attempt(of: object), payment: try payment(of: object))
    }

    /// Another box's attempt, as the feed has it: with the name of its journal.
    static func foreign(of object: JSONObject) throws(WireFault) -> ForeignAttempt {
        let journal = JournalName(
            device: try object.identifier("device"),
            incarnation: try object.identifier("incarnation"))
        return ForeignAttempt(
            journal: journal, attempt: try attempt(of: object),
            reservation: try object.optionalIdentifier("reservation"))
    }

    private static func attempt(of object: JSONObject) throws(WireFault) -> Attempt {
        guard object.source.count <= maximumBytes else { throw .tooLarge }
        let tick = try object.integer("tick", in: 0...Int64(UInt16.max))
        return Attempt(
            number: try object.needed("number", try object.optionalNumber("number")),
            at: try object.moment("at"),
            clock: HybridTime(
                milliseconds: try object.integer("clock", in: clocks), counter: UInt16(tick)),
            timeTrusted: try object.flag("time_trusted"), door: try object.identifier("door"),
            direction: try object.word("direction"), source: try object.word("source"),
            fingerprint: try fingerprint(of: object), claims: try claims(of: object),
            tier: try object.optionalIdentifier("tier"),
            event: try object.optionalIdentifier("event"),
            area: try object.optionalIdentifier("area"), answer: try answer(of: object),
            act: try act(of: object))
    }

    private static func fingerprint(of object: JSONObject) throws(WireFault) -> CodeFingerprint? {
        guard let text = try object.optionalText("fingerprint", atMost: fingerprintDigits) else {
            return nil
        }
        var value: UInt64 = 0
        for byte in text.utf8 {
            guard let digit = HexDigit.value(of: byte) else { throw .malformed("fingerprint") }
            value = value << 4 | UInt64(digit)
        }
        guard text.utf8.count == fingerprintDigits else { throw .malformed("fingerprint") }
        return CodeFingerprint(value)
    }

    private static func claims(of object: JSONObject) throws(WireFault) -> Claims? {
        guard let ticket: TicketID = try object.optionalIdentifier("ticket") else { return nil }
        let generation = try object.optionalCount("generation", atMost: Int(UInt8.max))
        return Claims(
            ticket: ticket, event: try object.identifier("ticket_event"),
            scheme: try object.word("scheme"), issuedAt: try object.moment("issued_at"),
            generation: generation.map { UInt8($0) }, user: try object.optionalIdentifier("user"))
    }

    private static func answer(of object: JSONObject) throws(WireFault) -> Answer {
        let outcome: Outcome
        switch try object.word("outcome", as: OutcomeKind.self) {
        case .unavailable: return .unavailable(try object.word("reason"))
        case .done: return .done
        case .admitted: outcome = .admitted
        case .readmitted: outcome = .readmitted
        case .exited: outcome = .exited
        case .admittedUnlisted: outcome = .admittedUnlisted
        case .admittedByOverride: outcome = .admittedByOverride
        case .admittedAfterPayment: outcome = .admittedAfterPayment
        case .refused:
            let facts = try object.optionalObject("facts")
            outcome = .refused(
                try RefusalFacts.refusal(
                    try object.word("reason"),
                    facts ?? JSONObject(members: [], source: [])))
        }
        // A flag that is not known here says nothing about presence: the rest is still true.
        let flags = try object.list("flags", atMost: VerdictFlag.maximumOfAnAttempt).map {
            value throws(WireFault) -> VerdictFlag? in
            guard case .text(let word) = value else { throw .malformed("flags") }
            return VerdictFlag(rawValue: word)
        }
        return .verdict(
            Verdict(
                outcome, flags: flags.compactMap { $0 },
                repeats: try object.optionalNumber("repeats")))
    }

    private static func act(of object: JSONObject) throws(WireFault) -> Act {
        let people = try object.optionalInteger("people") ?? 0
        guard (-maximumPeople...maximumPeople).contains(people) else { throw .malformed("people") }
        return Act(
            try object.word("act"), staff: try object.optionalIdentifier("staff"),
            shift: try object.optionalNumber("shift"),
            target: try object.optionalNumber("target"), people: Int(people),
            cause: try object.optionalWord("cause"),
            conflict: try object.optionalIdentifier("conflict"))
    }

    private static func payment(of object: JSONObject) throws(WireFault) -> Payment? {
        guard object["method"] != nil else { return nil }
        let currency = try object.text("currency", atMost: currencyBytes)
        return Payment(
            reservation: try object.identifier("reservation"), method: try object.word("method"),
            amount: Money(minorUnits: try object.integer("amount"), currency: currency),
            receipt: try object.integer("receipt", in: 1...Int64.max))
    }

    /// Three letters (ISO 4217), and room for what a list may have had instead.
    static let currencyBytes = 16
}

extension VerdictFlag {
    /// A newer box may know twice as many.
    fileprivate static let maximumOfAnAttempt = 32
}
