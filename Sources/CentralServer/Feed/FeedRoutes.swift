// GET /v1/events/{event}/feed: the next page of what a box is told, at once when there is one and
// else as soon as there is. The page is made by the database and handed on unread.

import CheckinCore
import Hummingbird
import PostgresClient
import WebEdge

struct FeedRoutes: Sendable {
    /// Less than what proxies commonly allow a request.
    static let longestWait: Int64 = 30
    /// The most entries of a page.
    static let longestPage: Int64 = 500
    /// While waiting the server looks by itself this often: a notification may be lost.
    private static let lookSpan: Duration = .seconds(5)

    let desk: DeviceDesk
    let waiters: FeedWaiters
    let time: any TimeSource

    private struct Question {
        let device: String
        let event: String
        let incarnation: String
        let generation: String?
        let after: Int64
        let limit: Int64
    }

    func add(to router: some RouterMethods<WebContext>) {
        router.get("v1/events/:event/feed") { request, context in
            try await feed(request, context)
        }
    }

    private func feed(_ request: Request, _ context: WebContext) async throws -> Response {
        let device = try await desk.device(for: request)
        let query = request.uri.queryParameters
        let question = Question(
            device: device.id, event: try EventPath.event(of: context),
            incarnation: try identifier(query["incarnation"]) ?? "",
            generation: try uuid(query["generation"]),
            after: try number(query["after"], 0...Int64.max) ?? 0,
            limit: try number(query["limit"], 1...Self.longestPage) ?? Self.longestPage)
        let wait = try number(query["wait"], 0...Self.longestWait) ?? 0
        let page =
            wait == 0
            ? try await self.page(question).text
            : try await patiently(question, for: .seconds(wait))
        return Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: page)))
    }

    /// Begins to wait before it looks, so that nothing falls between.
    private func patiently(_ question: Question, for span: Duration) async throws -> String {
        let wait = try await waiters.wait(for: question.event, as: question.device)
        let clock = Task { [time] in
            let end = time.uptime() + span
            while time.uptime() < end {
                try await time.sleep(for: min(Self.lookSpan, end.since(time.uptime())))
                wait.nudge()
            }
            wait.end()
        }
        defer {
            clock.cancel()
            wait.end()
        }
        var page = try await self.page(question)
        if page.isNews { return page.text }
        for await _ in wait.reasons {
            page = try await self.page(question)
            if page.isNews { return page.text }
        }
        return page.text
    }

    /// News: there are entries, the cursor moved on, or the box has to begin anew.
    private func page(_ question: Question) async throws -> (text: String, isNews: Bool) {
        let rows = try await desk.database.query(
            """
            SELECT p::text, p ? 'reset' OR (p ->> 'cursor')::bigint > $5::bigint
            FROM door_feed_page($1, $2, $3, $4::uuid, $5::bigint, $6::int) AS p
            """,
            [
                .text(question.device), .text(question.incarnation), .text(question.event),
                .optional(question.generation), .number(question.after), .number(question.limit),
            ], limit: .page)
        guard let row = rows.first, let text = row.text(0) else { throw Problem.eventNotServed }
        return (text, row.truth(1))
    }

    private func number(_ text: Substring?, _ bounds: ClosedRange<Int64>) throws -> Int64? {
        guard let text else { return nil }
        guard let number = Int64(text), bounds.contains(number) else { throw Problem.badQuery }
        return number
    }

    private func identifier(_ text: Substring?) throws -> String? {
        guard let text else { return nil }
        guard let life = Incarnation(String(text)) else { throw Problem.badQuery }
        return life.text
    }

    private func uuid(_ text: Substring?) throws -> String? {
        guard let text else { return nil }
        guard UUIDText.isUUID(text.utf8) else { throw Problem.badQuery }
        return String(text)
    }
}

/// The event in a path.
enum EventPath {
    /// Events of the platform are UUIDs; nobody serves anything else.
    static func event(of context: WebContext) throws -> String {
        guard let text = context.parameters.get("event"), UUIDText.isUUID(text.utf8) else {
            throw Problem.eventNotServed
        }
        return text.lowercased()
    }
}
