// Whether a daemon is at work on a state directory, found out without touching its lock: a probe
// that took the lock, if only for a moment, could keep a starting daemon out.

import Foundation

extension StateDirectory {
    /// Reads the kernel's list of file locks (proc_locks(5)) for the daemon's.
    package func isServed() -> Bool {
        let file = path + "/" + DirectoryLock.Purpose.daemon.rawValue
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: file),
            let number = attributes[.systemFileNumber] as? Int,
            let data = FileManager.default.contents(atPath: "/proc/locks")
        else { return false }
        return String(decoding: data, as: UTF8.self).split(separator: "\n").contains { line in
            line.contains("FLOCK") && line.contains(":\(number) ")
        }
    }
}
