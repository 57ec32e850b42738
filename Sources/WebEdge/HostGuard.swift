// Against DNS rebinding: a page of another site can make its own name point to 127.0.0.1 and then
// talk to the door as its own origin, but it cannot lie about the name it used. It must stand in
// front of everything the loopback listener serves.

package import Hummingbird

/// Lets pass only requests whose `Host` names this machine itself.
package struct HostGuard: RouterMiddleware {
    package typealias Context = WebContext

    package init() {}

    @concurrent
    package func handle(
        _ request: Request, context: WebContext, next: WebContext.Next
    ) async throws -> Response {
        guard let authority = request.head.authority, Self.isLoopback(authority) else {
            throw Problem.foreignHost
        }
        return try await next(request, context)
    }

    /// `localhost`, `127.x.y.z` or `[::1]`, with or without a port.
    package static func isLoopback(_ authority: String) -> Bool {
        let host = hostPart(of: authority[...]).lowercased()
        if host == "localhost" || host == "[::1]" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127"
            && parts.allSatisfy { part in
                (1...3).contains(part.count) && part.utf8.allSatisfy { (48...57).contains($0) }
                    && Int(part).map { $0 <= 255 } == true
            }
    }

    private static func hostPart(of authority: Substring) -> Substring {
        if authority.first == "[", let end = authority.firstIndex(of: "]") {
            let rest = authority[authority.index(after: end)...]
            return rest.isEmpty || rest.first == ":" ? authority[...end] : ""
        }
        return authority.prefix { $0 != ":" }
    }
}
