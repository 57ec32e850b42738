// Brings a file of reservations into use, as a file of tickets is: whole or not at all, beside the
// list in use and then in its place. It must never touch a ticket: every list of tickets is carried
// along as it was.

package import CheckinCore
import GRDB

package struct ReservationImport: Sendable {
    /// The same wishes as for a file of tickets.
    package var options: TicketImport

    package init(_ options: TicketImport) { self.options = options }

    /// Blocks for seconds, as `TicketImport.run` does. Reservations of configured events that the
    /// file does not name are kept.
    package func run(
        _ file: TicketFile, into state: StateDirectory, device: DeviceID,
        progress: (ImportProgress) -> Void = { _ in }
    ) throws -> ImportReport {
        let (reader, writer, catalogue) = try options.begin(file, into: state, device: device)
        var loading = ReservationLoading(options: options, reader: reader, catalogue: catalogue)
        try loading.load(into: writer, progress: progress)
        if loading.bad.total > 0, !options.skipBad {
            throw LedgerFault.importRefused(loading.bad)
        }
        // An old file would ask for money that was paid.
        try options.refuseOlder(loading.moments, writer) { $0.reservationsAsOf }
        let perEvent = loading.perEvent
        guard !perEvent.isEmpty else { throw LedgerFault.importEmpty }
        try loading.close(writer)
        try writer.write { db in for index in SnapshotSchema.indexes { try db.execute(sql: index) }
        }
        let all = options.events.map(\.event.id)
        let keeping = try ListKeeping(
            writer: writer, events: all, reservations: all.filter { perEvent[$0] == nil }
        ).run()
        try Task.checkCancellation()
        try writer.finish()
        return ImportReport(
            rows: loading.rows, imported: perEvent.values.reduce(0, +), bad: loading.bad,
            perEvent: perEvent, kept: keeping.keptReservations, lost: keeping.lost,
            lostReservations: keeping.lostReservations, snapshot: writer.number)
    }
}

/// The reservations of one file on their way into one unfinished snapshot.
private struct ReservationLoading {
    let options: TicketImport
    let catalogue: ImportCatalogue
    private var reading: RowReading
    private var keys: [EventID: Int64] = [:]
    private(set) var moments: [EventID: Timestamp] = [:]
    private(set) var perEvent: [EventID: Int] = [:]

    var rows: Int { reading.rows }
    var bad: BadRows { reading.bad }

    init(options: TicketImport, reader: RecordReader, catalogue: ImportCatalogue) {
        self.options = options
        self.catalogue = catalogue
        reading = RowReading(
            .reservations, options.format, of: reader, eventIsKnown: options.events.count == 1)
    }

    mutating func load(
        into writer: SnapshotWriter, progress: (ImportProgress) -> Void
    ) throws {
        var reading = reading
        try writer.write { db in
            try reading.forEach(progress: progress) { fields, line in
                try add(
                    try ReservationRow(fields, catalogue: catalogue, asOf: options.asOf),
                    line: line, to: db)
            }
        }
        self.reading = reading
    }

    private mutating func add(_ row: ReservationRow, line: Int, to db: Database) throws {
        try refuseDuplicate(of: row.id, "id", .reservationID, row.event.key, db)
        try refuseDuplicate(of: row.code.text, "code", .code, row.event.key, db)
        try ReservationTable.append(row, line: Int64(line), to: db)
        let event = row.event.id
        keys[event] = row.event.key
        perEvent[event, default: 0] += 1
        moments[event] = max(moments[event] ?? row.asOf, row.asOf)
    }

    private func refuseDuplicate(
        of value: String, _ column: String, _ named: ListColumn, _ event: Int64, _ db: Database
    ) throws {
        let statement = try db.cachedStatement(
            sql: "SELECT key FROM reservation WHERE event = ? AND \(column) = ?")
        let first: Int? = try statement.first([event, value]) { try $0.number(0) }
        if let first { throw RowRejection(.duplicate(named, firstLine: first)) }
    }

    /// Marks the events of the file as having reservations up to their newest row.
    func close(_ writer: SnapshotWriter) throws {
        try writer.write { db in
            for (event, moment) in moments {
                guard let key = keys[event] else { continue }
                try ReservationTable.mark(key, asOf: moment, in: db)
            }
        }
    }
}
