// The outside world as a value: clocks, environment, files. The only place where the daemon reads
// any of them; everything else is handed what it needs, so that tests can hand it something else.

import CheckinCore
import Foundation

struct Machinery: Sendable {
    var time: any TimeSource
    var environment: [String: String]

    /// The box this process runs on.
    static var real: Machinery {
        Machinery(time: SystemTime(), environment: ProcessInfo.processInfo.environment)
    }

    /// The folder where systemd puts a service's credentials (systemd.exec(5)).
    var credentials: String? {
        environment["CREDENTIALS_DIRECTORY"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A whole file, at most `limit` bytes; says why it cannot be read.
    static func read(_ path: String, limit: Int) throws(FileProblem) -> [UInt8] {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw FileProblem(
                path: path, reason: POSIXError(.init(rawValue: errno) ?? .EIO).localizedDescription)
        }
        defer { try? file.close() }
        do {
            let data = try file.read(upToCount: limit + 1) ?? Data()
            guard data.count <= limit else {
                throw FileProblem(path: path, reason: "it is larger than \(limit) bytes")
            }
            return Array(data)
        } catch let problem as FileProblem {
            throw problem
        } catch {
            throw FileProblem(path: path, reason: "it cannot be read")
        }
    }

    /// The names in a folder, sorted; nil when it is none.
    static func names(in folder: String) -> [String]? {
        try? FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }

    static func makeFolder(_ path: String) throws(FileProblem) {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw FileProblem(path: path, reason: "the folder cannot be made")
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
        guard isWritten else { throw FileProblem(path: path, reason: "it cannot be written") }
    }
}

/// A file that could not be read or written. The path is ours, never a guest's.
struct FileProblem: Error, Equatable {
    let path: String
    let reason: String
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
