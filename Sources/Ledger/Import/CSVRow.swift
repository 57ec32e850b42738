// One row of comma-separated values, as RFC 4180 has it: quotes around a field, doubled within it.

import CheckinCore

/// Which column each field of a row belongs to.
struct CSVHeader {
    let columns: [ListColumn]

    init(_ record: [UInt8], of kind: ListKind, eventIsKnown: Bool) throws {
        var columns: [ListColumn] = []
        var fields = RowFields()
        do {
            try CSVRow.split(record, into: &fields) { fields in
                guard let column = ListColumn(bytes: fields.current),
                    kind.has(column)
                else {
                    throw LedgerFault.importHeader(
                        .unknown(
                            position: columns.count + 1,
                            nearest: ListColumn.nearest(to: fields.current, of: kind)))
                }
                guard !columns.contains(column) else {
                    throw LedgerFault.importHeader(.repeated(column))
                }
                columns.append(column)
                return nil
            }
        } catch is RowRejection {
            throw LedgerFault.importHeader(.unreadable)
        }
        for required in kind.required where !columns.contains(required) {
            throw LedgerFault.importHeader(.missing(required))
        }
        guard eventIsKnown || columns.contains(.eventID) else {
            throw LedgerFault.importHeader(.eventNeeded)
        }
        self.columns = columns
    }
}

/// Why a row is refused; caught where rows are counted.
struct RowRejection: Error {
    let problem: RowProblem

    init(_ problem: RowProblem) { self.problem = problem }
}

enum CSVRow {
    static func read(_ record: [UInt8], _ header: CSVHeader, into fields: inout RowFields) throws {
        fields.clear()
        var position = 0
        try split(record, into: &fields) { _ in
            guard position < header.columns.count else { throw RowRejection(.tooManyFields) }
            defer { position += 1 }
            return header.columns[position].index
        }
        guard position == header.columns.count else { throw RowRejection(.tooFewFields) }
    }

    /// Calls `column` at the end of each field, to learn where it belongs.
    static func split(
        _ record: [UInt8], into fields: inout RowFields,
        column: (RowFields) throws -> Int?
    ) throws {
        var index = 0
        repeat {
            if index < record.count, record[index] == UInt8(ascii: "\"") {
                index = try quoted(record, from: index + 1, into: &fields)
            } else {
                while index < record.count, record[index] != UInt8(ascii: ",") {
                    guard record[index] != UInt8(ascii: "\"") else {
                        throw RowRejection(.strayQuote)
                    }
                    fields.append(record[index])
                    index += 1
                }
            }
            fields.end(try column(fields))
            guard index < record.count else { return }
            // A comma: another field follows, if only an empty one.
            index += 1
        } while true
    }

    /// Appends a field from behind its quote; returns the index behind the closing one.
    private static func quoted(
        _ record: [UInt8], from start: Int, into fields: inout RowFields
    ) throws -> Int {
        var index = start
        while index < record.count {
            guard record[index] == UInt8(ascii: "\"") else {
                fields.append(record[index])
                index += 1
                continue
            }
            let next = index + 1
            guard next < record.count, record[next] == UInt8(ascii: "\"") else {
                guard next == record.count || record[next] == UInt8(ascii: ",") else {
                    throw RowRejection(.strayQuote)
                }
                return next
            }
            fields.append(UInt8(ascii: "\""))
            index += 2
        }
        throw RowRejection(.unclosedQuote)
    }
}
