// Identifiers written as string literals, for tests only: a wrong one stops the test that wrote it.

package import CheckinCore

extension Identifier: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) {
        guard let identifier = Self(text) else {
            preconditionFailure("not an identifier: \(text)")
        }
        self = identifier
    }
}
