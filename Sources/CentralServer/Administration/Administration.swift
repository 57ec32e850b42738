// What an administrator does to the database by hand: events, boxes, keys, people. Each verb is one
// transaction beside running servers, which hear of it as of any other change. Secrets are shown
// once, where they are made, and stored sealed or as a hash.

package import CheckinCore
import Cryptography
package import PostgresClient

package struct Administration: Sendable {
    let database: PostgresConnection
    let keys: ServerKeys
    let time: any TimeSource

    package init(database: PostgresConnection, keys: ServerKeys, time: any TimeSource) {
        self.database = database
        self.keys = keys
        self.time = time
    }

    func moment(_ time: Timestamp?) -> PostgresValue { .optional(time?.rfc3339) }

    /// A random UUID (RFC 9562, version 4).
    func newUUID() throws -> String {
        var bytes = try Randomness.bytes(count: 16)
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        return UUIDText.text(of: bytes)
    }

    /// Throws when the platform has no such event; makes it one of the doors'.
    func require(_ event: EventID) async throws {
        let rows = try await database.query(
            "SELECT FROM events WHERE id = door_uuid($1)", [.text(event.text)])
        guard rows.count == 1 else {
            throw CentralFault.notFound(what: "event \(event.text)")
        }
        let known = try await database.query(
            "SELECT FROM door_event WHERE id = $1", [.text(event.text)])
        // What it had before there were doors goes into its feed now.
        if known.count == 0 {
            try await database.query("SELECT door_adopt($1)", [.text(event.text)])
        }
    }
}

// MARK: - Events and tiers

package struct EventLine: Sendable {
    package let id: String
    package let title: String
    package let startsAt: String
    package let status: String
    package let tickets: Int64
    package let boxes: Int64
}

extension Administration {
    /// Adopts the events that were there before the doors' tables and are not over for two days.
    package static func adoptEverything(in database: PostgresConnection) async throws -> Int {
        let rows = try await database.query(
            """
            SELECT id FROM events WHERE coalesce(end_datetime, start_datetime)
                > now() - interval '2 days'
            """, limit: AnswerLimit(rows: 100_000, bytes: 16 << 20))
        for row in rows.rows {
            try await database.query("SELECT door_adopt($1)", [.optional(row.text(0))])
        }
        return rows.count
    }

    package func addEvent(
        title: String, startsAt: Timestamp, endsAt: Timestamp?, opensAt: Timestamp?, capacity: Int?
    ) async throws -> String {
        let id = try newUUID()
        try await database.transaction {
            try await database.query(
                """
                INSERT INTO events (id, title, slug, start_datetime, end_datetime,
                    doors_open_time, total_capacity, status)
                VALUES ($1::uuid, $2, $1, $3::timestamptz, $4::timestamptz, $5::timestamptz,
                    $6::int, 'published')
                """,
                [
                    .text(id), .text(title), moment(startsAt), moment(endsAt), moment(opensAt),
                    .optional(capacity.map { String($0) }),
                ])
            try await database.query("SELECT door_ensure_event($1)", [.text(id)])
        }
        return id
    }

    package func events() async throws -> [EventLine] {
        let rows = try await database.query(
            """
            SELECT v.id, v.title, to_char(v.start_datetime AT TIME ZONE 'UTC',
                    'YYYY-MM-DD"T"HH24:MI"Z"'), v.status,
                (SELECT count(*) FROM tickets t JOIN ticket_tiers r ON r.id = t.ticket_tier_id
                    WHERE r.event_id = v.id),
                (SELECT count(*) FROM door_device_event g
                    WHERE g.event = v.id::text AND g.revoked_at IS NULL)
            FROM events v ORDER BY v.start_datetime DESC, v.id LIMIT 500
            """)
        return rows.rows.map { row in
            EventLine(
                id: row.text(0) ?? "", title: row.text(1) ?? "", startsAt: row.text(2) ?? "",
                status: row.text(3) ?? "", tickets: row.number(4) ?? 0, boxes: row.number(5) ?? 0)
        }
    }

    /// - Parameter price: in hundredths of the currency.
    package func addTier(
        event: EventID, name: String, price: Int, capacity: Int
    ) async throws -> String {
        try await require(event)
        let id = try newUUID()
        try await database.query(
            """
            INSERT INTO ticket_tiers (id, event_id, name, price, capacity)
            VALUES ($1::uuid, $2::uuid, $3, $4::numeric / 100, $5::int)
            """,
            [.text(id), .text(event.text), .text(name), .number(price), .number(capacity)])
        return id
    }
}

// MARK: - Conflicts

package struct ConflictLine: Sendable {
    package let id: String
    package let kind: String
    package let subject: String
    package let first: String
    /// The other attempt, or what the platform said.
    package let second: String
    package let decision: String?
}

extension Administration {
    package func conflicts(of event: EventID) async throws -> [ConflictLine] {
        let rows = try await database.query(
            """
            SELECT id, kind, coalesce(ticket, reservation), first_device, first_seq,
                coalesce(second_device || ' #' || second_seq, knew ->> 'status'), decision
            FROM door_contradictions($1) ORDER BY coalesce(second_at, first_at), id LIMIT 1000
            """, [.text(event.text)])
        return rows.rows.map { row in
            ConflictLine(
                id: row.text(0) ?? "", kind: row.text(1) ?? "", subject: row.text(2) ?? "",
                first: "\(row.text(3) ?? "") #\(row.text(4) ?? "")",
                second: row.text(5) ?? "", decision: row.text(6))
        }
    }
}
