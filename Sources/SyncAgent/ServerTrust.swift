// What a box believes of its central server beyond the connection: what the server's key has
// signed. A revocation must name this box; anything less must never stop a door.

package import CheckinCore
package import Cryptography
package import Wire

package struct ServerTrust: Sendable {
    private let key: Ed25519PublicKey
    private let device: DeviceID

    /// - Parameter serverKey: Ed25519, as it came with the enrolment.
    package init(serverKey: [UInt8], device: DeviceID) throws(CryptographyFault) {
        key = try Ed25519PublicKey(serverKey)
        self.device = device
    }

    /// nil when the statement is not the server's, or is about another box.
    package func believed(_ statement: String?) -> Revocation? {
        guard let statement, let revocation = try? Revocation(statement),
            revocation.device == device,
            isServers(revocation.signature, of: revocation.signedBytes)
        else { return nil }
        return revocation
    }

    /// Whether the server's key has signed what a file says of the box.
    package func isServers(_ header: BundleHeader) -> Bool {
        let digest = Hex.text(of: SHA256.digest(of: header.description.span))
        return isServers(header.signature, of: header.signedBytes(digest: digest))
    }

    /// Whether the server's key has signed `message`.
    func isServers(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        (try? key.verifies(signature.span, of: message.span)) == true
    }
}
