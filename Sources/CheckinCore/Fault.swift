// What went wrong on our side. A fault is thrown; a verdict never is.

/// What a caller may do about a fault.
package enum FaultRemedy: String, Sendable {
    case retry
    case degrade
    case stop
}

/// An error with a stable code and words for the person who has to mend it. Each module has one
/// enum of them. Its text must never contain a secret, a code text or a guest's name.
package protocol Fault: Error, CustomStringConvertible {
    /// Stable, lower case with underscores.
    var code: String { get }
    var remedy: FaultRemedy { get }
    /// What happened, in one sentence without a full stop.
    var message: String { get }
    /// What to do about it, in one sentence.
    var hint: String { get }
}

extension Error {
    /// What may be told of any error: a fault's message, which holds no secret by contract; of an
    /// error that nobody foresaw only the type, since its text may quote anything.
    package var toldMessage: String {
        (self as? any Fault)?.message ?? "unexpected \(type(of: self))"
    }
}

extension Fault {
    package var description: String { "\(code): \(message) (\(hint))" }
}
