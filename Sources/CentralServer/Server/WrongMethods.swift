// A path that is known, asked by a method that it does not have: 405, and which methods it has.
// Without this a client could not tell a wrong method from a wrong path. What is asked rightly must
// never come through here: this is added behind all routes, where only the unknown arrives.

import Hummingbird
import WebEdge

/// Writes down the routes that are added, and adds them.
final class KnownRoutes<Routes: RouterMethods>: RouterMethods {
    typealias Context = Routes.Context

    private let routes: Routes
    private var methods: [String: [String]] = [:]

    init(_ routes: Routes) { self.routes = routes }

    @discardableResult
    func on<Responder: HTTPResponder>(
        _ path: RouterPath, method: HTTPRequest.Method, responder: Responder
    ) -> Self where Responder.Context == Context {
        methods[path.description, default: []].append(method.rawValue)
        routes.on(path, method: method, responder: responder)
        return self
    }

    @discardableResult
    func add(middleware: any MiddlewareProtocol<Request, Response, Context>) -> Self {
        _ = routes.add(middleware: middleware)
        return self
    }

    /// Each path with the methods it has. Whoever can be read can be asked for its head.
    var all: [PathMethods] {
        methods.map { path, methods in
            PathMethods(
                pattern: path, methods: methods + (methods.contains("GET") ? ["HEAD"] : []))
        }
    }
}

/// The methods of the paths of one pattern.
struct PathMethods: Sendable {
    private let parts: [Substring]
    /// As the header field `Allow` lists them.
    let allow: String

    /// - Parameter pattern: a component that begins with ':' or '{' stands for any one.
    init(pattern: String, methods: [String]) {
        parts = pattern.split(separator: "/")
        allow = methods.sorted().joined(separator: ", ")
    }

    func matches(_ path: String) -> Bool {
        let given = path.split(separator: "/")
        return given.count == parts.count
            && zip(given, parts).allSatisfy { component, part in
                part.hasPrefix(":") || part.hasPrefix("{") || component == part
            }
    }
}

struct WrongMethods: RouterMiddleware {
    typealias Context = WebContext

    let known: [PathMethods]

    @concurrent
    func handle(
        _ request: Request, context: WebContext, next: WebContext.Next
    ) async throws -> Response {
        guard let path = known.first(where: { $0.matches(request.uri.path) }) else {
            return try await next(request, context)
        }
        var response = try Problem.wrongMethod.response(from: request, context: context)
        response.headers[.allow] = path.allow
        return response
    }
}
