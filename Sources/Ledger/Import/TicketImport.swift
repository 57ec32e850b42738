// Brings a file of tickets into use: read, checked, indexed and forced to the disk beside the list
// in use, then put in its place. When anything is wrong nothing has changed.

package import CheckinCore
import GRDB

package struct TicketImport: Sendable {
    package enum Format: String, Sendable, CaseIterable {
        case csv
        case ndjson
    }

    /// Ten times the largest event the budgets speak of.
    package static let maximumRows = 10_000_000
    /// Rows between two calls of the progress closure.
    static let progressStep = 20_000
    /// How far the clock that made the rows may be ahead of ours.
    static let futureTolerance = Policy.defaultClockTolerance

    package var format: Format
    /// The configured events with their tiers: a row may name no other.
    package var events: [ImportedEvent]
    /// The moment of the list, for rows that do not say it. No row may be of more than
    /// `futureTolerance` after it: a list of the future would never grow stale.
    package var asOf: Timestamp
    /// Leave bad rows out, instead of changing nothing.
    package var skipBad: Bool
    /// Put a list in use that is older than the one it replaces.
    package var allowOlder: Bool

    package init(
        format: Format, events: [ImportedEvent], asOf: Timestamp, skipBad: Bool = false,
        allowOlder: Bool = false
    ) {
        self.format = format
        self.events = events
        self.asOf = asOf
        self.skipBad = skipBad
        self.allowOlder = allowOlder
    }

    /// Blocks for seconds: on a thread of its own, please. Works beside a running daemon, which
    /// uses the new list from its next scan on. The lists of configured events that the file does
    /// not name are kept. Throws `LedgerFault`, or `CancellationError`.
    package func run(
        _ file: TicketFile, into state: StateDirectory, device: DeviceID,
        progress: (ImportProgress) -> Void = { _ in }
    ) throws -> ImportReport {
        let (reader, writer, catalogue) = try begin(file, into: state, device: device)
        var loading = ImportLoading(options: self, reader: reader, catalogue: catalogue)
        try loading.load(into: writer, progress: progress)
        try loading.index(writer)
        if loading.bad.total > 0, !skipBad { throw LedgerFault.importRefused(loading.bad) }
        // An old file would quietly make cancelled tickets valid again.
        try refuseOlder(loading.moments, writer) { $0.asOf }
        let perEvent = try loading.close(writer)
        guard perEvent.contains(where: { $0.value > 0 }) else { throw LedgerFault.importEmpty }
        let keeping = try ListKeeping(
            writer: writer, events: events.map(\.event.id).filter { perEvent[$0] == nil },
            reservations: events.map(\.event.id)
        ).run()
        try Task.checkCancellation()
        try writer.finish()
        return ImportReport(
            rows: loading.rows, imported: perEvent.values.reduce(0, +), bad: loading.bad,
            perEvent: perEvent, kept: keeping.kept, lost: keeping.lost,
            lostReservations: keeping.lostReservations, snapshot: writer.number)
    }

    /// A reader of the file, and a snapshot of its own for what it reads.
    func begin(
        _ file: TicketFile, into state: StateDirectory, device: DeviceID
    ) throws -> (RecordReader, SnapshotWriter, ImportCatalogue) {
        guard events.count <= SnapshotWriter.maximumEvents else {
            throw LedgerFault.tooManyEvents(events.count)
        }
        let reader = try RecordReader(file, quoted: format == .csv)
        let journal = try JournalFile.openForWriting(state, device: device)
        let writer = try SnapshotWriter(state: state, journal: journal)
        return (reader, writer, try catalogue(in: writer))
    }

    /// Writes the configured events, which are all that a row may name.
    private func catalogue(in writer: SnapshotWriter) throws -> ImportCatalogue {
        try writer.write { db in
            ImportCatalogue(
                try events.map { imported in
                    let keys = try EventTable.upsert(imported, in: db)
                    let tiers = keys.tiers.map { (Array($0.key.text.utf8), $0.value) }
                    return ImportCatalogue.Entry(
                        id: imported.event.id, key: keys.event,
                        tiers: Dictionary(tiers) { first, _ in first })
                })
        }
    }

    /// The same, of a file by its name.
    package func run(
        file: String, into state: StateDirectory, device: DeviceID,
        progress: (ImportProgress) -> Void = { _ in }
    ) throws -> ImportReport {
        try run(TicketFile(path: file), into: state, device: device, progress: progress)
    }

    /// Unless older ones are asked for. `known`: how new what is in use of an event is.
    func refuseOlder(
        _ moments: [EventID: Timestamp], _ writer: SnapshotWriter,
        than known: (ListedEvent) -> Timestamp?
    ) throws {
        guard !allowOlder, let active = writer.active,
            let inUse = try? Snapshot.open(active, in: writer.state)
        else { return }
        for (event, found) in moments.sorted(by: { $0.key < $1.key }) {
            guard let newest = inUse.event(event).flatMap(known), found < newest else { continue }
            throw LedgerFault.importOlder(event, found: found, inUse: newest)
        }
    }
}
