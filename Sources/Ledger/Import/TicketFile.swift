// A file of tickets, open for reading. A value of its own so that a command of root can open it,
// give root's rights up, and only then touch the state directory.

import Foundation

package struct TicketFile: Sendable {
    let handle: FileHandle

    /// Throws `importUnreadable`.
    package init(path: String) throws {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw LedgerFault.importUnreadable
        }
        self.handle = handle
    }
}
