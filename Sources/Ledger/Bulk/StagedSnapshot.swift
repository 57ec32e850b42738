// A bulk snapshot while it comes: one file an event in the state directory, named after the event
// and the snapshot, so that what is here is known again after a restart. Its bytes are nobody's
// ticket list, and guests' names are in them: a wipe takes them too.

import CheckinCore
import Cryptography
import Foundation

struct StagedSnapshot {
    fileprivate static let prefix = "staged-"
    /// Hexadecimal digits of a name's hash: no two events of a box share as many.
    private static let digits = 32
    /// What stays free for the journal: an evening's scans, many times over.
    private static let reserve: Int64 = 64 << 20

    let path: String
    private let state: StateDirectory
    private let offer: SnapshotOffer
    private let freeBytes: (String) -> Int64?

    init(
        _ offer: SnapshotOffer, in state: StateDirectory,
        freeBytes: @escaping (String) -> Int64?
    ) {
        self.offer = offer
        self.state = state
        self.freeBytes = freeBytes
        path = state.path + "/" + Self.stem(offer.event) + Self.hash(offer.id.text)
    }

    /// How much of it is here. What is here of another one of the event goes. Throws `diskFull`
    /// where the rest of it, and a list made of it, would leave the journal no room.
    func begin() throws -> Int64 {
        for file in Self.files(of: offer.event, in: state) where file != path {
            try? FileManager.default.removeItem(atPath: file)
        }
        let size = min(length() ?? 0, offer.size)
        try requireRoom(for: offer.size - size + offer.size)
        return size
    }

    /// Writes what follows the first `position` bytes, and forces it to the disk: what lies
    /// unwritten would make the next scan wait for it.
    func append(_ bytes: [UInt8], at position: Int64) throws {
        try requireRoom(for: Int64(bytes.count))
        try state.createFile(path)
        guard let file = FileHandle(forUpdatingAtPath: path) else {
            throw LedgerFault.stateDirectoryUnusable
        }
        defer { try? file.close() }
        do {
            guard try file.seekToEnd() >= UInt64(position) else {
                throw LedgerFault.snapshotMissing
            }
            try file.truncate(atOffset: UInt64(position))
            try file.seek(toOffset: UInt64(position))
            try file.write(contentsOf: bytes)
            try file.synchronize()
        } catch let error as CocoaError {
            throw error.code == .fileWriteOutOfSpace
                ? LedgerFault.diskFull : LedgerFault.snapshotFailed(0)
        }
    }

    private func length() -> Int64? {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return (attributes?[.size] as? NSNumber)?.int64Value
    }

    private func requireRoom(for bytes: Int64) throws {
        guard let free = freeBytes(state.path), free < bytes + Self.reserve else { return }
        throw LedgerFault.diskFull
    }

    // MARK: Names

    /// What is here of the snapshots of an event.
    static func files(of event: EventID, in state: StateDirectory) -> [String] {
        let stem = stem(event)
        return state.stagedNames().filter { $0.hasPrefix(stem) }.map { state.path + "/" + $0 }
    }

    /// Removes what is here of events that are not in `kept`.
    static func clean(_ state: StateDirectory, keeping kept: [EventID]) {
        let stems = kept.map(stem)
        for name in state.stagedNames() where !stems.contains(where: name.hasPrefix) {
            try? FileManager.default.removeItem(atPath: state.path + "/" + name)
        }
    }

    private static func stem(_ event: EventID) -> String {
        prefix + hash(event.text) + "-"
    }

    private static func hash(_ text: String) -> String {
        let digest = SHA256.digest(of: Array(text.utf8).span)
        return String(Hex.text(of: digest).prefix(digits))
    }
}

extension StateDirectory {
    fileprivate func stagedNames() -> [String] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return all.filter { $0.hasPrefix(StagedSnapshot.prefix) }
    }

    /// Everything that is staged, of whichever event.
    func stagedSnapshots() -> [String] { stagedNames().map { path + "/" + $0 } }
}
