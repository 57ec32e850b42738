// A box's journal as a file: a header, batches as they go over the network, each a line, and a
// trailer by which the box says that they are its own, and all of them.

package import CheckinCore

package enum JournalBundle {
    private static let format = "checkind-journal/1"

    package static func header(device: DeviceID, at: Timestamp) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.add("kind", "header")
            writer.add("format", format)
            writer.add("device", device)
            writer.add("at", at)
        }
        return writer.bytes
    }

    /// What is signed, with the digest of all lines before the trailer, line breaks included.
    package static func signedBytes(device: DeviceID, digest: String) -> [UInt8] {
        Array("checkind/journal/1\n\(device)\n\(digest)".utf8)
    }

    package static func trailer(lines: Int, digest: String, signature: [UInt8]) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.add("kind", "trailer")
            writer.add("lines", lines)
            writer.add("sha256", digest)
            writer.add("signature", Base64Text.text(of: signature))
        }
        return writer.bytes
    }
}
