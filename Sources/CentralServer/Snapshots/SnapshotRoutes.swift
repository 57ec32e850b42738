// GET /v1/events/{event}/snapshot: which snapshot there is; …/snapshot/{id}: its bytes, whole or a
// range. A piece at a time is in memory, and no connection to the database is held while a client
// reads slowly.

import CheckinCore
import Hummingbird
import PostgresClient
import WebEdge

struct SnapshotRoutes: Sendable {
    private static let pieceLimit = AnswerLimit(rows: 1, bytes: SnapshotWriter.pieceBytes)

    let desk: DeviceDesk
    let snapshots: SnapshotDesk

    func add(to router: some RouterMethods<WebContext>) {
        router.get("v1/events/:event/snapshot") { request, context in
            let event = try await event(request, context)
            guard let newest = try await snapshots.newest(of: event) else {
                throw Problem.snapshotBuilding
            }
            return try JSONBody.response(newest)
        }
        router.get("v1/events/:event/snapshot/:id") { request, context in
            let event = try await event(request, context)
            return try await bytes(of: event, request, context)
        }
    }

    private func event(_ request: Request, _ context: WebContext) async throws -> String {
        let device = try await desk.device(for: request)
        let event = try EventPath.event(of: context)
        try await desk.require(event, for: device)
        return event
    }

    private func bytes(
        of event: String, _ request: Request, _ context: WebContext
    ) async throws -> Response {
        guard let id = context.parameters.get("id"), UUIDText.isUUID(id.utf8) else {
            throw Problem.noSnapshot
        }
        let rows = try await desk.database.query(
            "SELECT size FROM door_snapshot WHERE id = $1::uuid AND event = $2",
            [.text(id), .text(event)])
        guard let size = rows.first?.number(0) else { throw Problem.noSnapshot }
        let tag = "\"\(id.lowercased())\""
        var headers: HTTPFields = [
            .contentType: "application/x-ndjson", .eTag: tag, .acceptRanges: "bytes",
            // Its bytes never change, and are for those who may see the event.
            .cacheControl: "private, no-store",
        ]
        let isOther = request.headers[.ifRange].map { $0 != tag } ?? false
        let asked = isOther ? nil : request.headers[.range]
        let range: ByteRange
        var status = HTTPResponse.Status.ok
        switch ByteRange.answer(to: asked, size: size) {
        case .unsatisfiable:
            var response = try Problem.badRange.response(from: request, context: context)
            response.headers[.contentRange] = "bytes */\(size)"
            return response
        case .whole: range = ByteRange(first: 0, last: size - 1)
        case .part(let part):
            range = part
            status = .partialContent
            headers[.contentRange] = "bytes \(part.first)-\(part.last)/\(size)"
        }
        return Response(status: status, headers: headers, body: body(of: id, range))
    }

    private func body(of id: String, _ range: ByteRange) -> ResponseBody {
        let database = desk.database
        return ResponseBody(contentLength: Int(range.count)) { writer in
            var next = range.first
            while next <= range.last {
                let place = Int(next) % SnapshotWriter.pieceBytes
                let count = min(
                    SnapshotWriter.pieceBytes - place, Int(range.last - next) + 1)
                let rows = try await database.query(
                    """
                    SELECT substring(bytes FROM $3::int FOR $4::int) FROM door_snapshot_piece
                    WHERE snapshot = $1::uuid AND number = $2
                    """,
                    [
                        .text(id), .number(Int(next) / SnapshotWriter.pieceBytes),
                        .number(place + 1), .number(count),
                    ], limit: Self.pieceLimit, binary: true)
                guard let bytes = rows.first?.bytes(0), bytes.count == count else {
                    // It was removed meanwhile: the answer ends short, and the client sees that.
                    throw Problem.noSnapshot
                }
                try await writer.write(ByteBuffer(bytes: bytes))
                next += Int64(count)
            }
            try await writer.finish(nil)
        }
    }
}
