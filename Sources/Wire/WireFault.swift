// What can be wrong with a message of the protocol. A fault names the member and never says what
// stood there: a token, a code or a guest's name could be part of it.

package import CheckinCore

package enum WireFault: Fault, Hashable {
    case notJSON
    /// More bytes than such a message has.
    case tooLarge
    case missing(String)
    /// Of another kind than it should be, outside its bounds, or a word that is not known here.
    case malformed(String)
    /// A list or text with more in it than is taken.
    case tooMany(String)

    package var code: String {
        switch self {
        case .notJSON: "message_not_json"
        case .tooLarge: "message_too_large"
        case .missing: "member_missing"
        case .malformed: "member_malformed"
        case .tooMany: "member_too_many"
        }
    }

    package var remedy: FaultRemedy { .retry }

    package var message: String {
        switch self {
        case .notJSON: "the message is not JSON"
        case .tooLarge: "the message is longer than such a message may be"
        case .missing(let name): "the message lacks '\(name)'"
        case .malformed(let name): "'\(name)' of the message is not what it should be"
        case .tooMany(let name): "'\(name)' of the message holds more than is taken"
        }
    }

    package var hint: String {
        "something between the box and the central server changed it, or their versions do not fit"
    }
}
