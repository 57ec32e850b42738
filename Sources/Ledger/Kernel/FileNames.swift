// What the kernel does with a file's names in one step, so that a power cut leaves the old name or
// the new one.

import Glibc

enum FileNames {
    /// Gives the file another name, in the place of whatever had it. False when it could not.
    static func rename(_ old: String, to new: String) -> Bool {
        unsafe Glibc.rename(old, new) == 0
    }
}
