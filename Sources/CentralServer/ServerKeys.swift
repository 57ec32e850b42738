// The two keys of a central server: one signs what boxes must believe (snapshots, revocations), and
// one opens what it sealed for itself (the secrets of ticket keys, in the database). They lie in
// one file of mode 0600. Every copy of the server has the same ones; no box has them.

package import Cryptography

package struct ServerKeys: Sendable {
    /// Two lines and their remarks.
    package static let maximumFileBytes = 4_096

    package let signing: Ed25519PrivateKey
    package let sealing: X25519PrivateKey

    package static func generate() throws(CryptographyFault) -> ServerKeys {
        ServerKeys(signing: try .generate(), sealing: try .generate())
    }

    private init(signing: Ed25519PrivateKey, sealing: X25519PrivateKey) {
        self.signing = signing
        self.sealing = sealing
    }

    /// Reads what `fileText` writes. A fault never says what stood there.
    package init(fileText text: String) throws {
        var keys: [Substring: SecretBytes] = [:]
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let parts = line.split(separator: "=", maxSplits: 1).map { $0.filter { $0 != " " } }
            guard parts.count == 2, var bytes = Hex.decode(Array(parts[1].utf8)) else {
                throw CentralFault.malformedServerKeys
            }
            keys[Substring(parts[0])] = SecretBytes(cleansing: &bytes)
        }
        guard let signing = keys["signing"], let sealing = keys["sealing"], keys.count == 2 else {
            throw CentralFault.malformedServerKeys
        }
        self.init(
            signing: try Ed25519PrivateKey(seed: signing),
            sealing: try X25519PrivateKey(seed: sealing))
    }

    /// Holds both secrets in the open.
    package var fileText: String {
        """
        # The keys of a central server. Keep a copy where the database's backups are not: without
        # it no sealed ticket key can be opened, and every box has to be enrolled again.
        signing = \(Hex.text(of: signing.seed.reveal()))
        sealing = \(Hex.text(of: sealing.seed.reveal()))

        """
    }

    /// Signs the lines of a statement, the first of which says what kind it is, so that no
    /// signature of one kind is ever one of another.
    func signature(of lines: [String]) throws(CryptographyFault) -> [UInt8] {
        let message = Array(lines.joined(separator: "\n").utf8)
        return try signing.signature(of: message.span)
    }
}
