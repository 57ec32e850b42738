// Why the staff side of the door page does not do something, beside the reasons that orders and
// PINs have of their own. Codes are for pages; the words are in the word files.

import CheckinCore
import Hummingbird
import WebEdge

enum DeskRefusal: String, CaseIterable, Sendable {
    case notSignedIn = "not_signed_in"
    /// Nobody has touched it for a while: the PIN again.
    case locked = "staff_locked"
    case pinMustChange = "pin_must_change"
    case wrongPIN = "wrong_pin"
    /// Too many wrong PINs.
    case pinLocked = "pin_locked"
    case busy = "sign_in_busy"
    case idMissing = "id_missing"
    case causeUnknown = "cause_unknown"
    case remarkTooLong = "remark_too_long"
    case orderMalformed = "order_malformed"
    case eventUnknown = "event_unknown"
    case notRecorded = "not_recorded"
    case noPassphrase = "no_passphrase"
    case messageMalformed = "message_malformed"

    var status: HTTPResponse.Status {
        switch self {
        case .notSignedIn, .wrongPIN: .unauthorized
        case .locked, .pinMustChange, .noPassphrase: .forbidden
        case .pinLocked, .busy: .tooManyRequests
        case .idMissing, .causeUnknown, .remarkTooLong, .orderMalformed, .eventUnknown,
            .messageMalformed:
            .unprocessableContent
        case .notRecorded: .serviceUnavailable
        }
    }

    var detail: String {
        switch self {
        case .notSignedIn: "Nobody has signed in at this door."
        case .locked: "The staff side has locked itself; type the PIN again."
        case .pinMustChange: "Choose a PIN of your own first."
        case .wrongPIN: "This is not the PIN."
        case .pinLocked: "Too many wrong PINs; wait before the next one."
        case .busy: "Somebody is signing in; try again."
        case .idMissing: "Type your number."
        case .causeUnknown: "That is no reason of the list."
        case .remarkTooLong: "A remark has at most \(Act.maximumRemarkBytes) bytes."
        case .orderMalformed: "The order does not say what it is about."
        case .eventUnknown: "This door is not for that event."
        case .notRecorded: "The journal could not be read or written. Nothing was done."
        case .messageMalformed:
            "A message has 1 to \(Message.maximumTextBytes) bytes of text."
        case .noPassphrase: "This needs the manager's login, and no passphrase is configured."
        }
    }

    func problem(retryAfter: Duration? = nil) -> Problem {
        Problem(status, code: rawValue, detail: detail, retryAfter: retryAfter)
    }

    /// Every code that the staff side may answer with and that has words in the section "staff".
    static var codes: [String] {
        allCases.map(\.rawValue) + PINFault.allCases.map(\.code)
            + [SearchFault.tooShort, .tooLong, .noList].map(\.code)
    }
}

extension Problem {
    /// What a fault of the ports means to a page. A refused order has changed nothing.
    static func staff(_ error: any Error) -> Problem {
        switch error {
        case let problem as Problem: return problem
        case let fault as OrderFault:
            let isAboutRoles = fault == .notAllowed || fault == .higherRoleNeeded
            return Problem(
                isAboutRoles ? .forbidden : .conflict, code: fault.code, detail: fault.sentence)
        case let fault as PINFault:
            return Problem(.unprocessableContent, code: fault.code, detail: fault.sentence)
        case let fault as SearchFault:
            let isOurs = fault == .noList
            return Problem(
                isOurs ? .conflict : .unprocessableContent, code: fault.code,
                detail: fault.sentence)
        default: return DeskRefusal.notRecorded.problem(retryAfter: .seconds(1))
        }
    }
}

extension Fault {
    fileprivate var sentence: String {
        message.prefix(1).uppercased() + message.dropFirst() + "."
    }
}
