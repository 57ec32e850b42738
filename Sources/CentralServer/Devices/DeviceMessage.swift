// What a box should be now, as it is sent it: its door, its events, and its keys, each sealed for
// it alone. The same by the network and on a stick. It must never hold a secret in the open.

import CheckinCore
import Cryptography
import PostgresClient

/// What a box should be, in the names of its columns. Moments in milliseconds since 1970.
struct DeviceMessage: Encodable {
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

    /// - Parameter token: only of a box that has just become known.
    static func of(
        _ device: DeviceRecord, keys: EventKeys, at now: Timestamp, in database: PostgresPool,
        token: String? = nil
    ) async throws -> DeviceMessage {
        let events = try await database.query(
            """
            SELECT g.event, v.title, s.generation, s.head
            FROM door_device_event g CROSS JOIN LATERAL door_feed_state(g.event) s
            LEFT JOIN events v ON v.id = door_uuid(g.event)
            WHERE g.device = $1 AND g.revoked_at IS NULL ORDER BY g.event
            """, [.text(device.id)])
        return DeviceMessage(
            device: device.id, name: device.name, door: device.door, gate: device.gate,
            area: device.area, direction: device.direction, unlistedOK: device.unlistedOK,
            events: events.rows.map { row in
                Event(
                    id: row.text(0) ?? "", title: row.text(1), generation: row.text(2) ?? "",
                    head: row.number(3) ?? 0)
            },
            keys: try await keys.messages(for: device, in: database),
            serverKey: EventKeys.base64(keys.keys.signing.publicKey.bytes),
            time: now.milliseconds, token: token)
    }
}
