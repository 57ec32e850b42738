// Removes the ticket lists that nobody uses any more, when the daemon starts. It must never remove
// the list in use: an import may end at any moment, so which one that is counts only while the lock
// is held, from the look to the last removal.

import CheckinCore
import GRDB

enum SnapshotCleaning {
    /// Does nothing while an import builds its list: the next start does it then.
    static func run(_ state: StateDirectory, journal: DatabaseQueue) throws {
        guard let lock = try? DirectoryLock(.snapshot, in: state) else { return }
        try withExtendedLifetime(lock) {
            let active = try LedgerFault.wrapping(.journal) { try journal.inDatabase(Box.snapshot) }
            guard state.isWiping else { return state.removeSnapshots(except: active) }
            // A wipe was interrupted: nothing that is left over may be read again. What cannot be
            // done now must not keep a door closed; retention tries again.
            let isGone = state.shredSnapshots { $0 == active }
            let isSettled = (try? Remarks.settle(journal)) != nil
            if isGone, isSettled { state.unmarkWiping() }
        }
    }
}
