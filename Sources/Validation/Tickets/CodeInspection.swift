// What is in a code, whether its proof holds and, if not, why not: for whoever looks into a code at
// a desk, with keys or without. It says what a code says, so its lines must never go into a log.

package import CheckinCore

package struct CodeInspection: Sendable {
    package let fingerprint: CodeFingerprint
    package let byteCount: Int
    /// What the text says; nil when it is none of our codes.
    package let content: CodeContent?
    /// Why it is none of our codes.
    package let defect: CodeDefect?
    /// What a door with these keys and a trusted clock would make of it.
    package let reading: CodeReading
    /// The id of the key that made the code, when its proof holds.
    package let provedBy: UInt8?

    package var isProved: Bool { provedBy != nil }

    /// In one sentence, whether the proof holds and why not.
    package var finding: String {
        switch reading {
        case .claims: "the proof holds"
        case .reservation: "a reservation's code: the list says what it names"
        case .unreadable: "not a ticket code: \(defect?.description ?? "unreadable")"
        case .forged: "the proof is wrong: the code was changed, or made with another key"
        case .unknownKey:
            "the proof was not checked: this key of the event is not here, revoked, or outside"
                + " its time window"
        case .otherEvent: "the proof was not checked: no key of this event is here"
        case .noUsableKey: "the proof was not checked: no key of this event can be used now"
        }
    }

    /// Names and values to print, in this order. Names are stable.
    package var fields: [(name: String, value: String)] {
        var fields = [("fingerprint", fingerprint.description), ("bytes", String(byteCount))]
        switch content {
        case .ns1(let code):
            fields.append(("format", Scheme.ns1.rawValue))
            fields.append(("ticket", code.ticket.text))
            fields.append(("event", code.event.text))
            fields.append(("user", Self.text(of: code.account)))
            fields.append(("drawn", code.drawnAt.rfc3339))
            fields.append(("extra members", String(code.extraMembers)))
        case .ns2(let code):
            fields.append(("format", code.scheme.rawValue))
            fields.append(("key", String(code.keyID)))
            fields.append(("event tag", code.tag.description))
            if case .claims(let claims) = reading { fields.append(("event", claims.event.text)) }
            fields.append(("ticket", code.ticket.text))
            fields.append(("issued", code.issuedAt.rfc3339Seconds))
            fields.append(("generation", String(code.generation)))
        case nil:
            if case .reservation = reading {
                fields.append(("format", Scheme.reservation.rawValue))
            }
        }
        if let provedBy { fields.append(("proved by key", String(provedBy))) }
        fields.append(("finding", finding))
        return fields
    }

    private static func text(of account: NS1.Account) -> String {
        switch account {
        case .user(let user): user.text
        case .null: "null"
        case .absent: "absent"
        }
    }
}

extension TicketReader {
    /// Looks into a code with the keys of this reader, at a desk whose clock is right.
    package func inspect(_ token: TicketToken, at now: Timestamp) -> CodeInspection {
        var content: CodeContent?
        var defect: CodeDefect?
        var reading = CodeReading.unreadable
        var provedBy: UInt8?
        do throws(CodeDefect) {
            let text = try CodeText(token).bytes
            if let code = ReservationText.code(text, isTyped: token.source == .typed) {
                reading = .reservation(code)
            } else {
                let readable = try CodeContent(text)
                let judgement = judge(readable) { $0.isUsable(at: now, timeTrusted: true) }
                if case .proved(let key) = judgement { provedBy = key.id }
                reading = judgement.reading(of: readable)
                content = readable
            }
        } catch {
            defect = error
        }
        return CodeInspection(
            fingerprint: fingerprint(of: token), byteCount: token.bytes.count, content: content,
            defect: defect, reading: reading, provedBy: provedBy)
    }
}
