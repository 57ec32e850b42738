// How a box comes to be known, and what it should be: POST /v1/enrol and GET /v1/device. A one-time
// code makes one box; the token it is given is said once and stored as a hash.

import CheckinCore
import Cryptography
import Hummingbird
import PostgresClient
import Validation
import WebEdge

struct DeviceRoutes: Sendable {
    /// A code, a name and two keys in base64.
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
        let signingKey: String?

        enum CodingKeys: String, CodingKey {
            case code, device
            case publicKey = "public_key"
            case signingKey = "signing_key"
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
        let signing = try Self.signingKey(body.signingKey)
        let (token, hash) = try DeviceDesk.newToken()
        let rows = try await desk.database.query(
            "SELECT \(DeviceRecord.columns) FROM door_enrol($1, $2, $3, $4, decode($5, 'hex'))",
            [
                .bytes(EnrolmentCode.hash(of: body.code)), .text(device.text), .bytes(key),
                .bytes(hash), .optional(signing.map { Hex.text(of: $0) }),
            ])
        guard let record = rows.first.flatMap(DeviceRecord.init) else {
            throw Problem.enrolmentMalformed
        }
        return try await answer(for: record, token: token)
    }

    /// nil of a box that says none: its journal comes by the network alone.
    private static func signingKey(_ text: String?) throws -> [UInt8]? {
        guard let text else { return nil }
        guard let key = try? Base64Strict.decode(Array(text.utf8)[...]),
            (try? Ed25519PublicKey(key)) != nil
        else { throw Problem.enrolmentMalformed }
        return key
    }

    private func answer(for device: DeviceRecord, token: String?) async throws -> Response {
        let message = try await DeviceMessage.of(
            device, keys: keys, at: time.now(), in: desk.database, token: token)
        return try JSONBody.response(message, status: token == nil ? .ok : .created)
    }
}
