// The outside world of the central server as a value: clocks and files. The only place where this
// program reads any of them.

import CheckinCore
import Foundation

/// The machine's real clocks.
struct SystemTime: TimeSource {
    func now() -> Timestamp {
        Timestamp(milliseconds: Int64((Date().timeIntervalSince1970 * 1_000).rounded(.down)))
    }

    func uptime() -> Uptime {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Uptime(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    func sleep(for span: Duration) async throws {
        try await Task.sleep(for: span, clock: .continuous)
    }
}

/// A file that could not be read or written. The path is ours, never a guest's.
enum FileFault: Fault {
    case unreadable(path: String)
    case unwritable(path: String)
    case exists(path: String)
    case tooOpen(path: String)

    var code: String {
        switch self {
        case .unreadable: "file_unreadable"
        case .unwritable: "file_unwritable"
        case .exists: "file_exists"
        case .tooOpen: "file_too_open"
        }
    }

    var remedy: FaultRemedy { .stop }

    var message: String {
        switch self {
        case .unreadable(let path): "cannot read \(path)"
        case .unwritable(let path): "cannot write \(path)"
        case .exists(let path): "\(path) is there already"
        case .tooOpen(let path): "others than its owner may read \(path)"
        }
    }

    var hint: String {
        switch self {
        case .unreadable: "check the path, and whether this user may read it"
        case .unwritable: "check that the folder exists, and whether this user may write there"
        case .exists: "keep it: what it opens can be opened by nothing else"
        case .tooOpen: "take the right away: chmod 600"
        }
    }
}

enum Files {
    /// Larger than any file of ours.
    private static let maximumBytes = 1 << 20

    static func read(_ path: String) throws(FileFault) -> [UInt8] {
        guard let file = FileHandle(forReadingAtPath: path) else { throw .unreadable(path: path) }
        defer { try? file.close() }
        guard let data = try? file.read(upToCount: maximumBytes + 1), data.count <= maximumBytes
        else { throw .unreadable(path: path) }
        return Array(data)
    }

    /// The same of a file that nobody but its owner may be able to read.
    static func readSecret(_ path: String) throws(FileFault) -> [UInt8] {
        guard let status = try? FileManager.default.attributesOfItem(atPath: path),
            let mode = (status[.posixPermissions] as? NSNumber)?.intValue
        else { throw .unreadable(path: path) }
        guard mode & 0o077 == 0 else { throw .tooOpen(path: path) }
        return try read(path)
    }

    static func names(in folder: String) throws(FileFault) -> [String] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw .unreadable(path: folder)
        }
        return names.sorted()
    }

    static func makeFolder(_ path: String) throws(FileFault) {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
        } catch { throw .unwritable(path: path) }
    }

    static func write(_ bytes: [UInt8], to path: String) throws(FileFault) {
        guard FileManager.default.createFile(atPath: path, contents: Data(bytes)) else {
            throw .unwritable(path: path)
        }
    }

    /// Makes a file that is its owner's alone from its first moment, and on the disk when this
    /// returns. Refuses to touch one that is there.
    static func makeSecret(_ bytes: [UInt8], at path: String) throws(FileFault) {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let descriptor = unsafe open(path, flags, mode_t(0o600))
        guard descriptor >= 0 else {
            throw errno == EEXIST ? .exists(path: path) : .unwritable(path: path)
        }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try file.write(contentsOf: Data(bytes))
            try file.synchronize()
        } catch { throw .unwritable(path: path) }
    }
}
