// POST /v1/events/{event}/messages: what a manager tells the doors. An emergency is taken from
// anybody at a door that serves the event; words and the end of an emergency from managers alone,
// as far as the server knows who says them.

import CheckinCore
import Hummingbird
import PostgresClient
import WebEdge

struct MessageRoutes: Sendable {
    /// A text of 1,000 bytes, escaped, and ids.
    private static let bodyBytes = 8_192
    private static let textBytes = 1_000

    let desk: DeviceDesk

    private struct Message: Decodable {
        /// Chosen by the box: the same message sent again is one message.
        let id: String
        let kind: String
        let text: String?
        let staff: String?
        /// The emergency that an all-clear ends.
        let ends: String?
    }

    private struct Answer: Encodable { let id: String }

    func add(to router: some RouterMethods<WebContext>) {
        router.post("v1/events/:event/messages") { request, context in
            let device = try await desk.device(for: request)
            let event = try EventPath.event(of: context)
            let body = try await JSONBody.read(
                Message.self, from: request, limit: Self.bodyBytes)
            try await desk.require(event, for: device)
            return try await take(body, of: event, from: device)
        }
    }

    private func take(
        _ message: Message, of event: String, from device: DeviceRecord
    ) async throws -> Response {
        let text = message.text ?? ""
        guard UUIDText.isUUID(message.id.utf8), text.utf8.count <= Self.textBytes,
            !text.utf8.contains(where: { $0 < 0x20 && $0 != 0x0A }),
            message.ends.map({ UUIDText.isUUID($0.utf8) }) != false,
            message.staff.map({ StaffID($0) != nil }) != false
        else { throw Problem.badMessage }
        switch message.kind {
        case "emergency" where message.ends == nil:
            try await requireFirst(message.id, of: event, from: device)
        case "message" where message.ends == nil && !text.isEmpty:
            try await requireManager(message.staff, of: event)
        case "all_clear" where message.ends != nil:
            try await requireManager(message.staff, of: event)
            try await requireEmergency(message.ends, of: event)
        default: throw Problem.badMessage
        }
        try await desk.database.query(
            """
            INSERT INTO door_message (id, event, kind, text, device, staff, ends)
            VALUES ($1::uuid, $2, $3, $4, $5, $6, $7::uuid) ON CONFLICT (id) DO NOTHING
            """,
            [
                .text(message.id), .text(event), .text(message.kind), .text(text),
                .text(device.id), .optional(message.staff), .optional(message.ends),
            ])
        return try JSONBody.response(Answer(id: message.id.lowercased()), status: .created)
    }

    /// Nobody by number: the box answers for whoever it has let say this, by a PIN of its own
    /// people or the login of its page.
    private func requireManager(_ staff: String?, of event: String) async throws {
        guard let staff else { return }
        let rows = try await desk.database.query(
            """
            SELECT FROM door_staff WHERE event = $1 AND id = $2 AND NOT disabled
                AND role IN ('manager', 'ops')
            """, [.text(event), .text(staff)])
        guard rows.count == 1 else { throw Problem.staffMayNot }
    }

    /// One box declares one emergency at a time, as its own latch has it: whoever stole its token
    /// must not leave thousands that each want an end.
    private func requireFirst(
        _ id: String, of event: String, from device: DeviceRecord
    ) async throws {
        let rows = try await desk.database.query(
            """
            SELECT FROM door_message m WHERE m.event = $1 AND m.device = $2
                AND m.kind = 'emergency' AND m.id <> $3::uuid
                AND NOT EXISTS (SELECT FROM door_message c WHERE c.ends = m.id) LIMIT 1
            """, [.text(event), .text(device.id), .text(id)])
        guard rows.count == 0 else { throw Problem.emergencyHolds }
    }

    private func requireEmergency(_ id: String?, of event: String) async throws {
        let rows = try await desk.database.query(
            "SELECT FROM door_message WHERE event = $1 AND id = $2::uuid AND kind = 'emergency'",
            [.text(event), .optional(id)])
        guard rows.count == 1 else { throw Problem.emergencyUnknown }
    }
}
