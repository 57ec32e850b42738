// Headers that every answer carries. They exist because pages show guests' names: even if a page
// had a hole, nothing could be loaded from or sent to elsewhere. No exception must ever be made for
// an inline script or style.

package import Hummingbird

package struct SecurityHeaders: RouterMiddleware {
    package typealias Context = WebContext

    /// Everything from ourselves; no frames, no plugins, no inline code.
    package static let policy = """
        default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
        connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; \
        frame-ancestors 'none'
        """

    private static let fields: [(name: String, value: String)] = [
        ("Content-Security-Policy", policy),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
    ]

    package init() {}

    @concurrent
    package func handle(
        _ request: Request, context: WebContext, next: WebContext.Next
    ) async throws -> Response {
        var response = try await next(request, context)
        for field in Self.fields {
            if let name = HeaderName(field.name) { response.headers[name] = field.value }
        }
        // Whoever wants something kept in a cache says so; nothing else is.
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        return response
    }
}
