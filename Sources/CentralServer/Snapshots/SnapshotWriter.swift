// Builds a bulk snapshot: everything a new box needs of an event, as lines of JSON, from one state
// of the database. It is cut into pieces as it comes, so that no list is ever in memory, and ends
// with what proves it whole: a count, a SHA-256 and a signature. It holds no secret of any key.

import CheckinCore
import Cryptography
import PostgresClient

struct SnapshotWriter {
    /// Bytes of a piece: what a download holds in memory, and what a row of the table holds.
    static let pieceBytes = 512 << 10
    /// Lines fetched at a time: the longest lines are attempts of 8 kB.
    private static let fetchRows = 1_000
    private static let fetchLimit = AnswerLimit(rows: fetchRows, bytes: 16 << 20)
    /// The first lines of a million tickets may need a sort.
    private static let statementSeconds = 120
    /// How many snapshots of an event stay, beside those that may still be downloaded.
    private static let kept = 2

    /// What is in a snapshot, in this order. Names are views' of ours.
    private static let parts: [(kind: String, from: String, order: String)] = [
        ("event", "door_event_row", "id"), ("tier", "door_tier_row", "id"),
        ("key", "door_key_row", "key"), ("staff", "door_staff_row", "id"),
        ("message", "door_message_row", "id"), ("reservation", "door_reservation_row", "id"),
        ("ticket", "door_ticket_row", "id"), ("attempt", "door_attempt_row", "journal, seq"),
    ]

    private let database: PostgresConnection
    private let event: String
    private let id: String
    private let keys: ServerKeys
    private let hash: SHA256Stream
    private var piece: [UInt8] = []
    private var pieces = 0
    private var size = 0
    private var lines = 0

    /// Builds one in a transaction of `database`; false when somebody else is at it.
    static func build(
        _ event: String, on database: PostgresConnection, keys: ServerKeys
    ) async throws -> Bool {
        try await database.transaction(.repeatableRead) {
            try await database.run(
                script: "SET LOCAL statement_timeout = '\(statementSeconds)s'")
            let lock = try await database.query(
                "SELECT pg_try_advisory_xact_lock(hashtext('door_snapshot'), hashtext($1))",
                [.text(event)])
            guard lock.first?.truth(0) == true else { return false }
            var writer = try await SnapshotWriter(event, on: database, keys: keys)
            try await writer.write()
            try await writer.forgetOld()
            return true
        }
    }

    private init(
        _ event: String, on database: PostgresConnection, keys: ServerKeys
    ) async throws {
        self.event = event
        self.database = database
        self.keys = keys
        hash = try SHA256Stream()
        let row = try await database.query("SELECT gen_random_uuid()")
        id = row.first?.text(0) ?? ""
    }

    private mutating func write() async throws {
        let state = try await database.query(
            """
            SELECT generation, head, door_ms(as_of),
                (SELECT count(*) FROM door_ticket_row WHERE event = $1),
                (SELECT count(*) FROM door_attempt_row WHERE event = $1)
            FROM door_feed_state($1)
            """, [.text(event)])
        guard let row = state.first, let generation = row.text(0), let head = row.text(1),
            let asOf = row.text(2), let tickets = row.text(3), let attempts = row.text(4)
        else { throw CentralFault.notFound(what: "such event at the doors") }
        // Its size and proofs are not known yet; nobody sees the row before the transaction ends.
        try await database.query(
            """
            INSERT INTO door_snapshot (id, event, generation, position, as_of, tickets, attempts,
                size, sha256, signature)
            VALUES ($1::uuid, $2, $3::uuid, $4, door_moment($5::bigint), $6, $7, 0,
                decode(repeat('00', 32), 'hex'), decode(repeat('00', 64), 'hex'))
            """,
            [
                .text(id), .text(event), .text(generation), .text(head), .text(asOf),
                .text(tickets), .text(attempts),
            ])
        try await add(
            """
            {"kind": "header", "format": "checkind-snapshot/1", "snapshot": "\(id)", \
            "event": "\(event)", "generation": "\(generation)", "cursor": \(head), \
            "as_of": \(asOf), "tickets": \(tickets), "attempts": \(attempts)}
            """)
        for part in Self.parts { try await add(part.kind, from: part.from, order: part.order) }
        try await finish(generation: generation, head: head)
    }

    private mutating func add(_ kind: String, from view: String, order: String) async throws {
        try await database.query(
            """
            DECLARE lines NO SCROLL CURSOR FOR
            SELECT jsonb_build_object('kind', '\(kind)', 'key', key, 'body', body)::text
            FROM \(view) WHERE event = $1 ORDER BY \(order)
            """, [.text(event)])
        while true {
            try Task.checkCancellation()
            let rows = try await database.query(
                "FETCH \(Self.fetchRows) FROM lines", limit: Self.fetchLimit)
            for row in rows.rows { if let line = row.bytes(0) { try await add(line) } }
            if rows.count < Self.fetchRows { break }
        }
        try await database.query("CLOSE lines")
    }

    private mutating func add(_ line: String) async throws { try await add(Array(line.utf8)) }

    private mutating func add(_ line: [UInt8]) async throws {
        piece += line
        piece.append(UInt8(ascii: "\n"))
        lines += 1
        if piece.count >= Self.pieceBytes { try await store(whole: false) }
    }

    /// Stores what fills pieces; the last one, with `whole`, may be shorter.
    private mutating func store(whole: Bool) async throws {
        var start = 0
        while piece.count - start >= (whole ? 1 : Self.pieceBytes) {
            let bytes = Array(piece[start..<min(start + Self.pieceBytes, piece.count)])
            if !whole { try hash.update(bytes) }
            try await database.query(
                """
                INSERT INTO door_snapshot_piece (snapshot, number, bytes) VALUES ($1::uuid, $2, $3)
                """, [.text(id), .number(pieces), .bytes(bytes)])
            pieces += 1
            size += bytes.count
            start += bytes.count
        }
        piece.removeFirst(start)
    }

    private mutating func finish(generation: String, head: String) async throws {
        // The trailer is no part of what it proves.
        try hash.update(piece)
        let digest = try hash.digest()
        let proof = Hex.text(of: digest)
        let signature = try keys.signature(
            of: ["checkind/snapshot/1", event, generation, head, proof])
        try await add(
            """
            {"kind": "trailer", "lines": \(lines), "sha256": "\(proof)", \
            "signature": "\(EventKeys.base64(signature))"}
            """)
        try await store(whole: true)
        try await database.query(
            "UPDATE door_snapshot SET size = $2, sha256 = $3, signature = $4 WHERE id = $1::uuid",
            [.text(id), .number(size), .bytes(digest), .bytes(signature)])
    }

    /// Old ones go, but none that somebody may be half-way through.
    private func forgetOld() async throws {
        try await database.query(
            """
            DELETE FROM door_snapshot WHERE event = $1 AND built_at < now() - interval '2 hours'
                AND id NOT IN (SELECT id FROM door_snapshot WHERE event = $1
                    ORDER BY built_at DESC LIMIT \(Self.kept))
            """, [.text(event)])
    }
}
