// What goes to a venue without a network, and comes back from it, as files: a snapshot with what
// the box should be now, and a box's journal. Both are signed, so that whoever carries the stick
// can read it or lose it, and change nothing. A file is looked at whole before any of it is taken.

package import CheckinCore
import Cryptography
package import Logging
package import PostgresClient
import WebEdge

package struct BundleDesk: Sendable {
    /// What a file of FAT32 can hold, which most sticks are.
    package static let maximumBytes: Int64 = (4 << 30) - 1
    /// Rows that are given places in one turn.
    private static let turnRows = 5_000
    private static let pieceLimit = AnswerLimit(rows: 1, bytes: SnapshotWriter.pieceBytes)

    let database: PostgresPool
    let keys: ServerKeys
    private let time: any TimeSource
    private let logger: Logger

    package init(
        _ settings: PostgresSettings, keys: ServerKeys, time: any TimeSource, logger: Logger
    ) {
        database = PostgresPool(settings, time: time)
        self.keys = keys
        self.time = time
        self.logger = logger
    }

    private struct Header: Encodable {
        let kind = "bundle"
        let format = "checkind-bundle/1"
        let device: String
        let snapshot: String
        /// As `GET /v1/device` has it; base64, since these bytes are signed.
        let description: String
        let signature: String
    }

    /// Hands a snapshot of the event, of now, and what the box should be to `write`, in pieces.
    package func export(
        _ event: EventID, for device: DeviceID, write: ([UInt8]) throws -> Void
    ) async throws {
        let record = try await self.device(device)
        let may = try await database.query(
            "SELECT door_device_may($1, $2)", [.text(device.text), .text(event.text)])
        guard may.first?.truth(0) == true else {
            throw CentralFault.notPossible(why: "\(device) does not serve the event \(event)")
        }
        try await number(event)
        let isBuilt = try await database.use { connection in
            try await SnapshotWriter.build(event.text, on: connection, keys: keys)
        }
        guard isBuilt else {
            throw CentralFault.notPossible(
                why: "a snapshot of \(event) is being built: try again in a minute")
        }
        let newest = try await database.query(
            """
            SELECT s.id, s.size FROM door_snapshot s
            JOIN door_feed_state($1) f ON f.generation = s.generation
            WHERE s.event = $1 ORDER BY s.position DESC, s.built_at DESC LIMIT 1
            """, [.text(event.text)])
        guard let id = newest.first?.text(0), let size = newest.first?.number(1) else {
            throw CentralFault.notFound(what: "snapshot of \(event)")
        }
        let header = try await header(of: record, snapshot: id)
        guard size + Int64(header.count) <= Self.maximumBytes else {
            throw CentralFault.notPossible(why: "the snapshot is too large for a file")
        }
        try write(header)
        try await copy(id, size: size, write: write)
    }

    /// Gives what was sold since a place in the feed, where no server runs that does: of two
    /// snapshots the later one must have the later place.
    private func number(_ event: EventID) async throws {
        while true {
            let rows = try await database.query(
                "SELECT state, taken FROM door_sequence($1, $2)",
                [.text(event.text), .number(Self.turnRows)])
            guard let row = rows.first, row.text(0) == "numbered",
                (row.number(1) ?? 0) >= Self.turnRows
            else { return }
        }
    }

    private func header(of device: DeviceRecord, snapshot: String) async throws -> [UInt8] {
        let message = try await DeviceMessage.of(
            device, keys: EventKeys(keys: keys, logger: logger), at: time.now(), in: database)
        let description = Array(try JSONBody.text(message).utf8)
        let digest = Hex.text(of: SHA256.digest(of: description.span))
        let signature = try keys.signature(
            of: ["checkind/bundle/1", device.id, snapshot, digest])
        let header = Header(
            device: device.id, snapshot: snapshot, description: EventKeys.base64(description),
            signature: EventKeys.base64(signature))
        return Array((try JSONBody.text(header) + "\n").utf8)
    }

    private func copy(
        _ id: String, size: Int64, write: ([UInt8]) throws -> Void
    ) async throws {
        var written: Int64 = 0
        var number = 0
        while written < size {
            let rows = try await database.query(
                "SELECT bytes FROM door_snapshot_piece WHERE snapshot = $1::uuid AND number = $2",
                [.text(id), .number(number)], limit: Self.pieceLimit, binary: true)
            guard let bytes = rows.first?.bytes(0), !bytes.isEmpty else {
                throw CentralFault.notFound(what: "whole snapshot any more")
            }
            try write(Array(bytes))
            written += Int64(bytes.count)
            number += 1
        }
    }

    private func device(_ device: DeviceID) async throws -> DeviceRecord {
        let rows = try await database.query(
            """
            SELECT \(DeviceRecord.columns) FROM door_device
            WHERE id = $1 AND revoked_at IS NULL AND public_key IS NOT NULL
            """, [.text(device.text)])
        guard let record = rows.first.flatMap(DeviceRecord.init) else {
            throw CentralFault.notFound(what: "box \(device) that is enrolled and not revoked")
        }
        return record
    }
}
