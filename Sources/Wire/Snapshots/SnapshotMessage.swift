// Which bulk snapshot there is: the answer of GET …/snapshot. Nothing of it is believed beyond
// its shape; what proves a snapshot is in the snapshot.

package import CheckinCore

package enum SnapshotMessage {
    package static let maximumBytes = 8 << 10
    /// Ten million rows of a kilobyte.
    package static let largestSnapshot: Int64 = 10 << 30

    package static func offer(of bytes: [UInt8]) throws(WireFault) -> SnapshotOffer {
        guard bytes.count <= maximumBytes else { throw .tooLarge }
        let object = try JSONParser.object(of: bytes)
        return SnapshotOffer(
            id: try object.identifier("id"), event: try object.identifier("event"),
            generation: try object.identifier("generation"),
            position: try object.integer("cursor", in: 0...Int64.max),
            asOf: try object.moment("as_of"),
            size: try object.integer("size", in: 1...largestSnapshot))
    }

    /// As the server writes it, but for what a box does not look at.
    package static func bytes(of offer: SnapshotOffer) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.add("id", offer.id)
            writer.add("event", offer.event)
            writer.add("generation", offer.generation)
            writer.add("cursor", offer.position)
            writer.add("as_of", offer.asOf)
            writer.add("size", offer.size)
        }
        return writer.bytes
    }
}
