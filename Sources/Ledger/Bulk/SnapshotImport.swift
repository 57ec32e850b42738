// A snapshot that came as a file, for a command beside a running daemon or without one. The file is
// copied first: what is proved must be what is used, and a stick can be pulled out, or say
// something else when it is read again.

package import CheckinCore
import Foundation
import GRDB

/// A file whose first lines say what it is.
package final class SnapshotFile {
    private let file: FileHandle
    private let lines: StagedLines
    /// Where the next line begins.
    private var position: UInt64 = 0
    private let size: UInt64

    /// Throws `importUnreadable`.
    package init(_ file: TicketFile) throws {
        self.file = file.handle
        lines = StagedLines(file.handle)
        do {
            size = try self.file.seekToEnd()
            try self.file.seek(toOffset: 0)
        } catch { throw LedgerFault.importUnreadable }
    }

    /// How many bytes there are from the next line on.
    package var rest: Int64 { Int64(size - min(position, size)) }

    /// The next line, and on behind it.
    package func take() throws -> [UInt8]? {
        guard let line = try peek() else { return nil }
        position += UInt64(line.count) + 1
        return line
    }

    /// The next line; it stays the next.
    package func peek() throws -> [UInt8]? {
        try lines.rewind(to: position)
        return try lines.next()
    }

    /// Lends what there is from the next line on, piece by piece.
    func forEachPiece(of bytes: Int, _ body: ([UInt8], Int64) throws -> Void) throws {
        do { try file.seek(toOffset: position) } catch { throw LedgerFault.importUnreadable }
        var done: Int64 = 0
        while done < rest {
            guard let piece = try? file.read(upToCount: bytes), !piece.isEmpty else {
                throw LedgerFault.importUnreadable
            }
            try body([UInt8](piece), done)
            done += Int64(piece.count)
        }
    }
}

package struct SnapshotImport: Sendable {
    private static let pieceBytes = 1 << 20

    private let offer: SnapshotOffer
    private let reader: any SnapshotReader
    private let events: [ImportedEvent]
    private let now: Timestamp
    private let breathe: @Sendable () async throws -> Void

    /// - Parameters:
    ///   - events: the configured ones, for a box without a list.
    ///   - breathe: waits a moment, so that those get their turn at the journal who scan.
    package init(
        _ offer: SnapshotOffer, by reader: any SnapshotReader, events: [ImportedEvent],
        at now: Timestamp, breathe: @escaping @Sendable () async throws -> Void
    ) {
        self.offer = offer
        self.reader = reader
        self.events = events
        self.now = now
        self.breathe = breathe
    }

    /// Puts a list in use that is made of what follows in the file. Blocks for seconds; works
    /// beside a running daemon. Returns how many rows were of no use. Throws, and the list in use
    /// stays, when anything is wrong.
    package func run(
        _ file: SnapshotFile, into state: StateDirectory, device: DeviceID
    ) async throws -> Int {
        let staged = StagedSnapshot(offer, in: state, freeBytes: DiskState.freeBytes)
        _ = try staged.begin()
        defer { try? FileManager.default.removeItem(atPath: staged.path) }
        try file.forEachPiece(of: Self.pieceBytes) { bytes, position in
            try Task.checkCancellation()
            try staged.append(bytes, at: position)
        }
        let journal = try JournalFile.openForWriting(state, device: device)
        let intake = SnapshotIntake(
            offer: offer, reader: reader, path: staged.path, state: state, device: device,
            events: events)
        let transaction: ((Database) throws -> Void) async throws -> Void = { work in
            try LedgerFault.wrapping(.journal) { try journal.immediately(work) }
            try await breathe()
        }
        var unheard = 0
        let unusable = try await intake.run { changes in
            unheard += try await offer.heard.take(changes, in: transaction)
            try await FeedIntake.take(changes, at: now, in: transaction)
        }
        return unusable + unheard
    }
}

extension SnapshotOffer {
    /// A list of an event whose guests were forgotten is not asked for.
    var heard: HeardIntake { HeardIntake(event: event, generation: generation, isWiped: false) }
}
