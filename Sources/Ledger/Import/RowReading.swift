// The rows of one file, one after the other, whatever they are rows of: read, cut into fields,
// counted, and the bad ones kept apart. It must never hold more than one row.

import CheckinCore

struct RowReading {
    let kind: ListKind
    let format: TicketImport.Format
    let reader: RecordReader
    /// A row need not say which event it is of.
    let eventIsKnown: Bool
    private(set) var rows = 0
    var bad = BadRows()

    init(
        _ kind: ListKind, _ format: TicketImport.Format, of reader: RecordReader,
        eventIsKnown: Bool
    ) {
        self.kind = kind
        self.format = format
        self.reader = reader
        self.eventIsKnown = eventIsKnown
    }

    /// Lends every row with its line to `take`, which may throw a `RowRejection`.
    mutating func forEach(
        progress: (ImportProgress) -> Void, _ take: (RowFields, Int) throws -> Void
    ) throws {
        var record: [UInt8] = []
        record.reserveCapacity(RecordReader.maximumBytes)
        let header = try header(&record)
        var fields = RowFields()
        while let bounds = try reader.next(into: &record) {
            rows += 1
            guard rows <= TicketImport.maximumRows else { throw LedgerFault.importTooLong }
            do {
                try check(bounds)
                if let header {
                    try CSVRow.read(record, header, into: &fields)
                } else {
                    try JSONRow.read(record, of: kind, into: &fields)
                }
                try take(fields, bounds.line)
            } catch let rejection as RowRejection {
                bad.add(rejection.problem, line: bounds.line)
            }
            if rows % TicketImport.progressStep == 0 {
                try Task.checkCancellation()
                progress(ImportProgress(rows: rows, bytes: reader.bytesRead))
            }
        }
        progress(ImportProgress(rows: rows, bytes: reader.bytesRead))
    }

    private func header(_ record: inout [UInt8]) throws -> CSVHeader? {
        guard format == .csv else { return nil }
        guard let bounds = try reader.next(into: &record) else {
            throw LedgerFault.importHeader(.empty)
        }
        guard !bounds.isTooLong, !bounds.isUnclosed else {
            throw LedgerFault.importHeader(.unreadable)
        }
        return try CSVHeader(record, of: kind, eventIsKnown: eventIsKnown)
    }

    private func check(_ bounds: RecordBounds) throws {
        if bounds.isUnclosed { throw RowRejection(.unclosedQuote) }
        if bounds.isTooLong { throw RowRejection(.tooLong) }
    }
}
