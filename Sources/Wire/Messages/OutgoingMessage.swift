// The JSON of a message on its way to the central server.

package import CheckinCore

package enum OutgoingMessage {
    /// What the server answers: the id.
    package static let maximumAnswerBytes = 4_096

    /// The same message is the same bytes each time.
    package static func bytes(of message: Message) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.add("id", message.id)
            writer.add("kind", message.kind.rawValue)
            if !message.text.isEmpty { writer.add("text", message.text) }
            writer.add("staff", message.staff)
            writer.add("ends", message.ends)
        }
        return writer.bytes
    }
}
