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

    package init(
        _ status: HTTPResponse.Status, code: String, detail: String, retryAfter: Duration? = nil
    ) {
        self.status = status
        self.code = code
        self.detail = detail
        self.retryAfter = retryAfter
    }

    private struct Body: Encodable {
        let code: String
        let detail: String
        let status: Int
        let title: String
    }

    package func response(from request: Request, context: some RequestContext) throws -> Response {
        let body = Body(
            code: code, detail: detail, status: status.code, title: status.reasonPhrase)
        var response = try JSONBody.response(body, status: status)
        response.headers[.contentType] = "application/problem+json"
        response.headers[.cacheControl] = "no-store"
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
