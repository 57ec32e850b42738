// Files and folders of a replay, read with bounds. It must never read more of a file than it may.

import Glibc

/// An open file, closed when released. Belongs to one thread.
final class PictureFile {
    /// Of one picture on disk: a full-size photograph losslessly packed is smaller.
    static let largest = 64 << 20

    private let descriptor: Int32

    init?(path: String) {
        descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 { return nil }
    }

    deinit { Glibc.close(descriptor) }

    /// The next `count` bytes, or fewer at the end; nil on a read error.
    func read(_ count: Int) -> [UInt8]? {
        var failed = false
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { memory, filled in
            while filled < count {
                let got = unsafe Glibc.read(
                    descriptor, memory.baseAddress! + filled, count - filled)
                if got < 0, errno == EINTR { continue }
                if got < 0 { failed = true }
                if got <= 0 { break }
                filled += got
            }
        }
        return failed ? nil : bytes
    }

    func rewind(to offset: Int) { lseek(descriptor, offset, SEEK_SET) }

    /// All of a file.
    static func contents(of path: String) throws(PictureFlaw) -> [UInt8] {
        guard let file = PictureFile(path: path) else { throw .unreadable }
        var info = stat()
        guard unsafe fstat(file.descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFREG
        else { throw .unreadable }
        let size = Int(info.st_size)
        guard size <= largest else { throw .tooLarge }
        guard let bytes = file.read(size) else { throw .unreadable }
        return bytes
    }

    /// The names in a folder in the order of their bytes; nil when it is no folder.
    static func names(in folder: String, atMost most: Int) -> [String]? {
        guard let stream = unsafe opendir(folder) else { return nil }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while names.count < most, let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) {
                    unsafe String(cString: $0)
                }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
