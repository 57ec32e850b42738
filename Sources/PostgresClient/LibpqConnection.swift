// libpq's connection and the calls on it that block. It belongs to one thread and knows nothing of
// actors. It must never let a message of the server out that may quote a row.

import CPostgreSQL

@safe final class LibpqConnection {
    private let pointer: OpaquePointer

    /// The fields of an error (postgres_ext.h): macros of one character that Swift does not see.
    private static let stateField = Int32(UInt8(ascii: "C"))
    private static let messageField = Int32(UInt8(ascii: "M"))
    /// Errors that our own functions raise begin so.
    private static let ownClass = "DR"
    /// A word of ours, not a sentence with somebody's name in it.
    private static let maximumWordBytes = 64

    init(_ settings: PostgresSettings) throws(PostgresFault) {
        let keywords = settings.keywords
        let pointer = unsafe withCStrings(keywords.map(\.0)) { names in
            unsafe withCStrings(keywords.map(\.1)) { values in
                unsafe PQconnectdbParams(names, values, 1)
            }
        }
        guard let pointer = unsafe pointer else { throw .unreachable }
        guard unsafe PQstatus(pointer) == CONNECTION_OK else {
            unsafe PQfinish(pointer)
            throw .unreachable
        }
        // By default notices go to standard error.
        unsafe PQsetNoticeReceiver(pointer, { _, _ in }, nil)
        unsafe self.pointer = pointer
    }

    deinit { unsafe PQfinish(pointer) }

    /// The socket, to wait on.
    var socket: Int32 { unsafe PQsocket(pointer) }

    /// Reads what has come without waiting; false when the other side has gone. The first look may
    /// take in the server's farewell, the second finds the end behind it.
    func isSound() -> Bool {
        unsafe PQconsumeInput(pointer) == 1 && PQconsumeInput(pointer) == 1
            && PQstatus(pointer) == CONNECTION_OK
    }

    /// No transaction is open, and nothing is left to read.
    var isIdle: Bool { unsafe PQtransactionStatus(pointer) == PQTRANS_IDLE }

    /// The next notification that has come; `isSound` reads them in.
    func nextNotification() -> (channel: String, payload: String)? {
        guard let notify = unsafe PQnotifies(pointer) else { return nil }
        defer { unsafe PQfreemem(notify) }
        return unsafe (
            String(cString: notify.pointee.relname), String(cString: notify.pointee.extra)
        )
    }

    func run(script: String) throws(PostgresFault) {
        guard let result = unsafe PQexec(pointer, script) else { throw .connectionLost }
        defer { unsafe PQclear(result) }
        let status = unsafe PQresultStatus(result)
        if status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK { return }
        guard unsafe PQstatus(pointer) == CONNECTION_OK else { throw .connectionLost }
        throw unsafe .scriptFailed(
            state: Self.field(result, Self.stateField) ?? "",
            message: Self.field(result, Self.messageField) ?? "")
    }

    func query(
        _ sql: String, _ values: [PostgresValue], limit: AnswerLimit, binary: Bool
    ) throws(PostgresFault) -> PostgresRows {
        // A text ends for libpq with its first zero byte: what follows would be dropped unseen.
        for case .text(let text) in values where text.utf8.contains(0) {
            throw .refused(state: "22021", word: nil)
        }
        guard send(sql, values, binary: binary), unsafe PQsetSingleRowMode(pointer) == 1 else {
            throw lost()
        }
        var rows = PostgresRows()
        var bytes = 0
        var fault: PostgresFault?
        while let result = unsafe PQgetResult(pointer) {
            defer { unsafe PQclear(result) }
            // What comes after a fault is read and dropped: the connection is clean then.
            if fault != nil { continue }
            switch unsafe PQresultStatus(result) {
            case PGRES_SINGLE_TUPLE:
                let row = unsafe Self.row(result)
                bytes += row.cells.reduce(0) { $0 + ($1?.count ?? 0) }
                if rows.rows.count >= limit.rows || bytes > limit.bytes {
                    fault = .answerTooLarge
                    cancel()
                } else {
                    rows.rows.append(row)
                }
            case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
                rows.affected = unsafe Int(String(cString: PQcmdTuples(result))) ?? 0
            default: fault = unsafe self.fault(of: result)
            }
        }
        if let fault { throw fault }
        guard unsafe PQstatus(pointer) == CONNECTION_OK else { throw .connectionLost }
        return rows
    }

    private func send(_ sql: String, _ values: [PostgresValue], binary: Bool) -> Bool {
        // Text ends with a zero byte, as libpq reads it; bytes come with their length.
        var buffers: [[UInt8]?] = []
        var formats: [Int32] = []
        for value in values {
            switch value {
            case .null: buffers.append(nil)
            case .text(let text): buffers.append(Array(text.utf8) + [0])
            case .bytes(let bytes): buffers.append(bytes + [0])
            }
            if case .bytes = value { formats.append(1) } else { formats.append(0) }
        }
        let lengths = buffers.map { Int32(($0?.count ?? 1) - 1) }
        return unsafe withPointers(buffers) { pointers in
            unsafe PQsendQueryParams(
                pointer, sql, Int32(values.count), nil, pointers, lengths, formats, binary ? 1 : 0)
                == 1
        }
    }

    /// Asks the server to stop; the rest of the answer still has to be read.
    private func cancel() {
        guard let request = unsafe PQgetCancel(pointer) else { return }
        var words = [CChar](repeating: 0, count: 256)
        _ = unsafe PQcancel(request, &words, Int32(words.count))
        unsafe PQfreeCancel(request)
    }

    private func lost() -> PostgresFault {
        unsafe PQstatus(pointer) == CONNECTION_OK
            ? .refused(state: "", word: nil) : .connectionLost
    }

    private func fault(of result: OpaquePointer) -> PostgresFault {
        guard unsafe PQstatus(pointer) == CONNECTION_OK else { return .connectionLost }
        let state = unsafe Self.field(result, Self.stateField) ?? ""
        let message = unsafe Self.field(result, Self.messageField)
        let isWord =
            state.hasPrefix(Self.ownClass)
            && (message?.utf8.count ?? 0) <= Self.maximumWordBytes
        return .refused(state: state, word: isWord ? message : nil)
    }

    private static func field(_ result: OpaquePointer, _ field: Int32) -> String? {
        unsafe PQresultErrorField(result, field).map { unsafe String(cString: $0) }
    }

    private static func row(_ result: OpaquePointer) -> PostgresRow {
        let columns = unsafe PQnfields(result)
        var cells: [[UInt8]?] = []
        cells.reserveCapacity(Int(columns))
        for column in 0..<columns {
            if unsafe PQgetisnull(result, 0, column) == 1 {
                cells.append(nil)
                continue
            }
            let length = unsafe Int(PQgetlength(result, 0, column))
            let bytes = unsafe UnsafeRawBufferPointer(
                start: PQgetvalue(result, 0, column), count: length)
            unsafe cells.append(Array(bytes))
        }
        return PostgresRow(cells: cells)
    }
}

/// Lends texts as a list that ends with NULL.
private func withCStrings<Result>(
    _ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result
) -> Result {
    unsafe withPointers(texts.map { Array($0.utf8) + [0] } + [nil], body)
}

/// Lends buffers as a list of pointers, NULL for nil. Each is copied once, into one block.
private func withPointers<Result>(
    _ buffers: [[UInt8]?], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result
) -> Result {
    let block: [UInt8] = buffers.flatMap { $0 ?? [] }
    return unsafe block.withUnsafeBytes { block in
        var offset = 0
        var pointers: [UnsafePointer<CChar>?] = unsafe []
        for buffer in buffers {
            guard let buffer else {
                unsafe pointers.append(nil)
                continue
            }
            let start = unsafe block.baseAddress?.advanced(by: offset)
            unsafe pointers.append(start?.assumingMemoryBound(to: CChar.self))
            offset += buffer.count
        }
        return unsafe pointers.withUnsafeBufferPointer { unsafe body($0.baseAddress) }
    }
}
