// Files that nobody but their owner may ever read, made so by the very call that makes them: a mode
// set afterwards leaves a moment, and a name, for others. It must never follow a link, and never
// change a file that is there.

import Glibc

enum PrivateFile {
    /// Makes an empty file that its owner alone may read and write. Returns 0, or the kernel's
    /// number of why not: `EEXIST` when there is anything of that name.
    static func create(_ path: String) -> Int32 {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let descriptor = unsafe open(path, flags, mode_t(0o600))
        guard descriptor >= 0 else { return errno }
        close(descriptor)
        return 0
    }
}
