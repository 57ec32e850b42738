// The floor that the ledger is measured against: the same writes through SQLite's C interface,
// without a library between. For the benchmark only.

import GRDBSQLite

struct RawFailure: Error {
    let code: Int32
    let sql: String
}

@safe final class RawConnection {
    private let handle: OpaquePointer

    init(path: String) throws {
        var opened: OpaquePointer?
        let code = unsafe sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE, nil)
        guard code == SQLITE_OK, let opened = unsafe opened else {
            throw RawFailure(code: code, sql: "open")
        }
        unsafe handle = opened
    }

    deinit { unsafe sqlite3_close_v2(handle) }

    func run(_ sql: String) throws {
        let code = unsafe sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw RawFailure(code: code, sql: sql) }
    }

    /// The first column of every row.
    func texts(_ sql: String) throws -> [String] {
        let statement = try prepare(sql)
        var texts: [String] = []
        while let text = try statement.nextText() { texts.append(text) }
        return texts
    }

    func prepare(_ sql: String) throws -> RawStatement {
        var statement: OpaquePointer?
        let code = unsafe sqlite3_prepare_v2(handle, sql, -1, &statement, nil)
        guard code == SQLITE_OK, let statement = unsafe statement else {
            throw RawFailure(code: code, sql: sql)
        }
        return unsafe RawStatement(statement, sql: sql)
    }
}

@safe final class RawStatement {
    enum Value {
        case text(String)
        case number(Int64)
        case null
    }

    private let handle: OpaquePointer
    private let sql: String
    /// SQLITE_TRANSIENT: SQLite keeps a copy.
    private let copies = unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    init(_ handle: OpaquePointer, sql: String) {
        unsafe self.handle = handle
        self.sql = sql
    }

    deinit { unsafe sqlite3_finalize(handle) }

    /// The first column of the next row; nil after the last.
    func nextText() throws -> String? {
        switch unsafe sqlite3_step(handle) {
        case SQLITE_ROW:
            return unsafe sqlite3_column_text(handle, 0).map { unsafe String(cString: $0) }
        case SQLITE_DONE: return nil
        case let code: throw RawFailure(code: code, sql: sql)
        }
    }

    func run(_ values: [Value] = []) throws {
        for (index, value) in values.enumerated() {
            let position = Int32(index + 1)
            switch value {
            case .text(let text): unsafe sqlite3_bind_text(handle, position, text, -1, copies)
            case .number(let number): unsafe sqlite3_bind_int64(handle, position, number)
            case .null: unsafe sqlite3_bind_null(handle, position)
            }
        }
        let code = unsafe sqlite3_step(handle)
        unsafe sqlite3_reset(handle)
        guard code == SQLITE_DONE || code == SQLITE_ROW else {
            throw RawFailure(code: code, sql: sql)
        }
    }
}
