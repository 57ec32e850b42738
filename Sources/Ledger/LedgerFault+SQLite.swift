// What SQLite's result codes mean to a door. Words of SQLite are dropped: they may quote values.

import CheckinCore
import GRDB

/// Which of the two files a call was about.
enum LedgerFile {
    case journal
    case snapshot
}

extension LedgerFault {
    /// `error` as a fault; a fault or a cancellation stays what it is.
    static func from(_ error: any Error, about file: LedgerFile) -> any Error {
        if error is ImpossibleValue {
            return file == .journal ? LedgerFault.journalCorrupt : LedgerFault.snapshotCorrupt
        }
        guard let error = error as? DatabaseError else { return error }
        // The index of the write-ahead log, 32 KiB, found no room.
        if error.extendedResultCode == .SQLITE_IOERR_SHMSIZE { return LedgerFault.diskFull }
        switch error.resultCode {
        case .SQLITE_FULL: return LedgerFault.diskFull
        case .SQLITE_READONLY: return LedgerFault.diskReadOnly
        case .SQLITE_BUSY, .SQLITE_LOCKED: return LedgerFault.journalBusy
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            return file == .journal ? LedgerFault.journalCorrupt : LedgerFault.snapshotCorrupt
        case .SQLITE_CANTOPEN:
            return file == .journal
                ? LedgerFault.stateDirectoryUnusable : LedgerFault.snapshotMissing
        default:
            let code = error.extendedResultCode.rawValue
            return file == .journal
                ? LedgerFault.journalFailed(code) : LedgerFault.snapshotFailed(code)
        }
    }

    /// Runs `work` and turns whatever SQLite throws into a fault.
    static func wrapping<Value>(_ file: LedgerFile, _ work: () throws -> Value) throws -> Value {
        do { return try work() } catch { throw from(error, about: file) }
    }
}
