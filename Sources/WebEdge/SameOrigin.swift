// Against forged requests from another site's page: a browser says where a request was made, and a
// page cannot change that. Beside it stand SameSite cookies and the demand for JSON. It must look
// at every request that is not a plain read.

package import Hummingbird

/// Refuses writes that a browser says another site's page made.
///
/// A request without `Sec-Fetch-Site` and without `Origin` was not made by a page (browsers send
/// at least one of them with every POST), so it passes: a command-line client is no forgery.
package struct SameOrigin: RouterMiddleware {
    package typealias Context = WebContext

    package init() {}

    @concurrent
    package func handle(
        _ request: Request, context: WebContext, next: WebContext.Next
    ) async throws -> Response {
        if request.method != .get, request.method != .head, !Self.isOwn(request) {
            throw Problem.foreignOrigin
        }
        return try await next(request, context)
    }

    private static func isOwn(_ request: Request) -> Bool {
        if let name = HeaderName("Sec-Fetch-Site"), let site = request.headers[name] {
            guard site == "same-origin" || site == "none" else { return false }
        }
        guard let origin = request.headers[.origin] else { return true }
        guard let authority = request.head.authority else { return false }
        return origin == "http://\(authority)" || origin == "https://\(authority)"
    }
}
