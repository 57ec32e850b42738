// What a reader hands to the door: bytes somebody showed, and when. The bytes are untrusted and
// are never logged; only their fingerprint may be.

/// The way a code came in.
package enum TokenSource: String, Sendable, CaseIterable {
    case camera
    case keyboard
    case typed
    case api
    /// No code: staff did it by hand.
    case staff
    /// The box did it by itself.
    case box
}

/// One presentation of a code.
package struct TicketToken: Hashable, Sendable {
    /// The longest code text in bytes; a QR code of version 40 holds 2,953 at most.
    package static let maximumBytes = 2_048

    /// The text as read; cut to `maximumBytes` when `isOversize`.
    package let bytes: [UInt8]
    /// The reader saw more than `maximumBytes`: such a code is unreadable.
    package let isOversize: Bool
    package let source: TokenSource
    /// When the frame was taken from the camera, or the key was pressed.
    package let seenAt: Uptime

    package init(bytes: some Collection<UInt8>, source: TokenSource, seenAt: Uptime) {
        isOversize = bytes.count > Self.maximumBytes
        self.bytes = Array(bytes.prefix(Self.maximumBytes))
        self.source = source
        self.seenAt = seenAt
    }
}
