// Locks that die with their process: the kernel drops them, however it ends.

import CheckinCore
import Foundation

/// A lock held for as long as the value lives.
final class DirectoryLock: Sendable {
    enum Purpose: String {
        /// Appending attempts: one daemon per state directory.
        case daemon = "daemon.lock"
        /// Building a snapshot: one import at a time.
        case snapshot = "snapshot.lock"
    }

    private let handle: FileHandle

    /// Throws at once when somebody else holds it.
    init(_ purpose: Purpose, in state: StateDirectory) throws {
        let path = state.path + "/" + purpose.rawValue
        try state.createFile(path)
        guard let handle = FileHandle(forUpdatingAtPath: path) else {
            throw LedgerFault.stateDirectoryUnusable
        }
        guard flock(handle.fileDescriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw purpose == .daemon ? LedgerFault.alreadyRunning : LedgerFault.importRunning
        }
        self.handle = handle
    }

    /// Closing the file is what releases the lock; the kernel does it too when we die.
    deinit { try? handle.close() }
}
