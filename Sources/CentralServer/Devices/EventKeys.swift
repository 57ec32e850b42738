// The ticket keys of a box's events, as it is sent them: public halves in the open, secrets sealed
// for that box alone. A secret must never be in a feed, a snapshot, a log or an answer to another.

import CheckinCore
import Cryptography
import Logging
import PostgresClient
import Validation

/// A key as a box is sent it. Moments in milliseconds since 1970.
struct KeyMessage: Encodable, Sendable {
    let id: Int64
    let event: String
    let scheme: String
    let algorithm: String
    let publicKey: String?
    /// The secret of an HMAC key, in a sealed box for the device; base64.
    let sealed: String?
    let notBefore: Int64?
    let notAfter: Int64?
    let status: String

    enum CodingKeys: String, CodingKey {
        case id, event, scheme, algorithm, sealed, status
        case publicKey = "public_key"
        case notBefore = "not_before"
        case notAfter = "not_after"
    }
}

struct EventKeys: Sendable {
    let keys: ServerKeys
    let logger: Logger

    /// What a sealed secret is for. The server's own box and a device's are of different kinds.
    static func purpose(_ kind: Kind, _ event: String, _ name: String) -> String {
        "checkind/\(kind.rawValue)/\(event)/\(name)"
    }

    enum Kind: String {
        case server = "server-key"
        case device = "device-key"
    }

    /// The keys of every event that `device` may see now.
    func messages(for device: DeviceRecord, in database: PostgresPool) async throws -> [KeyMessage]
    {
        let rows = try await database.query(
            """
            SELECT k.id, k.event, k.scheme, k.algorithm, encode(k.public_key, 'hex'),
                encode(k.sealed, 'hex'), door_ms(k.not_before), door_ms(k.not_after), k.status
            FROM door_key k JOIN door_device_event g ON g.event = k.event
            WHERE g.device = $1 AND g.revoked_at IS NULL
            ORDER BY k.event, k.scheme, k.algorithm, k.id
            """, [.text(device.id)])
        return try rows.rows.map { row in
            let (event, scheme, algorithm) = (
                row.text(1) ?? "", row.text(2) ?? "", row.text(3) ?? ""
            )
            let id = row.number(0) ?? 0
            // Of an Ed25519 key a box gets the half that verifies.
            let publicKey = row.text(4).flatMap { Hex.decode(Array($0.utf8)) }
            let sealed = publicKey == nil ? row.text(5).flatMap { Hex.decode(Array($0.utf8)) } : nil
            return KeyMessage(
                id: id, event: event, scheme: scheme, algorithm: algorithm,
                publicKey: publicKey.map(Self.base64),
                sealed: try sealed.flatMap {
                    try reseal($0, event, "\(scheme)/\(algorithm)/\(id)", for: device)
                },
                notBefore: row.number(6), notAfter: row.number(7), status: row.text(8) ?? "")
        }
    }

    /// From the server's own box into one for the device; nil when there is nothing to open.
    private func reseal(
        _ box: [UInt8], _ event: String, _ name: String, for device: DeviceRecord
    ) throws -> String? {
        guard let recipient = device.publicKey else { return nil }
        guard
            let secret = try SealedBox.open(
                box, with: keys.sealing, purpose: Self.purpose(.server, event, name))
        else {
            logger.error(
                "a ticket key was sealed by another server's keys",
                metadata: ["event": "\(event)", "key": "\(name)"])
            return nil
        }
        return Self.base64(
            try SealedBox.seal(
                secret, to: recipient, purpose: Self.purpose(.device, event, name)))
    }

    static func base64(_ bytes: [UInt8]) -> String {
        String(decoding: Base64Strict.encode(bytes), as: UTF8.self)
    }
}
