// The last stop of every error: turns whatever was thrown into problem details. It exists so that
// no route can answer with a framework's text. It must never let an error's own description out.

package import Hummingbird
import Logging

package struct ProblemMiddleware: RouterMiddleware {
    package typealias Context = WebContext

    package init() {}

    @concurrent
    package func handle(
        _ request: Request, context: WebContext, next: WebContext.Next
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            return try Self.problem(for: error, context: context)
                .response(from: request, context: context)
        }
    }

    private static func problem(for error: any Error, context: WebContext) -> Problem {
        if let problem = error as? Problem { return problem }
        guard let known = error as? any HTTPResponseError else {
            context.logger.error(
                "A request failed", metadata: ["error": "\(type(of: error))"])
            return Problem(
                .internalServerError, code: "internal",
                detail: "Something went wrong here; the log says what.")
        }
        switch known.status {
        case .notFound:
            return Problem(.notFound, code: "not_found", detail: "There is nothing here.")
        case .contentTooLarge: return .tooLarge
        default:
            return Problem(
                known.status, code: "refused", detail: "The request could not be served.")
        }
    }
}
