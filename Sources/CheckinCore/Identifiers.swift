// The names things go by. An identifier is text the platform chose; it is compared byte for byte,
// as SQLite and PostgreSQL compare it, never by Unicode equivalence. It must never hold a secret.

/// A bounded, non-empty name for one `Subject`.
///
/// At most 128 bytes of UTF-8 without control characters. A UUID is kept in lower case, so that the
/// sixteen bytes of a compact code and the text of a ticket list name the same ticket.
package struct Identifier<Subject>: Sendable {
    /// The longest identifier in bytes of UTF-8: three times a UUID, and room to spare.
    package static var maximumBytes: Int { 128 }

    package let text: String

    /// Fails when `text` is empty, too long, or has a control character.
    package init?(_ text: String) {
        let bytes = text.utf8
        guard !bytes.isEmpty, bytes.count <= Self.maximumBytes,
            !bytes.contains(where: { $0 < 0x20 || $0 == 0x7F })
        else { return nil }
        let hasCapital = bytes.contains { (0x41...0x46).contains($0) }
        self.text = hasCapital && UUIDText.isUUID(bytes) ? text.lowercased() : text
    }

    /// The identifier whose text is the UUID of these 16 bytes.
    package init(uuid bytes: some Collection<UInt8>) {
        text = UUIDText.text(of: bytes)
    }

    /// The 16 bytes, when the identifier is a UUID.
    package var uuidBytes: [UInt8]? { UUIDText.bytes(of: text.utf8) }
}

extension Identifier: Hashable, Comparable, CustomStringConvertible {
    package static func == (left: Self, right: Self) -> Bool {
        left.text.utf8.elementsEqual(right.text.utf8)
    }

    package static func < (left: Self, right: Self) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }

    package func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
    }

    package var description: String { text }
}

package typealias EventID = Identifier<Event>
package typealias TicketID = Identifier<Ticket>
package typealias TierID = Identifier<Tier>
package typealias DoorID = Identifier<Door>

/// A part of the place: a hall, a terrace, a room behind a door of its own.
package typealias AreaID = Identifier<Area>

/// Tickets of one order that may go in by one code.
package enum Party {}
package typealias GroupID = Identifier<Party>

/// A box. Chosen once, when its journal is created.
package enum Device {}
package typealias DeviceID = Identifier<Device>

/// One life of a box's journal: a restored backup gets a new one and can never reuse a number.
package enum JournalLife {}
package typealias Incarnation = Identifier<JournalLife>

/// The account a ticket was sold to.
package enum User {}
package typealias UserID = Identifier<User>

/// The number of an attempt in its journal: 1, 2, 3 … without gaps.
package struct AttemptNumber: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let value: Int64

    package init(_ value: Int64) { self.value = value }

    package static func < (left: Self, right: Self) -> Bool { left.value < right.value }
    package var description: String { String(value) }
    package var next: AttemptNumber { AttemptNumber(value + 1) }
}

/// The first eight bytes of the SHA-256 of a code text: what a log or a journal may say of a code.
package struct CodeFingerprint: Hashable, Sendable, CustomStringConvertible {
    package let value: UInt64

    package init(_ value: UInt64) { self.value = value }

    package var description: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
