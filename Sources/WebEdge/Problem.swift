// Errors as a client sees them: problem details (RFC 9457) with a stable code to program against
// and a sentence for people. It must never carry a code text, a guest's name, or the text of an
// error of ours.

import Foundation
package import Hummingbird

/// A refusal of a request. `type` is left out, so by the RFC the title is the status's own phrase
/// and `code`, an extension member, says which problem it is.
package struct Problem: HTTPResponseError, Equatable {
    package let status: HTTPResponse.Status
    /// Stable, lower case with underscores.
    package let code: String
    /// One sentence for people.
    package let detail: String
    /// When to come back, for problems that pass.
    package let retryAfter: Duration?
    /// Further extension members, for programs.
    package let members: [String: String]
    /// What a client has to bring along that was not let in (RFC 9110, 11.6.1).
    package let challenge: String?

    package init(
        _ status: HTTPResponse.Status, code: String, detail: String, retryAfter: Duration? = nil,
        members: [String: String] = [:], challenge: String? = nil
    ) {
        self.status = status
        self.code = code
        self.detail = detail
        self.retryAfter = retryAfter
        self.members = members
        self.challenge = challenge
    }

    private struct Body: Encodable {
        let problem: Problem

        private struct Name: CodingKey {
            let stringValue: String
            var intValue: Int? { nil }

            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        func encode(to encoder: any Encoder) throws {
            var body = encoder.container(keyedBy: Name.self)
            for (name, value) in problem.members {
                try body.encode(value, forKey: Name(stringValue: name))
            }
            try body.encode(problem.code, forKey: Name(stringValue: "code"))
            try body.encode(problem.detail, forKey: Name(stringValue: "detail"))
            try body.encode(problem.status.code, forKey: Name(stringValue: "status"))
            try body.encode(problem.status.reasonPhrase, forKey: Name(stringValue: "title"))
        }
    }

    package func response(from request: Request, context: some RequestContext) throws -> Response {
        var response = try JSONBody.response(Body(problem: self), status: status)
        response.headers[.contentType] = "application/problem+json"
        response.headers[.cacheControl] = "no-store"
        if let challenge { response.headers[.wwwAuthenticate] = challenge }
        if let retryAfter {
            // Whole seconds, rounded up: a client that comes back on time must be let in.
            response.headers[.retryAfter] = String((retryAfter.components.seconds) + 1)
        }
        return response
    }
}

extension Problem {
    package static let tooLarge = Problem(
        .contentTooLarge, code: "body_too_large", detail: "The request's body is too long.")
    package static let notJSON = Problem(
        .unsupportedMediaType, code: "not_json",
        detail: "The body must be JSON, and say so in Content-Type.")
    package static let malformed = Problem(
        .badRequest, code: "malformed_body", detail: "The body is not the JSON expected here.")
    package static let foreignHost = Problem(
        .misdirectedRequest, code: "foreign_host",
        detail: "This address serves only requests addressed to this machine itself.")
    package static let foreignOrigin = Problem(
        .forbidden, code: "foreign_origin", detail: "The request was made by another site's page.")
    package static let tooManyListeners = Problem(
        .serviceUnavailable, code: "too_many_listeners",
        detail: "Too many pages are open; close one.", retryAfter: .seconds(5))
}
