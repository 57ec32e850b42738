// The id of the message that an attempt is: an emergency that was declared, or its end. It follows
// from the attempt, so that telling it again after a crash is the same message.

package import CheckinCore
internal import Cryptography

extension Message {
    private static let label = "checkind/message"

    /// The first 16 bytes of a SHA-256 as a UUID of version 8 (RFC 9562, 5.8).
    package static func id(of number: AttemptNumber, in journal: JournalName) -> MessageID {
        let lines = [label, journal.device.text, journal.incarnation.text, "\(number)"]
        var bytes = Array(
            SHA256.digest(of: Array(lines.joined(separator: "\n").utf8).span).prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x80
        bytes[8] = bytes[8] & 0x3F | 0x80
        return MessageID(uuid: bytes)
    }
}
