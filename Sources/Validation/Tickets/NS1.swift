// NS1, the platform's own code: base64 of a JSON object that JavaScript wrote, its last member the
// HMAC-SHA256 of the object without it. Reading here proves nothing: a key does.

package import CheckinCore
internal import Cryptography

/// A code in the form of NS1, its proof not yet checked.
package struct NS1: Sendable {
    /// The last moment JavaScript can name, in milliseconds: 100,000,000 days after 1970.
    static let lastMoment: Int64 = 8_640_000_000_000_000
    /// What closes the object that was signed: the signature stood between this and the rest.
    static let closing: [UInt8] = [UInt8(ascii: "}")]

    /// How the code names the account the ticket was sold to.
    package enum Account: Hashable, Sendable {
        case user(UserID)
        case null
        case absent
    }

    package let ticket: TicketID
    package let event: EventID
    package let account: Account
    package let drawnAt: Timestamp
    /// How many members the code has beyond the format's own; they are signed as well.
    package let extraMembers: Int
    /// The signed text, but for its closing brace.
    let signed: ArraySlice<UInt8>
    /// The 32 bytes of the signature; nil when it is not 64 lower-case hex digits, and so cannot
    /// hold.
    let proof: [UInt8]?

    /// Reads the text of a code.
    init(_ text: ArraySlice<UInt8>) throws(CodeDefect) {
        try self.init(object: Base64Strict.decode(text))
    }

    init(object text: [UInt8]) throws(CodeDefect) {
        let members = try CanonicalObject(text).members
        var fields = Fields(text: text)
        for member in members { try fields.take(member) }
        guard let ticket = fields.ticket, let event = fields.event, let drawnAt = fields.drawnAt,
            let signature = fields.signature
        else { throw CodeDefect(.missingMember) }
        guard let last = members.last, fields.signatureStart == last.start else {
            throw CodeDefect(.signaturePlace, at: fields.signatureStart)
        }
        self.ticket = ticket
        self.event = event
        self.drawnAt = drawnAt
        account = fields.account
        extraMembers = fields.extra
        // Without the comma before the signature.
        signed = text[..<(last.start - 1)]
        let digits = text[signature]
        proof = digits.count == HMACKey.byteCount * 2 ? Hex.decode(digits) : nil
    }

    package var user: UserID? {
        if case .user(let user) = account { user } else { nil }
    }

    var claims: Claims {
        Claims(ticket: ticket, event: event, scheme: .ns1, issuedAt: drawnAt, user: user)
    }
}

/// The format's own members, collected in whatever order they come.
private struct Fields {
    let text: [UInt8]
    var ticket: TicketID?
    var event: EventID?
    var account = NS1.Account.absent
    var drawnAt: Timestamp?
    var signature: Range<Int>?
    var signatureStart = 0
    var extra = 0

    init(text: [UInt8]) { self.text = text }

    mutating func take(_ member: CanonicalObject.Member) throws(CodeDefect) {
        let name = text[member.name]
        if name.elementsEqual("ticketId".utf8) {
            ticket = try identifier(member)
        } else if name.elementsEqual("eventId".utf8) {
            event = try identifier(member)
        } else if name.elementsEqual("userId".utf8) {
            if case .null = member.value {
                account = .null
            } else {
                account = .user(try identifier(member))
            }
        } else if name.elementsEqual("timestamp".utf8) {
            guard case .integer(let moment) = member.value, (0...NS1.lastMoment).contains(moment)
            else { throw CodeDefect(.memberValue, at: member.start) }
            drawnAt = Timestamp(milliseconds: moment)
        } else if name.elementsEqual("signature".utf8) {
            guard case .string(let range) = member.value else {
                throw CodeDefect(.memberValue, at: member.start)
            }
            signature = range
            signatureStart = member.start
        } else {
            if case .null = member.value { throw CodeDefect(.memberValue, at: member.start) }
            extra += 1
        }
    }

    private func identifier<Subject>(
        _ member: CanonicalObject.Member
    ) throws(CodeDefect) -> Identifier<Subject> {
        guard case .string(let range) = member.value,
            let identifier = Identifier<Subject>(CanonicalString.text(of: text[range]))
        else { throw CodeDefect(.memberValue, at: member.start) }
        return identifier
    }
}
