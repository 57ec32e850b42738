// The rows of one file on their way into one unfinished snapshot. Rows go in as they come, with
// their line as key; duplicates show when the unique indexes are made, and are looked for only
// then.

import CheckinCore
import GRDB

struct ImportLoading {
    let options: TicketImport
    let reader: RecordReader
    let catalogue: ImportCatalogue
    private(set) var rows = 0
    private(set) var bad = BadRows()
    /// The newest moment of each event's rows: the list is at least as new as its newest row.
    private var asOf: [Int64: Timestamp] = [:]
    private var names: [Int64: EventID] = [:]

    /// The moment of each event's list.
    var moments: [EventID: Timestamp] {
        let named = asOf.compactMap { key, moment in names[key].map { ($0, moment) } }
        return Dictionary(named) { max($0, $1) }
    }

    init(options: TicketImport, reader: RecordReader, catalogue: ImportCatalogue) {
        self.options = options
        self.reader = reader
        self.catalogue = catalogue
    }

    mutating func load(
        into writer: SnapshotWriter, progress: (ImportProgress) -> Void
    ) throws {
        var record: [UInt8] = []
        record.reserveCapacity(RecordReader.maximumBytes)
        let header = try header(&record)
        var fields = RowFields()
        try writer.write { db in
            let insert = try db.makeStatement(sql: SnapshotSchema.insertTicket)
            while let bounds = try reader.next(into: &record) {
                rows += 1
                guard rows <= TicketImport.maximumRows else { throw LedgerFault.importTooLong }
                do {
                    try check(bounds)
                    if let header {
                        try CSVRow.read(record, header, into: &fields)
                    } else {
                        try JSONRow.read(record, into: &fields)
                    }
                    try add(fields, line: bounds.line, insert)
                } catch let rejection as RowRejection {
                    bad.add(rejection.problem, line: bounds.line)
                }
                if rows % TicketImport.progressStep == 0 {
                    try Task.checkCancellation()
                    progress(ImportProgress(rows: rows, bytes: reader.bytesRead))
                }
            }
        }
        progress(ImportProgress(rows: rows, bytes: reader.bytesRead))
    }

    private func header(_ record: inout [UInt8]) throws -> CSVHeader? {
        guard options.format == .csv else { return nil }
        guard let bounds = try reader.next(into: &record) else {
            throw LedgerFault.importHeader(.empty)
        }
        guard !bounds.isTooLong, !bounds.isUnclosed else {
            throw LedgerFault.importHeader(.unreadable)
        }
        return try CSVHeader(record, eventIsKnown: options.events.count == 1)
    }

    private func check(_ bounds: RecordBounds) throws {
        if bounds.isUnclosed { throw RowRejection(.unclosedQuote) }
        if bounds.isTooLong { throw RowRejection(.tooLong) }
    }

    private mutating func add(_ fields: RowFields, line: Int, _ insert: Statement) throws {
        let row = try TicketRow.values(
            of: fields, line: line, catalogue: catalogue, asOf: options.asOf)
        try insert.run(row.values)
        if let known = asOf[row.event.key], known >= row.asOf { return }
        asOf[row.event.key] = row.asOf
        names[row.event.key] = row.event.id
    }

    /// Makes the indexes. Duplicates are bad rows, and only the first of them stays.
    mutating func index(_ writer: SnapshotWriter) throws {
        try index(writer, SnapshotSchema.ticketIndex, .ticketID, "id")
        try index(writer, SnapshotSchema.numberIndex, .number, "number")
        try writer.write { db in try db.execute(sql: SnapshotSchema.groupIndex) }
        bad.sort()
    }

    private mutating func index(
        _ writer: SnapshotWriter, _ sql: String, _ column: TicketColumn, _ name: String
    ) throws {
        try writer.write { db in
            do {
                try db.execute(sql: sql)
            } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
                try removeDuplicates(db, column, name)
                try db.execute(sql: sql)
            }
        }
    }

    private mutating func removeDuplicates(
        _ db: Database, _ column: TicketColumn, _ name: String
    ) throws {
        // The sorter of this query uses the disk, whatever the number of duplicates.
        try db.execute(
            sql: """
                CREATE TEMP TABLE duplicate AS SELECT line, first FROM (
                    SELECT line, min(line) OVER (PARTITION BY event, \(name)) AS first FROM ticket
                ) WHERE line != first
                """)
        let duplicates = try Row.fetchCursor(
            db, sql: "SELECT line, first FROM duplicate ORDER BY line")
        while let row = try duplicates.next() {
            bad.add(.duplicate(column, firstLine: try row.number(1)), line: try row.number(0))
        }
        try db.execute(
            sql: """
                DELETE FROM ticket WHERE line IN (SELECT line FROM duplicate);
                DROP TABLE duplicate;
                """)
    }

    /// Marks the events of the file as listed. Returns how many tickets each got.
    func close(_ writer: SnapshotWriter) throws -> [EventID: Int] {
        try writer.write { db in
            var perEvent: [EventID: Int] = [:]
            for (key, moment) in asOf {
                try db.execute(
                    sql: "UPDATE event SET as_of = ? WHERE key = ?",
                    arguments: [moment.milliseconds, key])
                let count = try Int.fetchOne(
                    db, sql: "SELECT count(*) FROM ticket WHERE event = ?", arguments: [key])
                if let name = names[key] { perEvent[name] = count }
            }
            return perEvent
        }
    }
}
