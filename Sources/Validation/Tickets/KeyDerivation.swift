// Event keys from a master key: a box that holds the keys of its events holds nothing of others.
// The master stays with whoever sells tickets and must never be put on a box.

package import CheckinCore
package import Cryptography

package enum KeyDerivation {
    /// HKDF-SHA256(master, salt = the event's id, info = "checkind/ns2/" + the key's id in
    /// decimal).
    package static func eventSecret(
        master: SecretBytes, event: EventID, keyID: UInt8
    ) throws(TicketFault) -> SecretBytes {
        guard (EventKey.minimumSecretBytes...EventKey.maximumSecretBytes).contains(master.count)
        else { throw .masterLength(bytes: master.count) }
        guard event.uuidBytes != nil else { throw .eventNotUUID(key: keyID) }
        do {
            return try HKDF.derive(
                from: master, salt: Array(event.text.utf8).span,
                info: Array("checkind/ns2/\(keyID)".utf8).span, count: EventKey.minimumSecretBytes)
        } catch { throw .cryptography(error) }
    }
}
