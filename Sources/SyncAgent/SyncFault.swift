// Every way in which asking the central server can end without an answer, each by its name: what is
// done about it differs. A text of somebody else's must never be in here, but for the code of a
// problem, which is a plain word.

package import CheckinCore
package import Wire

package enum SyncFault: Fault, Hashable {
    /// No connection: refused, no route, no such host, or hung up before a word.
    case unreachable
    case timedOut
    /// Whoever answers has no certificate that we believe.
    case distrusted
    /// The same, while our own clock cannot be trusted to judge a certificate's dates.
    case wrongClock
    /// 401 or 403. `code` is empty when something else than the server answered.
    case refused(code: String)
    /// The server's key has signed that this box was revoked.
    case revoked(Revocation)
    /// 409.
    case conflict(code: String)
    /// 413: send less at once.
    case tooLarge
    /// 400, 415, 422 and the like: the server does not take what we say.
    case unacceptable(status: Int, code: String)
    /// 429, or 503: later, and after so long if it said so.
    case busy(retryAfter: Duration?)
    /// Any other 5xx.
    case failed(status: Int, retryAfter: Duration?)
    /// An answer that is none of the server's: a page for people, or not what it should be.
    case unreadable(WireFault)
    /// Sent elsewhere, as a captive portal does. Nobody follows: the token is for one server.
    case redirected
    /// More bytes than such an answer has.
    case answerTooLarge
    /// The answer ended before it was whole.
    case truncated
    /// Whoever asked does not want to know any more.
    case cancelled

    package var code: String {
        switch self {
        case .unreachable: "central_unreachable"
        case .timedOut: "central_timed_out"
        case .distrusted: "central_distrusted"
        case .wrongClock: "central_clock"
        case .refused: "central_refused"
        case .revoked: "device_revoked"
        case .conflict: "central_conflict"
        case .tooLarge: "central_wants_less"
        case .unacceptable: "central_unacceptable"
        case .busy: "central_busy"
        case .failed: "central_failed"
        case .unreadable: "central_unreadable"
        case .redirected: "central_redirected"
        case .answerTooLarge: "central_answer_too_large"
        case .truncated: "central_answer_truncated"
        case .cancelled: "cancelled"
        }
    }

    package var remedy: FaultRemedy {
        switch self {
        case .revoked, .conflict, .cancelled: .stop
        default: .retry
        }
    }

    package var message: String {
        switch self {
        case .unreachable: "the central server cannot be reached"
        case .timedOut: "the central server did not answer in time"
        case .distrusted: "the central server's certificate is not believed"
        case .wrongClock:
            "the central server's certificate is not believed, and the box does not know the time"
        case .refused(let code):
            code.isEmpty
                ? "something on the way to the central server refuses this box"
                : "the central server refuses this box: \(code)"
        case .revoked(let revocation): "\(revocation.device) was revoked"
        case .conflict(let code): "the central server holds another journal: \(code)"
        case .tooLarge: "the central server wants less at once"
        case .unacceptable(let status, let code):
            "the central server does not take this: \(status) \(code)"
        case .busy: "the central server is busy"
        case .failed(let status, _): "the central server failed: \(status)"
        case .unreadable(let fault): "the answer is not the central server's: \(fault.message)"
        case .redirected: "the answer points elsewhere, as a login page of a network does"
        case .answerTooLarge: "the answer is longer than any of the central server's"
        case .truncated: "the answer ended before it was whole"
        case .cancelled: "nobody waits for the answer any more"
        }
    }

    package var hint: String {
        switch self {
        case .unreachable, .timedOut, .truncated: "look at the network and at the server"
        case .distrusted: "compare the address and the pinned authority with the server's"
        case .wrongClock: "set the clock first: 'checkind clock status'"
        case .refused: "ask whoever runs the server whether this box is known and for which events"
        case .revoked: "the box is no longer used; its journal stays until it is recovered"
        case .conflict: "find out whether the state folder was copied to another box"
        case .tooLarge, .busy, .failed, .cancelled: "it is tried again"
        case .unacceptable: "the versions of the box and the server do not fit"
        case .unreadable, .redirected, .answerTooLarge:
            "see whether the network wants somebody to log in, and whether the address is right"
        }
    }

    /// How long the server wants to be left alone.
    package var retryAfter: Duration? {
        switch self {
        case .busy(let span), .failed(_, let span): span
        default: nil
        }
    }
}
