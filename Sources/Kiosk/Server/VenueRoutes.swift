// The manager's page and its API, behind the login where a passphrase is configured. The emergency
// and its end are all that it can do to a door, beside words for those who stand there; a word on a
// conflict is for the books.

import CheckinCore
import Hummingbird
import WebEdge

struct VenueRoutes {
    private static let defaultRows = 50
    /// What `VenueView` answers at once.
    private static let maximumRows = 500
    /// A passphrase of the longest kind, escaped.
    private static let loginBodyBytes = 8 * 1_024
    /// `{"target": …}` and nothing else.
    private static let orderBodyBytes = 256
    /// The longest text, every byte of it escaped in JSON.
    private static let messageBodyBytes = Message.maximumTextBytes * 6 + 64

    let pages: StaticFiles
    let state: KioskState
    let hub: EventHub
    let pulse: Pulse
    let orders: OrderDesk
    /// nil: no passphrase is configured.
    let sessions: Sessions?
    let desk: LoginDesk?

    private struct Login: Decodable { let passphrase: String }
    private struct Nothing: Decodable {}
    private struct AllClear: Decodable { let target: Int64 }
    private struct Said: Decodable { let text: String }
    private struct Rows: Encodable { let attempts: [AttemptMessage] }

    func add(to router: some RouterMethods<WebContext>) {
        router.get("login") { request, _ in
            guard desk != nil else { return Response.redirect(to: "/") }
            return try pages.response(to: request, name: "login.html")
        }
        router.post("login") { request, context in try await logIn(request, context) }
        router.post("logout") { request, _ in await logOut(request) }

        let inside = router.group().add(middleware: RequireSession(sessions: sessions))
        inside.get("/") { request, _ in try pages.response(to: request, name: "manager.html") }
        inside.get("api/v1/venue/state") { _, _ in try JSONBody.response(await state.venue()) }
        inside.get("api/v1/venue/attempts") { request, _ in try await attempts(request) }
        inside.post("api/v1/venue/emergency") { request, _ in
            _ = try await JSONBody.read(Nothing.self, from: request, limit: Self.orderBodyBytes)
            return try await orders.carryOut(.emergency, by: OrderDesk.venueManager)
        }
        inside.post("api/v1/venue/all-clear") { request, _ in try await allClear(request) }
        ConflictRoutes(state: state, orders: orders, canDecide: sessions != nil).add(to: inside)
        inside.post("api/v1/venue/messages") { request, _ in try await say(request) }
        inside.get("api/v1/venue/events") { request, context in
            let greeting = await pulse.venueGreeting()
            let subscription = try await hub.subscribe(
                after: request.headers[.lastEventID], greeting: greeting.frames,
                disconnect: context.disconnect)
            await pulse.welcomeVenue(greeting)
            return EventStream.response(to: request, from: subscription)
        }
    }

    /// Where nobody can log in, everybody on the box could say so; the door has managers' PINs.
    private func allClear(_ request: Request) async throws -> Response {
        guard sessions != nil else { throw DeskRefusal.noPassphrase.problem() }
        let body = try await JSONBody.read(
            AllClear.self, from: request, limit: Self.orderBodyBytes)
        return try await orders.carryOut(
            .allClear(AttemptNumber(body.target)), by: OrderDesk.venueManager)
    }

    /// Likewise: words that look like a manager's have to be one's.
    private func say(_ request: Request) async throws -> HTTPResponse.Status {
        guard sessions != nil else { throw DeskRefusal.noPassphrase.problem() }
        let said = try await JSONBody.read(
            Said.self, from: request, limit: Self.messageBodyBytes)
        guard said.text.utf8.count <= Message.maximumTextBytes,
            !said.text.allSatisfy(\.isWhitespace)
        else { throw DeskRefusal.messageMalformed.problem() }
        do {
            try await state.ports.messages?.say(
                said.text, to: state.ports.setting.current().event,
                by: OrderDesk.venueManager.id, at: state.ports.time.now())
        } catch { throw Problem.staff(error) }
        await orders.refresh()
        return .noContent
    }

    private func attempts(_ request: Request) async throws -> Response {
        let query = request.uri.queryParameters
        let limit = try number(query["limit"], name: "limit") ?? Int64(Self.defaultRows)
        let before = try number(query["before"], name: "before")
        guard (1...Int64(Self.maximumRows)).contains(limit) else { throw outOfRange("limit") }
        let rows = try await state.attempts(
            before: before.map(AttemptNumber.init), limit: Int(limit))
        return try JSONBody.response(Rows(attempts: rows))
    }

    private func number(_ text: Substring?, name: String) throws -> Int64? {
        guard let text else { return nil }
        guard let number = Int64(text), number > 0 else { throw outOfRange(name) }
        return number
    }

    private func outOfRange(_ name: String) -> Problem {
        Problem(
            .badRequest, code: "out_of_range",
            detail: "'\(name)' must be a whole number greater than 0, and 'limit' at most 500.")
    }

    private func logIn(_ request: Request, _ context: WebContext) async throws -> Response {
        guard let desk else {
            throw Problem(
                .notFound, code: "no_passphrase", detail: "No passphrase is configured here.")
        }
        let login = try await JSONBody.read(Login.self, from: request, limit: Self.loginBodyBytes)
        let name = try await desk.logIn(passphrase: login.passphrase, from: context.peer)
        var response = Response(status: .noContent)
        response.setCookie(Sessions.cookie(name))
        return response
    }

    private func logOut(_ request: Request) async -> Response {
        if let name = request.cookies[Sessions.cookieName]?.value { await sessions?.close(name) }
        var response = Response(status: .noContent)
        response.setCookie(Sessions.cookie("", lifetime: .zero))
        return response
    }
}
