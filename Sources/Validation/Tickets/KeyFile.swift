// Keys as they lie on a disk: a small subset of TOML, one `[[key]]` table a key. It is read whole
// or not at all, and a fault names the line and never what stood there.

internal import CheckinCore
internal import Cryptography

package enum KeyFile {
    /// Room for `KeyRing.maximumKeys` keys; a larger file is something else.
    package static let maximumBytes = 1 << 20

    package static func keys(in text: some Collection<UInt8>) throws(TicketFault) -> [EventKey] {
        guard text.count <= maximumBytes else { throw .keyFileTooLarge }
        var tables: [KeyTable] = []
        var number = 0
        for line in text.split(separator: 0x0A, omittingEmptySubsequences: false) {
            number += 1
            let content: KeyLine
            do { content = try KeyLine(Array(line)) } catch {
                throw .keyFile(line: number, problem: error.problem)
            }
            switch content {
            case .blank: continue
            case .table:
                guard tables.count < KeyRing.maximumKeys else { throw .tooManyKeys(event: nil) }
                tables.append(KeyTable(line: number))
            case .member(let name, let value):
                guard !tables.isEmpty else {
                    throw .keyFile(line: number, problem: "expected [[key]] before this")
                }
                try tables[tables.count - 1].take(name, value, line: number)
            }
        }
        var keys: [EventKey] = []
        for table in tables { keys.append(try table.key()) }
        return keys
    }

    /// The text of a file with these keys. It holds their secrets in the open.
    package static func text(of keys: [EventKey]) -> String {
        keys.map(text).joined(separator: "\n")
    }

    private static func text(of key: EventKey) -> String {
        var lines = ["[[key]]", "id = \(key.id)", "event = \(quoted(key.event.text))"]
        func add(_ scheme: String, _ algorithm: String) {
            lines.append("scheme = \"\(scheme)\"")
            lines.append("algorithm = \"\(algorithm)\"")
        }
        func add(_ name: String, bytes: [UInt8]) {
            let value = String(decoding: Base64Strict.encode(bytes), as: UTF8.self)
            lines.append("\(name) = \"\(value)\"")
        }
        switch key.material {
        case .ns1(let secret):
            add("ns1", "hmac-sha256")
            add("secret", bytes: secret.reveal())
        case .ns2HMAC(let secret):
            add("ns2", "hmac-sha256")
            add("secret", bytes: secret.reveal())
        case .ns2Verifying(let publicKey):
            add("ns2", "ed25519")
            add("public_key", bytes: publicKey.bytes)
        case .ns2Signing(let privateKey):
            add("ns2", "ed25519")
            add("public_key", bytes: privateKey.publicKey.bytes)
            add("private_key", bytes: privateKey.seed.reveal())
        }
        if let from = key.window.from { lines.append("not_before = \(from.rfc3339Seconds)") }
        if let until = key.window.until { lines.append("not_after = \(until.rfc3339Seconds)") }
        lines.append("status = \"\(key.status.rawValue)\"")
        return lines.joined(separator: "\n") + "\n"
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { quoted.append("\\") }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }
}
