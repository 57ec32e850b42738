// What a box may be told went wrong, each with a stable code; and which of the database's refusals
// becomes which. The codes are part of the protocol: docs/PROTOCOL.md lists them all.

import CheckinCore
import Hummingbird
import PostgresClient
import WebEdge

extension Problem {
    static let tokenMissing = Problem(
        .unauthorized, code: "token_missing",
        detail: "Send the token of this box as 'Authorization: Bearer'.", challenge: "Bearer")
    static let tokenUnknown = Problem(
        .unauthorized, code: "token_unknown", detail: "No box has this token.",
        challenge: "Bearer error=\"invalid_token\"")

    /// `proof`: the statement signed by the server's key. Without it a box must not believe this.
    static func deviceRevoked(_ proof: String?) -> Problem {
        Problem(
            .forbidden, code: "device_revoked", detail: "This box was revoked.",
            members: proof.map { ["revocation": $0] } ?? [:])
    }

    static let eventNotServed = Problem(
        .forbidden, code: "event_not_served", detail: "This box does not serve this event.")
    static let staffMayNot = Problem(
        .forbidden, code: "staff_may_not",
        detail: "Only a manager of this event may do this; name one in 'staff', or nobody.")
    static let emergencyHolds = Problem(
        .conflict, code: "emergency_holds",
        detail: "An emergency of this box holds already; end that one first.")
    static let emergencyUnknown = Problem(
        .conflict, code: "emergency_unknown",
        detail: "There is no such emergency of this event to end.")
    static let badMessage = Problem(
        .unprocessableContent, code: "message_malformed",
        detail: "The message has a kind, a text of at most 1,000 bytes, and what that kind needs.")
    static let badBatch = Problem(
        .unprocessableContent, code: "batch_malformed",
        detail: "The body needs 'incarnation' and a list 'attempts'.")
    static let enrolmentMalformed = Problem(
        .unprocessableContent, code: "enrolment_malformed",
        detail: "The body needs 'code', 'device' and 'public_key', an X25519 key in base64.")
    static let badQuery = Problem(
        .badRequest, code: "query_malformed",
        detail: "A parameter of the query is not a number or identifier in its bounds.")
    static let wrongMethod = Problem(
        .methodNotAllowed, code: "method_not_allowed",
        detail: "This path is asked by other methods; the header 'Allow' lists them.")
    static let tooManyWaiters = Problem(
        .serviceUnavailable, code: "too_many_waiters",
        detail: "Too many boxes wait here; ask again.", retryAfter: .seconds(5))
    static let snapshotBuilding = Problem(
        .serviceUnavailable, code: "snapshot_building",
        detail: "The snapshot is being built; ask again.", retryAfter: .seconds(4))
    static let noSnapshot = Problem(
        .notFound, code: "snapshot_unknown", detail: "There is no such snapshot any more.")
    static let badRange = Problem(
        .rangeNotSatisfiable, code: "range_not_satisfiable",
        detail: "The snapshot has no such bytes.")
    static let databaseAway = Problem(
        .serviceUnavailable, code: "database_unavailable",
        detail: "The database does not answer just now; ask again.", retryAfter: .seconds(1))

    /// What a fault of the database means to whoever asked.
    static func database(_ fault: PostgresFault) -> Problem? {
        switch fault.word {
        case "event_not_served": return .eventNotServed
        case "batch_malformed": return .badBatch
        case "device_unknown": return .tokenUnknown
        case "batch_too_large":
            return Problem(
                .contentTooLarge, code: "batch_too_large",
                detail: "A batch has at most 500 attempts.")
        case "journal_unknown_base":
            return Problem(
                .conflict, code: "journal_unknown_base",
                detail: "This life of the journal began at another number.")
        case let word? where word.hasPrefix("enrolment_"):
            return Problem(
                .forbidden, code: word,
                detail: "This code is not known, was used, or is no longer good. Make a new one.")
        case "device_exists":
            return Problem(
                .conflict, code: "device_exists", detail: "There is a box of this name already.")
        default: break
        }
        if fault.remedy == .retry { return .databaseAway }
        // A text or number that PostgreSQL cannot read as what it should be.
        if let state = fault.state, state.hasPrefix("22") || state == "54001" { return .malformed }
        return nil
    }
}
