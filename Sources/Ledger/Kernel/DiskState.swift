// Whether the disk below a folder takes writes at all. Asked for around every commit: a file system
// that the kernel has turned read-only lets a file that is open be written, and says that it was
// forced to the disk, while nothing of it gets there.

import Glibc

enum DiskState {
    /// False also when the kernel does not say.
    static func isReadOnly(_ folder: String) -> Bool {
        var status = statvfs()
        return unsafe statvfs(folder, &status) == 0 && status.f_flag & UInt(ST_RDONLY) != 0
    }

    /// What anybody may still write; nil when the kernel does not say.
    static func freeBytes(_ folder: String) -> Int64? {
        var status = statvfs()
        guard unsafe statvfs(folder, &status) == 0 else { return nil }
        return Int64(clamping: status.f_bavail) * Int64(clamping: status.f_frsize)
    }
}
