// POST /v1/attempts: a batch of a box's journal. The body goes to the database as it came, which
// stores each attempt once and answers; nothing of it is read here, and nothing of it is logged.

import Hummingbird
import Logging
import PostgresClient
import WebEdge

struct AttemptRoutes: Sendable {
    /// 500 attempts of the largest kind (8 kB each), and the words around them.
    static let maximumBytes = (4 << 20) + (64 << 10)
    /// Two batches that wait for each other in a circle: one is sent away and tries again.
    private static let tries = 3
    private static let clashes: Set<String> = ["40001", "40P01"]

    /// Of a device's id and the body: the answer, how many were new, how many are forked.
    static let ingest = """
        SELECT r::text, r ->> 'stored', jsonb_array_length(r -> 'forked')
        FROM (SELECT $2::jsonb AS body) b
        CROSS JOIN LATERAL door_ingest($1,
            CASE jsonb_typeof(b.body -> 'incarnation') WHEN 'string'
                THEN b.body ->> 'incarnation' END, b.body) AS r
        """

    let desk: DeviceDesk
    let metrics: Metrics
    let logger: Logger

    func add(to router: some RouterMethods<WebContext>) {
        router.post("v1/attempts") { request, _ in try await take(request) }
    }

    private func take(_ request: Request) async throws -> Response {
        let device = try await desk.device(for: request)
        let body = try await JSONBody.text(from: request, limit: Self.maximumBytes)
        let row = try await stored(body, of: device)
        guard let answer = row.text(0) else { throw Problem.badBatch }
        let forks = Int(row.number(2) ?? 0)
        metrics.stored(Int(row.number(1) ?? 0), forks: forks)
        if forks > 0 {
            logger.warning(
                "a journal was forked: another attempt came under a number that is held",
                metadata: ["device": "\(device.id)", "numbers": "\(forks)"])
        }
        return Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: answer)))
    }

    private func stored(_ body: String, of device: DeviceRecord) async throws -> PostgresRow {
        var turn = 0
        while true {
            turn += 1
            do {
                let rows = try await desk.database.query(
                    Self.ingest, [.text(device.id), .text(body)], limit: .page)
                if let row = rows.first { return row }
                throw Problem.badBatch
            } catch let fault as PostgresFault
                where turn < Self.tries && Self.clashes.contains(fault.state ?? "")
            { continue }
        }
    }
}
