// One `[[key]]` of a key file, member by member, until it is a key. Every member is known, occurs
// once, and fits the others; what is not said has no default but the status.

internal import CheckinCore
internal import Cryptography

struct KeyTable {
    private let line: Int
    private var lines: [String: Int] = [:]
    private var id: UInt8?
    private var event: EventID?
    private var scheme: String?
    private var algorithm: String?
    private var secret: SecretBytes?
    private var publicKey: [UInt8]?
    private var privateKey: SecretBytes?
    private var from: Timestamp?
    private var until: Timestamp?
    private var status = KeyStatus.active

    init(line: Int) { self.line = line }

    mutating func take(
        _ name: String, _ value: KeyLine.Value, line: Int
    ) throws(TicketFault) {
        guard lines.updateValue(line, forKey: name) == nil else {
            throw .keyFile(line: line, problem: "\(name) occurs twice in this key")
        }
        switch name {
        case "id": id = try Self.number(value, line)
        case "event":
            event = EventID(try Self.string(value, line))
            if event == nil {
                throw .keyFile(line: line, problem: "an event id has 1 to 128 bytes")
            }
        case "scheme": scheme = try Self.word(value, of: ["ns1", "ns2"], line)
        case "algorithm":
            algorithm = try Self.word(value, of: ["hmac-sha256", "ed25519"], line)
        case "secret":
            var bytes = try Self.bytes(value, line)
            secret = SecretBytes(cleansing: &bytes)
        case "public_key": publicKey = try Self.bytes(value, line)
        case "private_key":
            var bytes = try Self.bytes(value, line)
            privateKey = SecretBytes(cleansing: &bytes)
        case "not_before": from = try Self.moment(value, line)
        case "not_after": until = try Self.moment(value, line)
        case "status":
            let word = try Self.word(value, of: KeyStatus.allCases.map(\.rawValue), line)
            status = KeyStatus(rawValue: word) ?? .revoked
        default: throw .keyFile(line: line, problem: "no member of a key has this name")
        }
    }

    func key() throws(TicketFault) -> EventKey {
        guard let id else { throw missing("id") }
        guard let event else { throw missing("event") }
        if let from, let until, until <= from {
            throw .keyFile(line: line, problem: "not_after is not after not_before")
        }
        return try EventKey(
            id: id, event: event, material: try material(),
            window: KeyWindow(from: from, until: until), status: status)
    }

    private func material() throws(TicketFault) -> KeyMaterial {
        guard let scheme else { throw missing("scheme") }
        guard let algorithm else { throw missing("algorithm") }
        guard algorithm == "ed25519" else {
            try refuse(["public_key", "private_key"], because: "an HMAC key has a secret only")
            guard let secret else { throw missing("secret") }
            return scheme == "ns1" ? .ns1(secret) : .ns2HMAC(secret)
        }
        guard scheme == "ns2" else {
            throw .keyFile(line: line, problem: "an NS1 code is proved by hmac-sha256 only")
        }
        try refuse(["secret"], because: "an Ed25519 key has public_key or private_key")
        do {
            guard let privateKey else {
                guard let publicKey else { throw missing("public_key or private_key") }
                return .ns2Verifying(try Ed25519PublicKey(publicKey))
            }
            let pair = try Ed25519PrivateKey(seed: privateKey)
            if let publicKey, publicKey != pair.publicKey.bytes {
                throw TicketFault.keyFile(
                    line: line, problem: "public_key does not belong to private_key")
            }
            return .ns2Signing(pair)
        } catch let fault as TicketFault {
            throw fault
        } catch {
            throw .keyFile(line: line, problem: "not an Ed25519 key: 32 bytes in base64")
        }
    }

    private func missing(_ name: String) -> TicketFault {
        .keyFile(line: line, problem: "this key has no \(name)")
    }

    private func refuse(_ names: [String], because reason: String) throws(TicketFault) {
        for name in names {
            if let line = lines[name] { throw .keyFile(line: line, problem: reason) }
        }
    }
}

// What the values of a key file look like.
extension KeyTable {
    private static func string(
        _ value: KeyLine.Value, _ line: Int
    ) throws(TicketFault) -> String {
        guard case .string(let bytes) = value else {
            throw .keyFile(line: line, problem: "expected a text in quotes")
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func word(
        _ value: KeyLine.Value, of words: [String], _ line: Int
    ) throws(TicketFault) -> String {
        let word = try string(value, line)
        guard words.contains(word) else {
            throw .keyFile(line: line, problem: "expected one of: \(words.joined(separator: ", "))")
        }
        return word
    }

    private static func number(_ value: KeyLine.Value, _ line: Int) throws(TicketFault) -> UInt8 {
        guard case .bare(let bytes) = value, bytes.allSatisfy({ (0x30...0x39).contains($0) }),
            bytes.count == 1 || bytes.first != 0x30,
            let number = UInt8(String(decoding: bytes, as: UTF8.self))
        else { throw .keyFile(line: line, problem: "expected a number from 0 to 255") }
        return number
    }

    private static func moment(
        _ value: KeyLine.Value, _ line: Int
    ) throws(TicketFault) -> Timestamp {
        guard case .bare(let bytes) = value, let moment = Timestamp(rfc3339: bytes[...]) else {
            throw .keyFile(
                line: line, problem: "expected a moment like 2026-05-01T18:00:00Z, without quotes")
        }
        return moment
    }

    private static func bytes(_ value: KeyLine.Value, _ line: Int) throws(TicketFault) -> [UInt8] {
        guard case .string(let text) = value else {
            throw .keyFile(line: line, problem: "expected base64 in quotes")
        }
        do { return try Base64Strict.decode(text[...]) } catch {
            throw .keyFile(line: line, problem: "not base64")
        }
    }
}
