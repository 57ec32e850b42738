// The door in front of the manager's page and its API. It must stand before every route that shows
// anything of the event.

import Hummingbird
import WebEdge

struct RequireSession: RouterMiddleware {
    typealias Context = WebContext

    /// nil: no passphrase is configured, and only the loopback listener exists.
    let sessions: Sessions?

    @concurrent
    func handle(
        _ request: Request, context: WebContext, next: WebContext.Next
    ) async throws -> Response {
        guard let sessions else { return try await next(request, context) }
        if let name = request.cookies[Sessions.cookieName]?.value, await sessions.isOpen(name) {
            return try await next(request, context)
        }
        if request.uri.path.hasPrefix("/api/") {
            throw Problem(.unauthorized, code: "login_required", detail: "Log in first.")
        }
        return Response.redirect(to: "/login")
    }
}
