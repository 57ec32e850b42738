// A bulk snapshot: all that a new box needs of one event, as one file whose bytes never change. It
// spares reading a feed from its beginning, and the feed goes on from where the snapshot ends. What
// it says must never be used before all of it was proved.

/// One snapshot, by the id that the central server gave it.
package enum BulkSnapshot {}
package typealias SnapshotID = Identifier<BulkSnapshot>

/// Which snapshot there is.
package struct SnapshotOffer: Hashable, Sendable {
    package let id: SnapshotID
    package let event: EventID
    package let generation: FeedGeneration
    /// The feed goes on from here.
    package let position: Int64
    /// Up to when everything is in it.
    package let asOf: Timestamp
    /// In bytes.
    package let size: Int64

    package init(
        id: SnapshotID, event: EventID, generation: FeedGeneration, position: Int64,
        asOf: Timestamp, size: Int64
    ) {
        self.id = id
        self.event = event
        self.generation = generation
        self.position = position
        self.asOf = asOf
        self.size = size
    }

    package var cursor: FeedCursor { FeedCursor(generation: generation, position: position) }
}

/// What the lines of a snapshot say. Whoever keeps the bytes has no word of the protocol.
package protocol SnapshotReader: Sendable {
    /// Looks at every line, each without its line break, until `next` has no more. Throws a `Fault`
    /// unless they are all of one snapshot, the one that is expected, and proved by a signature.
    func check(_ next: () throws -> [UInt8]?) throws
    /// What a line of a proved snapshot says; nil when it is about the snapshot itself.
    func change(of line: [UInt8]) throws -> FeedChange?
}
