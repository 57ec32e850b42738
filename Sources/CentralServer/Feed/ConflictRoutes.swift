// GET /v1/events/{event}/conflicts: which admissions and payments contradict each other now. They
// follow from the attempts and are found anew for every page, by the database; none is stored, and
// one that a later exit dissolved is not there any more.

import CheckinCore
import Hummingbird
import PostgresClient
import WebEdge

struct ConflictRoutes: Sendable {
    /// The most conflicts of a page: what a page of a screen could show many times over.
    static let longestPage: Int64 = 200

    let desk: DeviceDesk

    func add(to router: some RouterMethods<WebContext>) {
        router.get("v1/events/:event/conflicts") { request, context in
            try await conflicts(request, context)
        }
    }

    private func conflicts(_ request: Request, _ context: WebContext) async throws -> Response {
        let device = try await desk.device(for: request)
        let event = try EventPath.event(of: context)
        let query = request.uri.queryParameters
        let after = try QueryValue.conflict(query["after"])
        let limit = try QueryValue.number(query["limit"], 1...Self.longestPage)
        let rows = try await desk.database.query(
            "SELECT door_conflict_page($1, $2, $3, $4::int)::text",
            [
                .text(device.id), .text(event), .text(after ?? ""),
                .number(limit ?? Self.longestPage),
            ], limit: .page)
        guard let text = rows.first?.text(0) else { throw Problem.eventNotServed }
        return Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
