// Whether the server lives, whether it can serve, and what it counts: for those who run it. None of
// this names an event, a box or a guest.

import Hummingbird
import PostgresClient
import WebEdge

struct HealthRoutes: Sendable {
    let database: PostgresPool
    let waiters: FeedWaiters
    let metrics: Metrics

    private struct State: Encodable { let status: String }

    func add(to router: some RouterMethods<WebContext>) {
        router.get("healthz") { _, _ in try JSONBody.response(State(status: "alive")) }
        router.get("readyz") { _, _ in
            do {
                try await database.query("SELECT FROM door_migration LIMIT 1")
            } catch { throw Problem.databaseAway }
            return try JSONBody.response(State(status: "ready"))
        }
        router.get("metrics") { _, _ in
            let usage = await database.usage
            let text = metrics.text([
                (
                    "central_feed_waiters", "Boxes that wait for a feed.",
                    await waiters.count
                ),
                ("central_database_connections", "Connections that are open.", usage.open),
                ("central_database_idle", "Connections that nobody uses.", usage.idle),
                ("central_database_queue", "Requests that wait for one.", usage.waiting),
            ])
            return Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
        }
    }
}
