// The rows of one file on their way into one unfinished snapshot. Rows go in as they come, with
// their line as key; duplicates show when the unique indexes are made, and are looked for only
// then.

import CheckinCore
import GRDB

struct ImportLoading {
    let options: TicketImport
    let catalogue: ImportCatalogue
    private var reading: RowReading
    /// The newest moment of each event's rows: the list is at least as new as its newest row.
    private var asOf: [Int64: Timestamp] = [:]
    private var names: [Int64: EventID] = [:]

    var rows: Int { reading.rows }
    var bad: BadRows { reading.bad }

    /// The moment of each event's list.
    var moments: [EventID: Timestamp] {
        let named = asOf.compactMap { key, moment in names[key].map { ($0, moment) } }
        return Dictionary(named) { max($0, $1) }
    }

    init(options: TicketImport, reader: RecordReader, catalogue: ImportCatalogue) {
        self.options = options
        self.catalogue = catalogue
        reading = RowReading(
            .tickets, options.format, of: reader, eventIsKnown: options.events.count == 1)
    }

    mutating func load(
        into writer: SnapshotWriter, progress: (ImportProgress) -> Void
    ) throws {
        var reading = reading
        try writer.write { db in
            let insert = try db.makeStatement(sql: SnapshotSchema.insertTicket)
            try reading.forEach(progress: progress) { fields, line in
                try add(fields, line: line, insert)
            }
        }
        self.reading = reading
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
        try writer.write { db in
            try db.execute(sql: SnapshotSchema.groupIndex)
            try db.execute(sql: SnapshotSchema.refusedIndex)
        }
        reading.bad.sort()
    }

    private mutating func index(
        _ writer: SnapshotWriter, _ sql: String, _ column: ListColumn, _ name: String
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
        _ db: Database, _ column: ListColumn, _ name: String
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
            reading.bad.add(
                .duplicate(column, firstLine: try row.number(1)), line: try row.number(0))
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
