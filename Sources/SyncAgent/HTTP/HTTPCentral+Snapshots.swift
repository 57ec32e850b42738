// Bulk snapshots over HTTPS: which one there is, and its bytes, a range at a time. A range is one
// question and one answer like any other, so that an interrupted download is nothing special.

package import CheckinCore
internal import Wire

extension HTTPCentral: SnapshotCentral {
    package func newestSnapshot(of event: EventID) async throws(SyncFault) -> SnapshotOffer {
        let bytes = try await ask(
            .get(Self.path(of: event)), limit: SnapshotMessage.maximumBytes)
        return try read(bytes) { bytes throws(WireFault) in try SnapshotMessage.offer(of: bytes) }
    }

    package func piece(
        of offer: SnapshotOffer, from position: Int64, count: Int
    ) async throws(SyncFault) -> [UInt8] {
        let path = "\(Self.path(of: offer.event))/\(CentralAddress.escaped(offer.id.text))"
        let bytes = try await ask(
            .range(path, tag: "\"\(offer.id)\"", position: position, count: count),
            limit: count, within: settings.limits.piece)
        guard bytes.count == count else { throw .truncated }
        return bytes
    }

    private static func path(of event: EventID) -> String {
        "/v1/events/\(CentralAddress.escaped(event.text))/snapshot"
    }
}
