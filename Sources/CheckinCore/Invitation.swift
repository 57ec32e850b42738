// What an administrator of the central server gives to a box as a QR code: a code that makes one
// box, and where it is worth something. It is a secret until it is used: it must never be logged.

package struct Invitation: Hashable, Sendable, CustomStringConvertible {
    private static let heading = "checkind-enrol:"
    /// Longer than any address and any code.
    package static let maximumBytes = 640

    /// As the server printed it.
    package let code: String
    /// The server's address; not checked yet.
    package let central: String

    package init(code: String, central: String) {
        self.code = code
        self.central = central
    }

    /// Fails on anything but `checkind-enrol:CODE@ADDRESS`, in printable ASCII.
    package init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count <= Self.maximumBytes, bytes.allSatisfy({ (0x21..<0x7F).contains($0) })
        else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.hasPrefix(Self.heading) else { return nil }
        let parts = text.dropFirst(Self.heading.count).split(
            separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
        self.init(code: String(parts[0]), central: String(parts[1]))
    }

    /// What the QR code says.
    package var text: String { "\(Self.heading)\(code)@\(central)" }

    package var description: String { "an invitation to \(central)" }
}
