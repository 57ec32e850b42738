// Makes the text of a ticket code from claims and a key: for whoever sells tickets, for tests and
// for `checkind code make`. A key that is retired, revoked or outside its window makes nothing.

package import CheckinCore
internal import Cryptography

package struct CodeMaker: Sendable {
    private let key: EventKey

    package init(key: EventKey, at now: Timestamp) throws(TicketFault) {
        guard key.status == .active else {
            throw .keyCannotMake(key: key.id, reason: "it is \(key.status.rawValue)")
        }
        guard key.window.contains(now) else {
            throw .keyCannotMake(key: key.id, reason: "now is outside its time window")
        }
        if case .ns2Verifying = key.material {
            throw .keyCannotMake(key: key.id, reason: "its private half is not here")
        }
        self.key = key
    }

    /// The text to draw. NS2 rounds `issuedAt` down to the minute.
    package func code(for claims: Claims) throws(TicketFault) -> String {
        guard claims.event == key.event else {
            throw .claimsDoNotFit(reason: "the claims are for another event than the key")
        }
        guard claims.scheme == key.scheme else {
            throw .claimsDoNotFit(reason: "the claims ask for another kind of code than the key's")
        }
        let text =
            switch claims.scheme {
            case .ns1: try ns1(claims)
            case .ns2HMAC, .ns2Ed25519: try ns2(claims)
            case .reservation:
                throw .claimsDoNotFit(reason: "a reservation's code proves nothing")
            case .staff: throw .claimsDoNotFit(reason: "what staff vouch for has no code")
            }
        return String(decoding: text, as: UTF8.self)
    }

    private func ns1(_ claims: Claims) throws(TicketFault) -> [UInt8] {
        guard claims.generation == nil else {
            throw .claimsDoNotFit(reason: "an NS1 code has no generation")
        }
        guard (0...NS1.lastMoment).contains(claims.issuedAt.milliseconds) else {
            throw .claimsDoNotFit(reason: "the moment is outside 1970 to 275760")
        }
        var object = Array("{\"ticketId\":".utf8)
        CanonicalString.append(claims.ticket.text, to: &object)
        object += ",\"eventId\":".utf8
        CanonicalString.append(claims.event.text, to: &object)
        object += ",\"userId\":".utf8
        if let user = claims.user {
            CanonicalString.append(user.text, to: &object)
        } else {
            object += "null".utf8
        }
        object += ",\"timestamp\":\(claims.issuedAt.milliseconds)".utf8
        let signature = try key.proof(of: object, NS1.closing)
        object += ",\"signature\":\"".utf8
        object += Hex.bytes(of: signature)
        object += "\"}".utf8
        return Base64Strict.encode(object)
    }

    private func ns2(_ claims: Claims) throws(TicketFault) -> [UInt8] {
        guard let ticket = claims.ticket.uuidBytes else {
            throw .claimsDoNotFit(reason: "a compact code needs a UUID as ticket id")
        }
        guard claims.user == nil else {
            throw .claimsDoNotFit(reason: "a compact code names no account")
        }
        guard let tag = EventTag(claims.event) else { throw .eventNotUUID(key: key.id) }
        let age = claims.issuedAt.milliseconds.subtractingReportingOverflow(
            NS2.epoch.milliseconds)
        let minutes = age.partialValue / NS2.millisecondsPerMinute
        guard !age.overflow, age.partialValue >= 0, minutes <= NS2.lastMinute else {
            throw .claimsDoNotFit(reason: "the moment is outside 2020 to 2051")
        }
        let body = NS2.body(
            scheme: claims.scheme, keyID: key.id, tag: tag, ticket: ticket, minutes: minutes,
            generation: claims.generation ?? 0)
        let proof = try key.proof(of: key.context, body)
        let kept = claims.scheme == .ns2HMAC ? proof.prefix(NS2.hmacProofBytes) : proof[...]
        return NS2.prefix + Base45.encode(body + kept)
    }
}
