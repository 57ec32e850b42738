// Ticket keys and tickets, so that the whole can be tried without the platform: an order that is
// paid for, tickets in it, and their codes. Where the platform sells, it makes its own.

package import CheckinCore
import Cryptography
import PostgresClient
import Validation

/// A ticket that was made, and what is drawn on it.
package struct MadeTicket: Sendable {
    package let id: TicketID
    package let number: String
    package let code: String
}

extension Administration {
    /// More are a season, not a try.
    package static let maximumTickets = 100_000
    /// Rows of one statement.
    private static let batch = 1_000

    /// A key of an event, with its secret half sealed by the server for itself.
    package func newKey(event: EventID, scheme: Scheme, id: UInt8) async throws {
        try await require(event)
        let (name, algorithm): (String, String)
        let secret: SecretBytes
        var publicKey: [UInt8]?
        switch scheme {
        case .ns1:
            (name, algorithm) = ("ns1", "hmac-sha256")
            secret = try Randomness.secret(count: EventKey.minimumSecretBytes)
        case .ns2HMAC:
            (name, algorithm) = ("ns2", "hmac-sha256")
            secret = try Randomness.secret(count: EventKey.minimumSecretBytes)
        case .ns2Ed25519:
            (name, algorithm) = ("ns2", "ed25519")
            let key = try Ed25519PrivateKey.generate()
            (secret, publicKey) = (key.seed, key.publicKey.bytes)
        case .staff, .reservation:
            throw CentralFault.notPossible(why: "there are no codes of that kind")
        }
        let sealed = try SealedBox.seal(
            secret, to: keys.sealing.publicKey,
            purpose: EventKeys.purpose(.server, event.text, "\(name)/\(algorithm)/\(id)"))
        let rows = try await database.query(
            """
            INSERT INTO door_key (event, scheme, algorithm, id, public_key, sealed)
            VALUES ($1, $2, $3, $4::int, $5, $6) ON CONFLICT DO NOTHING
            """,
            [
                .text(event.text), .text(name), .text(algorithm), .number(id),
                publicKey.map(PostgresValue.bytes) ?? .null, .bytes(sealed),
            ])
        guard rows.affected == 1 else {
            throw CentralFault.notPossible(why: "the event has a key of that kind and id already")
        }
    }

    /// Makes `count` paid tickets of a tier, with NS2 codes of the event's newest Ed25519 key.
    package func addTickets(
        event: EventID, tier: TierID, count: Int, holder: String?
    ) async throws -> [MadeTicket] {
        guard (1...Self.maximumTickets).contains(count) else {
            throw CentralFault.notPossible(
                why: "between 1 and \(Self.maximumTickets) tickets are made at a time")
        }
        try await require(event)
        let maker = try CodeMaker(key: try await makingKey(of: event), at: time.now())
        let order = try newUUID()
        var made: [MadeTicket] = []
        try await database.transaction {
            let rows = try await database.query(
                """
                INSERT INTO orders (id, event_id, order_number, total_amount, payment_status,
                    payment_method)
                SELECT $1::uuid, event_id, $2, price * $4::int, 'completed', 'cash'
                FROM ticket_tiers WHERE id = door_uuid($3) AND event_id = door_uuid($5)
                """,
                [
                    .text(order), .text("D-" + order.prefix(13)), .text(tier.text),
                    .number(count), .text(event.text),
                ])
            guard rows.affected == 1 else {
                throw CentralFault.notFound(what: "tier \(tier.text) of this event")
            }
            for begin in stride(from: 0, to: count, by: Self.batch) {
                let part = try (begin..<min(begin + Self.batch, count)).map { place in
                    try ticket(place, order: order, event: event, maker: maker)
                }
                try await insert(part, order: order, tier: tier, holder: holder)
                made += part
            }
        }
        return made
    }

    private func ticket(
        _ place: Int, order: String, event: EventID, maker: CodeMaker
    ) throws -> MadeTicket {
        guard let id = TicketID(try newUUID()) else { preconditionFailure("a UUID is an id") }
        let claims = Claims(
            ticket: id, event: event, scheme: .ns2Ed25519, issuedAt: time.now(), generation: 0,
            user: nil)
        return MadeTicket(
            id: id, number: "T-\(order.prefix(8))-\(place + 1)", code: try maker.code(for: claims))
    }

    private func insert(
        _ tickets: [MadeTicket], order: String, tier: TierID, holder: String?
    ) async throws {
        try await database.query(
            """
            INSERT INTO tickets (id, order_id, ticket_tier_id, ticket_number, qr_code_data,
                holder_name)
            SELECT t.id, $1::uuid, $2::uuid, t.number, t.code, $6
            FROM unnest($3::uuid[], $4::text[], $5::text[]) AS t(id, number, code)
            """,
            [
                .text(order), .text(tier.text), .list(tickets.map(\.id.text)),
                .list(tickets.map(\.number)), .list(tickets.map(\.code)), .optional(holder),
            ])
    }

    private func makingKey(of event: EventID) async throws -> EventKey {
        let rows = try await database.query(
            """
            SELECT id, encode(sealed, 'hex') FROM door_key
            WHERE event = $1 AND scheme = 'ns2' AND algorithm = 'ed25519' AND status = 'active'
                AND sealed IS NOT NULL ORDER BY id DESC LIMIT 1
            """, [.text(event.text)])
        guard let row = rows.first, let id = row.number(0).flatMap({ UInt8(exactly: $0) }),
            let sealed = row.text(1).flatMap({ Hex.decode(Array($0.utf8)) })
        else { throw CentralFault.notFound(what: "Ed25519 key of this event; make one first") }
        guard
            let seed = try SealedBox.open(
                sealed, with: keys.sealing,
                purpose: EventKeys.purpose(.server, event.text, "ns2/ed25519/\(id)"))
        else { throw CentralFault.notPossible(why: "the key was sealed by another server's keys") }
        return try EventKey(
            id: id, event: event, material: .ns2Signing(try Ed25519PrivateKey(seed: seed)))
    }
}
