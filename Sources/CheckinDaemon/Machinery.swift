// The outside world as a value: clocks, environment, files. The only place where the daemon reads
// any of them; everything else is handed what it needs, so that tests can hand it something else.

import CheckinCore
import Foundation

struct Machinery: Sendable {
    var time: any TimeSource
    var environment: [String: String]
    var kernel: any KernelClock

    /// - Parameter kernel: without one, a kernel that knows no more of its clock than `time`.
    init(
        time: any TimeSource, environment: [String: String], kernel: (any KernelClock)? = nil
    ) {
        self.time = time
        self.environment = environment
        self.kernel = kernel ?? PlainClock(time: time)
    }

    /// The box this process runs on.
    static var real: Machinery {
        let environment = ProcessInfo.processInfo.environment
        return Machinery(
            time: SystemTime(), environment: environment,
            kernel: LinuxClock(environment: environment))
    }

    /// The folder where systemd puts a service's credentials (systemd.exec(5)).
    var credentials: String? {
        environment["CREDENTIALS_DIRECTORY"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A whole file, at most `limit` bytes.
    static func read(_ path: String, limit: Int) throws(FileProblem) -> [UInt8] {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw FileProblem(path: path, kind: FileProblem.Kind(errno: errno))
        }
        defer { try? file.close() }
        guard let data = try? file.read(upToCount: limit + 1) else {
            throw FileProblem(path: path, kind: .unreadable)
        }
        guard data.count <= limit else { throw FileProblem(path: path, kind: .tooLarge) }
        return Array(data)
    }

    /// The names in a folder, sorted; empty when there is no such folder.
    static func names(in folder: String) throws(FileProblem) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        } catch CocoaError.fileReadNoSuchFile, CocoaError.fileNoSuchFile {
            return []
        } catch {
            throw FileProblem(path: folder, kind: .denied)
        }
    }

    static func isFolder(_ path: String) -> Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return attributes?[.type] as? FileAttributeType == .typeDirectory
    }

    /// Whether somebody besides its owner may read or write a file.
    static func isOpenToOthers(_ path: String) -> Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return ((attributes?[.posixPermissions] as? NSNumber)?.intValue ?? 0o777) & 0o077 != 0
    }

    static func makeFolder(_ path: String) throws(FileProblem) {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw FileProblem(path: path, kind: .unwritable)
        }
    }

    static func removeFolder(_ path: String) { try? FileManager.default.removeItem(atPath: path) }

    /// A name for a new folder among the temporary files.
    static func temporaryFolder(named name: String) -> String {
        FileManager.default.temporaryDirectory
            .appending(path: "\(name)-\(UUID().uuidString.prefix(8).lowercased())").path
    }

    /// Writes a whole file in place of whatever was there.
    static func write(
        _ bytes: [UInt8], to path: String, isSecret: Bool = false
    ) throws(FileProblem) {
        let isWritten = FileManager.default.createFile(
            atPath: path, contents: Data(bytes),
            attributes: [.posixPermissions: isSecret ? 0o600 : 0o644])
        guard isWritten else { throw FileProblem(path: path, kind: .unwritable) }
    }

    /// The same for a file that must be whole whenever somebody looks: it is forced to the disk
    /// under another name and then takes the place of the old one. For its owner's eyes alone.
    static func replace(_ bytes: [UInt8], at path: String) throws(FileProblem) {
        let new = path + ".new"
        try write(bytes, to: new, isSecret: true)
        guard let file = FileHandle(forWritingAtPath: new), fsync(file.fileDescriptor) == 0,
            unsafe rename(new, path) == 0
        else { throw FileProblem(path: path, kind: .unwritable) }
    }
}

/// A file or folder that could not be read or written. The path is ours, never a guest's.
struct FileProblem: Error, Equatable {
    enum Kind: Equatable {
        case missing
        case denied
        case tooLarge
        case unreadable
        case unwritable

        init(errno: Int32) {
            self =
                switch errno {
                case ENOENT, ENOTDIR: .missing
                case EACCES, EPERM: .denied
                default: .unreadable
                }
        }
    }

    let path: String
    let kind: Kind

    var reason: String {
        switch kind {
        case .missing: "it does not exist"
        case .denied: "this user may not read it"
        case .tooLarge: "it is too large"
        case .unreadable: "it cannot be read"
        case .unwritable: "it cannot be written"
        }
    }
}

/// The box's real clocks.
struct SystemTime: TimeSource {
    func now() -> Timestamp {
        Timestamp(milliseconds: Int64((Date().timeIntervalSince1970 * 1_000).rounded(.down)))
    }

    /// CLOCK_MONOTONIC, the clock that V4L2 stamps frames with.
    func uptime() -> Uptime {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Uptime(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    func sleep(for span: Duration) async throws {
        try await Task.sleep(for: span, clock: .continuous)
    }
}
