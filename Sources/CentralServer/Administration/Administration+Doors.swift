// Boxes and people: one-time codes, revocations, PINs.

package import CheckinCore
import Cryptography
import PostgresClient

package struct DeviceLine: Sendable {
    package let id: String
    package let name: String
    package let door: String
    package let isRevoked: Bool
    package let events: Int64
    /// Attempts held of all lives of its journal.
    package let attempts: Int64
}

/// What the box will be that uses a code.
package struct EnrolmentPlan: Sendable {
    package var name: String
    package var door: DoorID
    package var events: [EventID]
    package var gate: String?
    package var area: String?
    package var direction: Direction
    package var admitsUnlisted: Bool
    package var validity: Duration

    package init(
        name: String, door: DoorID, events: [EventID], gate: String? = nil, area: String? = nil,
        direction: Direction = .entry, admitsUnlisted: Bool = false, validity: Duration
    ) {
        self.name = name
        self.door = door
        self.events = events
        self.gate = gate
        self.area = area
        self.direction = direction
        self.admitsUnlisted = admitsUnlisted
        self.validity = validity
    }
}

extension Administration {
    /// A code that makes one box, once. It is not kept.
    package func newEnrolment(_ plan: EnrolmentPlan) async throws -> String {
        let code = try EnrolmentCode.make()
        try await database.transaction {
            for event in plan.events { try await require(event) }
            try await database.query(
                """
                INSERT INTO door_enrolment (code_hash, name, door, gate, area, direction,
                    unlisted_ok, events, expires_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7::boolean, $8::text[],
                    now() + $9::int * interval '1 second')
                """,
                [
                    .bytes(EnrolmentCode.hash(of: code)), .text(plan.name),
                    .text(plan.door.text), .optional(plan.gate), .optional(plan.area),
                    .text(plan.direction.rawValue), .truth(plan.admitsUnlisted),
                    .list(plan.events.map(\.text)), .number(plan.validity.components.seconds),
                ])
        }
        return code
    }

    package func devices() async throws -> [DeviceLine] {
        let rows = try await database.query(
            """
            SELECT d.id, d.name, d.door, d.revoked_at IS NOT NULL,
                (SELECT count(*) FROM door_device_event g
                    WHERE g.device = d.id AND g.revoked_at IS NULL),
                (SELECT coalesce(sum(j.held - j.base), 0) FROM door_journal j
                    WHERE j.device = d.id)
            FROM door_device d WHERE d.id <> 'platform' ORDER BY d.id LIMIT 1000
            """)
        return rows.rows.map { row in
            DeviceLine(
                id: row.text(0) ?? "", name: row.text(1) ?? "", door: row.text(2) ?? "",
                isRevoked: row.truth(3), events: row.number(4) ?? 0, attempts: row.number(5) ?? 0)
        }
    }

    /// From here on the box is refused, and told so with a statement that it can believe: signed,
    /// and naming it.
    package func revoke(_ device: DeviceID) async throws {
        let at = time.now().milliseconds
        let signature = try keys.signature(
            of: ["checkind/revocation/1", device.text, String(at)])
        // Ids have no control characters; the two that JSON escapes are escaped here.
        var quoted = ""
        for scalar in device.text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { quoted.append("\\") }
            quoted.unicodeScalars.append(scalar)
        }
        let proof = """
            {"device":"\(quoted)","at":\(at),"signature":"\(EventKeys.base64(signature))"}
            """
        let rows = try await database.query(
            """
            UPDATE door_device SET revoked_at = now(), revocation = $2
            WHERE id = $1 AND id <> 'platform' AND revoked_at IS NULL
            """, [.text(device.text), .bytes(Array(proof.utf8))])
        guard rows.affected == 1 else {
            throw CentralFault.notFound(what: "box \(device.text) that is not revoked")
        }
    }

    /// Somebody who works at the doors of an event. Returns their first PIN, which is not kept.
    package func addStaff(
        event: EventID, id: StaffID, name: String, role: Role
    ) async throws -> PIN {
        guard id.text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw CentralFault.notPossible(why: "a number that people type has digits only")
        }
        try await require(event)
        let pin = try newPIN(for: id)
        let hash = try PassphraseHash(hashing: SecretBytes(copying: pin.revealed.utf8)).text
        let rows = try await database.query(
            """
            INSERT INTO door_staff (event, id, name, role, pin) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT DO NOTHING
            """,
            [
                .text(event.text), .text(id.text), .text(name), .text(role.rawValue),
                .text(hash),
            ])
        guard rows.affected == 1 else {
            throw CentralFault.notPossible(why: "somebody has the number \(id.text) already")
        }
        return pin
    }

    /// Two digits more than somebody has to choose, and not one of those that are guessed first.
    private func newPIN(for id: StaffID) throws -> PIN {
        while true {
            var generator = SystemRandomNumberGenerator()
            let digits = (0..<8).map { _ in String(Int.random(in: 0...9, using: &generator)) }
            if let pin = try? PIN(choosing: digits.joined(), for: id) { return pin }
        }
    }
}
