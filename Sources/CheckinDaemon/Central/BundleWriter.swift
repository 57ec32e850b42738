// A box's journal on its way into a file: under another name until it is whole, signed and on the
// disk. It must never replace a file that is there.

import CheckinCore
import Cryptography
import Foundation
import Ledger
import Wire

final class BundleWriter {
    /// What a file of FAT32 can hold, which most sticks are.
    private static let maximumBytes = (4 << 30) - 1

    private let path: String
    private let part: String
    private let device: DeviceID
    private let file: FileHandle
    private let hash: SHA256Stream
    private var lines = 0
    private(set) var size = 0

    init(_ path: String, device: DeviceID, at now: Timestamp) throws {
        self.path = path
        self.device = device
        part = path + ".part"
        guard !FileManager.default.fileExists(atPath: path) else {
            throw BundleFault.exists(path: path)
        }
        do throws(FileProblem) {
            try Machinery.write([], to: part, isSecret: true)
        } catch { throw BundleFault.unwritable(path: path) }
        guard let file = FileHandle(forWritingAtPath: part) else {
            throw BundleFault.unwritable(path: path)
        }
        self.file = file
        hash = try SHA256Stream()
        try add(JournalBundle.header(device: device, at: now))
    }

    func add(_ line: [UInt8]) throws {
        let bytes = line + [UInt8(ascii: "\n")]
        try hash.update(bytes)
        lines += 1
        try write(bytes)
    }

    /// Signs it, forces it to the disk, and gives it its name.
    func finish(signedBy key: Ed25519PrivateKey) throws {
        let digest = Hex.text(of: try hash.digest())
        let message = JournalBundle.signedBytes(device: device, digest: digest)
        let trailer = JournalBundle.trailer(
            lines: lines, digest: digest, signature: try key.signature(of: message.span))
        try write(trailer + [UInt8(ascii: "\n")])
        do {
            try file.synchronize()
            try file.close()
            try FileManager.default.moveItem(atPath: part, toPath: path)
        } catch { throw BundleFault.unwritable(path: path) }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        guard let folder = FileHandle(forReadingAtPath: folder), fsync(folder.fileDescriptor) == 0
        else { throw BundleFault.unwritable(path: path) }
    }

    func discard() { try? FileManager.default.removeItem(atPath: part) }

    private func write(_ bytes: [UInt8]) throws {
        size += bytes.count
        guard size <= Self.maximumBytes else { throw BundleFault.tooLarge }
        do { try file.write(contentsOf: Data(bytes)) } catch {
            throw BundleFault.unwritable(path: path)
        }
    }
}
