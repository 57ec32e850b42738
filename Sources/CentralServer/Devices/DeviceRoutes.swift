// How a box comes to be known, and what it should be: POST /v1/enrol and GET /v1/device. A one-time
// code makes one box; the token it is given is said once and stored as a hash.

import CheckinCore
import Cryptography
import Hummingbird
import PostgresClient
import Validation
import WebEdge

/// What a box should be, in the names of its columns. Moments in milliseconds since 1970.
private struct DeviceMessage: Encodable {
    struct Event: Encodable {
        let id: String
        let title: String?
        let generation: String
        let head: Int64

        enum CodingKeys: String, CodingKey { case id, title, generation, head }
    }

    let device: String
    let name: String
    let door: String
    let gate: String?
    let area: String?
    let direction: String
    let unlistedOK: Bool
    let events: [Event]
    let keys: [KeyMessage]
    /// Ed25519, base64: what snapshots and revocations are signed with.
    let serverKey: String
    let time: Int64
    /// Only in the answer to an enrolment.
    let token: String?

    enum CodingKeys: String, CodingKey {
        case device, name, door, gate, area, direction, events, keys, time, token
        case unlistedOK = "unlisted_ok"
        case serverKey = "server_key"
    }
}

struct DeviceRoutes: Sendable {
    /// A code, a name and a key in base64.
    private static let enrolmentBytes = 2_048
    /// Longer than any code of ours, whatever stands between its letters.
    private static let longestCode = 64

    let desk: DeviceDesk
    let keys: EventKeys
    let time: any TimeSource

    private struct Enrolment: Decodable {
        let code: String
        let device: String
        let publicKey: String

        enum CodingKeys: String, CodingKey {
            case code, device
            case publicKey = "public_key"
        }
    }

    func add(to router: some RouterMethods<WebContext>) {
        router.post("v1/enrol") { request, _ in try await enrol(request) }
        router.get("v1/device") { request, _ in
            try await answer(for: try await desk.device(for: request), token: nil)
        }
    }

    private func enrol(_ request: Request) async throws -> Response {
        let body = try await JSONBody.read(
            Enrolment.self, from: request, limit: Self.enrolmentBytes)
        guard let device = DeviceID(body.device), body.code.utf8.count <= Self.longestCode,
            let key = try? Base64Strict.decode(Array(body.publicKey.utf8)[...]),
            key.count == X25519PrivateKey.byteCount
        else { throw Problem.enrolmentMalformed }
        let (token, hash) = try DeviceDesk.newToken()
        let rows = try await desk.database.query(
            "SELECT \(DeviceRecord.columns) FROM door_enrol($1, $2, $3, $4)",
            [
                .bytes(EnrolmentCode.hash(of: body.code)), .text(device.text), .bytes(key),
                .bytes(hash),
            ])
        guard let record = rows.first.flatMap(DeviceRecord.init) else {
            throw Problem.enrolmentMalformed
        }
        return try await answer(for: record, token: token)
    }

    private func answer(for device: DeviceRecord, token: String?) async throws -> Response {
        let events = try await desk.database.query(
            """
            SELECT g.event, v.title, s.generation, s.head
            FROM door_device_event g CROSS JOIN LATERAL door_feed_state(g.event) s
            LEFT JOIN events v ON v.id = door_uuid(g.event)
            WHERE g.device = $1 AND g.revoked_at IS NULL ORDER BY g.event
            """, [.text(device.id)])
        let message = DeviceMessage(
            device: device.id, name: device.name, door: device.door, gate: device.gate,
            area: device.area, direction: device.direction, unlistedOK: device.unlistedOK,
            events: events.rows.map { row in
                DeviceMessage.Event(
                    id: row.text(0) ?? "", title: row.text(1), generation: row.text(2) ?? "",
                    head: row.number(3) ?? 0)
            },
            keys: try await keys.messages(for: device, in: desk.database),
            serverKey: EventKeys.base64(keys.keys.signing.publicKey.bytes),
            time: time.now().milliseconds, token: token)
        return try JSONBody.response(message, status: token == nil ? .ok : .created)
    }
}
