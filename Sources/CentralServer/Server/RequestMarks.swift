// What every answer carries: the server's time and a name of the request, for finding it in the
// log. It also counts, and turns what the database refused into problems. It must never log a
// query, a header or a body: tokens and guests are in them.

import CheckinCore
import Cryptography
import Hummingbird
import Logging
import PostgresClient
import WebEdge

struct RequestMarks: RouterMiddleware {
    typealias Context = WebContext

    /// Longer names than ours are not taken over from a client.
    private static let longestID = 64

    let time: any TimeSource
    let metrics: Metrics
    let logger: Logger

    @concurrent
    func handle(
        _ request: Request, context: WebContext, next: WebContext.Next
    ) async throws -> Response {
        let begun = time.uptime()
        let id = Self.id(of: request)
        var response = try await next(request, context)
        let span = time.uptime().since(begun)
        response.headers[.serverTime] = String(time.now().milliseconds)
        response.headers[.requestID] = id
        let route = context.endpointPath ?? "none"
        metrics.answered(route, request.method.rawValue, response.status.code)
        logger.log(
            level: response.status.code >= 500 ? .warning : .debug, "answered",
            metadata: [
                "request": "\(id)", "method": "\(request.method.rawValue)", "route": "\(route)",
                "status": "\(response.status.code)", "ms": "\(span.milliseconds)",
            ])
        return response
    }

    /// The client's name of the request if it is a plain word, else one of ours.
    private static func id(of request: Request) -> String {
        if let given = request.headers[.requestID], (1...longestID).contains(given.utf8.count),
            given.utf8.allSatisfy({ byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                    || (0x61...0x7A).contains(byte) || byte == 0x2D
            })
        {
            return given
        }
        return Hex.text(of: (try? Randomness.bytes(count: 8)) ?? [])
    }
}

/// Turns faults of the database into problems, before anybody else sees them.
struct DatabaseProblems: RouterMiddleware {
    typealias Context = WebContext

    let logger: Logger

    @concurrent
    func handle(
        _ request: Request, context: WebContext, next: WebContext.Next
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let fault as PostgresFault {
            if let problem = Problem.database(fault) {
                logger.log(
                    level: problem == .databaseAway ? .warning : .debug,
                    "a request could not be served",
                    metadata: ["fault": "\(fault)", "state": "\(fault.state ?? "none")"])
                throw problem
            }
            logger.error("the database refused a request", metadata: ["fault": "\(fault)"])
            throw fault
        }
    }
}

extension HeaderName {
    /// Milliseconds since 1970, as the server's clock has it.
    static let serverTime = field("Checkin-Time")
    static let requestID = field("X-Request-Id")

    private static func field(_ name: String) -> Self {
        guard let field = Self(name) else { preconditionFailure("a token by RFC 9110") }
        return field
    }
}
