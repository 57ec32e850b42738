// Who asks: the box that a bearer token belongs to. Only the SHA-256 of a token is stored; it is
// looked up by that and compared in constant time. A box that was revoked is told so, with the
// signed statement that lets it believe it. A token must never be logged.

import CheckinCore
import Cryptography
import Hummingbird
import PostgresClient
import WebEdge

struct DeviceRecord: Sendable {
    let id: String
    let name: String
    let door: String
    let gate: String?
    let area: String?
    let direction: String
    let unlistedOK: Bool
    /// X25519: what secrets are sealed for.
    let publicKey: [UInt8]?

    static let columns = """
        id, name, door, gate, area, direction, unlisted_ok, encode(public_key, 'hex')
        """

    init?(_ row: PostgresRow) {
        guard let id = row.text(0), let name = row.text(1), let door = row.text(2),
            let direction = row.text(5)
        else { return nil }
        self.id = id
        self.name = name
        self.door = door
        gate = row.text(3)
        area = row.text(4)
        self.direction = direction
        unlistedOK = row.truth(6)
        publicKey = row.text(7).flatMap { Hex.decode(Array($0.utf8)) }
    }
}

struct DeviceDesk: Sendable {
    /// 256 random bits, in hexadecimal digits.
    static let tokenDigits = 64
    private static let scheme = "bearer "

    let database: PostgresPool

    /// A new token, and the hash under which it is stored.
    static func newToken() throws -> (token: String, hash: [UInt8]) {
        let token = Hex.text(of: try Randomness.bytes(count: tokenDigits / 2))
        return (token, hash(of: token))
    }

    static func hash(of token: String) -> [UInt8] { SHA256.digest(of: Array(token.utf8).span) }

    /// The box that asks. Throws problems 401 and 403.
    func device(for request: Request) async throws -> DeviceRecord {
        guard let header = request.headers[.authorization],
            header.lowercased().hasPrefix(Self.scheme)
        else { throw Problem.tokenMissing }
        let token = header.dropFirst(Self.scheme.count)
        guard token.utf8.count == Self.tokenDigits,
            token.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { throw Problem.tokenUnknown }
        let hash = Self.hash(of: String(token))
        let rows = try await database.query(
            """
            SELECT \(DeviceRecord.columns), encode(token_hash, 'hex'), revoked_at IS NOT NULL,
                encode(revocation, 'hex')
            FROM door_device WHERE token_hash = $1
            """, [.bytes(hash)])
        guard let row = rows.first, let record = DeviceRecord(row),
            let known = row.text(8).flatMap({ Hex.decode(Array($0.utf8)) }),
            ConstantTime.areEqual(hash.span, known.span)
        else { throw Problem.tokenUnknown }
        if row.truth(9) {
            let proof = row.text(10).flatMap { Hex.decode(Array($0.utf8)) }
            throw Problem.deviceRevoked(proof.map { String(decoding: $0, as: UTF8.self) })
        }
        return record
    }

    /// Throws a problem 403 unless the box may see the event.
    func require(_ event: String, for device: DeviceRecord) async throws {
        let rows = try await database.query(
            "SELECT door_device_may($1, $2)", [.text(device.id), .text(event)])
        guard rows.first?.truth(0) == true else { throw Problem.eventNotServed }
    }
}
