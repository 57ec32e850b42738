// Makes the ticket list in use out of a staged snapshot: proved, built beside the list in use,
// forced to the disk, and put in its place in one transaction of the journal, which holds the
// cursor too. When anything is wrong nothing has changed, but for what others did: that is true
// whichever list is in use.

import CheckinCore
import GRDB

struct SnapshotIntake {
    /// Lines read, written and handed to the journal at once.
    private static let linesAtOnce = 1_000
    /// And no more than so many bytes of them.
    private static let bytesAtOnce = 1 << 20

    let offer: SnapshotOffer
    let reader: any SnapshotReader
    /// Where the snapshot lies.
    let path: String
    let state: StateDirectory
    let device: DeviceID
    /// The rules of events where no list can be read.
    let events: [ImportedEvent]

    /// Blocks for as long as a list takes to build. Returns how many rows were of no use.
    ///
    /// - Parameter take: takes what others did into the journal.
    func run(taking take: ([FeedChange]) async throws -> Void) async throws -> Int {
        let journal = try JournalFile.openForWriting(state, device: device)
        // From here on nobody wipes, imports or changes a list.
        let writer = try SnapshotWriter(state: state, journal: journal)
        let lines = try StagedLines(path: path)
        try reader.check {
            try Task.checkCancellation()
            return try lines.next()
        }
        let isOlder = try LedgerFault.wrapping(.journal) {
            try journal.read { try FeedTable.isOlder(offer, $0) }
        }
        guard !isOlder else { throw LedgerFault.snapshotOlder(offer.event) }
        let kept = try keys(writer)
        var list = BulkList(offer, key: kept.key)
        var people: Set<String> = []
        try lines.rewind()
        while let changes = try next(lines) {
            try Task.checkCancellation()
            try writer.write { db in try list.take(changes, into: db) }
            try await take(changes)
            people.formUnion(changes.compactMap(\.person))
        }
        let interrupt = writer.interruption
        try await withTaskCancellationHandler {
            try finish(writer, list, others: kept.others, people: people)
        } onCancel: {
            interrupt()
        }
        return list.unusable
    }

    /// Writes the rules of all events. Returns the key of the snapshot's, and the other events.
    private func keys(_ writer: SnapshotWriter) throws -> (key: Int64, others: [EventID]) {
        let old = writer.active.flatMap { try? Snapshot.open($0, in: state) }
        let all = old?.allEvents.map(\.imported) ?? events
        return try writer.write { db in
            // The snapshot says all of them anew.
            try ServerRules.forget(offer.event, db)
            var keys: [EventID: Int64] = [:]
            for imported in all {
                keys[imported.event.id] = try EventTable.upsert(imported, in: db).event
            }
            guard let key = keys[offer.event] else { throw LedgerFault.snapshotMissing }
            return (key, keys.keys.filter { $0 != offer.event }.sorted())
        }
    }

    private func next(_ lines: StagedLines) throws -> [FeedChange]? {
        var changes: [FeedChange] = []
        var (count, bytes) = (0, 0)
        while count < Self.linesAtOnce, bytes < Self.bytesAtOnce, let line = try lines.next() {
            count += 1
            bytes += line.count
            if let change = try reader.change(of: line) { changes.append(change) }
        }
        return count == 0 ? nil : changes
    }

    private func finish(
        _ writer: SnapshotWriter, _ list: BulkList, others: [EventID], people: Set<String>
    ) throws {
        let keeping = try ListKeeping(writer: writer, events: others, reservations: others).run()
        try writer.write { db in
            try list.index(db)
            try list.close(db)
        }
        try Task.checkCancellation()
        // Whose list was lost begins anew.
        let kept = keeping.kept.filter { !keeping.lostReservations.contains($0) }
        try writer.finish { db in
            // A snapshot says who there is, never who has gone.
            try ServerStaff.keep(people, of: offer.event, db)
            try FeedTable.swap(
                db, to: offer, list: writer.number, before: writer.active, kept: kept)
        }
    }
}

extension FeedChange {
    /// The number of somebody whom it makes known.
    fileprivate var person: String? {
        if case .other(kind: "staff", let key, .some) = self { key } else { nil }
    }
}
