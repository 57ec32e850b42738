// What a text says when it is one of our codes: said, not proved.

package import CheckinCore

package enum CodeContent: Sendable {
    case ns1(NS1)
    case ns2(NS2)

    /// Reads a cleaned text. No base64 text begins like a compact code.
    init(_ text: ArraySlice<UInt8>) throws(CodeDefect) {
        self = NS2.isClaimed(by: text) ? .ns2(try NS2(text)) : .ns1(try NS1(text))
    }

    package var scheme: Scheme {
        switch self {
        case .ns1: .ns1
        case .ns2(let code): code.scheme
        }
    }

    func claims(for event: EventID) -> Claims {
        switch self {
        case .ns1(let code): code.claims
        case .ns2(let code): code.claims(for: event)
        }
    }
}
