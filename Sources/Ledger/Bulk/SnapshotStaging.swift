// Bulk snapshots as a running ledger takes them in: on a thread of their own, since writing a file
// and building a list take their time, and the ledger's own thread is for guests. What others did
// goes through the ledger, between two scans.

package import CheckinCore
import Foundation
import Logging
import Threads

actor SnapshotStaging: ThreadBound {
    nonisolated let thread = WorkerThread(name: "ledger-bulk")
    private let state: StateDirectory
    private let device: DeviceID
    private let freeBytes: @Sendable (String) -> Int64?

    init(
        state: StateDirectory, device: DeviceID,
        freeBytes: @escaping @Sendable (String) -> Int64? = DiskState.freeBytes
    ) {
        self.state = state
        self.device = device
        self.freeBytes = freeBytes
    }

    func begin(_ offer: SnapshotOffer) throws -> Int64 { try staged(offer).begin() }

    func append(_ bytes: [UInt8], of offer: SnapshotOffer, at position: Int64) throws {
        try staged(offer).append(bytes, at: position)
    }

    func discard(of event: EventID) {
        for file in StagedSnapshot.files(of: event, in: state) {
            try? FileManager.default.removeItem(atPath: file)
        }
    }

    func finish(
        _ offer: SnapshotOffer, by reader: any SnapshotReader, events: [ImportedEvent],
        taking take: @Sendable ([FeedChange]) async throws -> Void
    ) async throws -> Int {
        let intake = SnapshotIntake(
            offer: offer, reader: reader, path: staged(offer).path, state: state, device: device,
            events: events)
        let unusable = try await intake.run(taking: take)
        discard(of: offer.event)
        return unusable
    }

    private func staged(_ offer: SnapshotOffer) -> StagedSnapshot {
        StagedSnapshot(offer, in: state, freeBytes: freeBytes)
    }
}

extension SQLiteLedger: SnapshotStore {
    package nonisolated func staged(_ offer: SnapshotOffer) async throws -> Int64? {
        guard try await views.wants(offer.event) else { return nil }
        return try await staging.begin(offer)
    }

    package nonisolated func stage(
        _ bytes: [UInt8], of offer: SnapshotOffer, at position: Int64
    ) async throws {
        try await staging.append(bytes, of: offer, at: position)
    }

    package func finish(
        _ offer: SnapshotOffer, by reader: any SnapshotReader, at now: Timestamp
    ) async throws {
        let unusable = try await staging.finish(offer, by: reader, events: rules) { changes in
            try await self.take(changes, at: now, heard: offer.heard)
        }
        heardAsOf.forget()
        if unusable > 0 {
            logger.warning(
                "rows of a snapshot cannot be used",
                metadata: ["event": "\(offer.event)", "rows": "\(unusable)"])
        }
    }

    package nonisolated func discard(of event: EventID) async throws {
        await staging.discard(of: event)
    }
}

extension LedgerViews {
    /// Whether a list of the event is wanted: not of one whose guests were forgotten. Throws when
    /// the box does not know the event.
    fileprivate func wants(_ event: EventID) throws -> Bool {
        try read { _, snapshot in
            // A list that cannot be read is what a new one is for.
            guard let snapshot else { return true }
            guard let listed = snapshot.event(event) else { throw LedgerFault.snapshotMissing }
            return listed.wipedAt == nil
        }
    }
}
