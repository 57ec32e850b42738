// A batch of a box's journal on its way up: POST /v1/attempts.

package import CheckinCore

package enum BatchMessage {
    /// The most attempts of one batch.
    package static let maximumAttempts = 500
    /// The most gaps the server reads of one batch.
    package static let maximumLost = 1_000
    /// What the server takes: so many of the longest attempts, and the words around them.
    package static let maximumBytes =
        maximumAttempts * AttemptMessage.maximumBytes + (64 << 10)

    package static func bytes(of batch: JournalBatch) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.add("incarnation", batch.journal.incarnation)
            writer.add("base", batch.base.value)
            writer.add("previous", batch.previous)
            let lost = relevantLost(of: batch)
            if !lost.isEmpty {
                writer.list("lost") { writer in
                    for gap in lost {
                        writer.list { writer in
                            writer.add(gap.lowerBound)
                            writer.add(gap.upperBound)
                        }
                    }
                }
            }
            writer.list("attempts") { writer in
                for entry in batch.entries { AttemptMessage.write(entry, to: &writer) }
            }
        }
        return writer.bytes
    }

    /// Gaps behind the last attempt are told when something stands behind them. Of more than the
    /// server reads, those that lie nearest.
    private static func relevantLost(of batch: JournalBatch) -> [ClosedRange<Int64>] {
        guard let last = batch.entries.last?.attempt.number.value else { return [] }
        let before = batch.lost.filter { $0.lowerBound <= last }
            .sorted { $0.lowerBound < $1.lowerBound }
        return Array(before.suffix(maximumLost))
    }

    /// What a server reads; the device is known by its token.
    package static func batch(
        of bytes: [UInt8], from device: DeviceID
    ) throws(WireFault) -> JournalBatch {
        guard bytes.count <= maximumBytes else { throw .tooLarge }
        let object = try JSONParser.object(of: bytes)
        let lost = try object.list("lost", atMost: maximumLost).map {
            value throws(WireFault) -> ClosedRange<Int64> in
            guard case .list(let ends) = value, ends.count == 2,
                case (.integer(let first), .integer(let last)) = (ends[0], ends[1]),
                1 <= first, first <= last
            else { throw .malformed("lost") }
            return first...last
        }
        guard object["attempts"] != nil else { throw .missing("attempts") }
        let attempts = try object.objects("attempts", atMost: maximumAttempts)
        let base = try object.optionalInteger("base") ?? 0
        guard base >= 0 else { throw .malformed("base") }
        return JournalBatch(
            journal: JournalName(
                device: device, incarnation: try object.identifier("incarnation")),
            base: AttemptNumber(base), previous: try object.optionalIdentifier("previous"),
            lost: lost,
            entries: try attempts.map { object throws(WireFault) in
                try AttemptMessage.entry(of: object)
            })
    }
}
