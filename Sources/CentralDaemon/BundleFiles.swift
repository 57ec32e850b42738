// Files that come from a stick or go to one: read a line at a time, and written under another name
// until they are whole and on the disk.

import CentralServer
import Foundation

/// A file that is not there yet, and has its name only once it is whole.
final class NewFile {
    private let path: String
    private let part: String
    private let handle: FileHandle
    private(set) var size = 0

    init(_ path: String) throws(FileFault) {
        self.path = path
        part = path + ".part"
        guard !FileManager.default.fileExists(atPath: path) else { throw .exists(path: path) }
        // What an interrupted one left is of no use.
        try? FileManager.default.removeItem(atPath: part)
        try Files.makeSecret([], at: part)
        guard let handle = FileHandle(forWritingAtPath: part) else {
            throw .unwritable(path: part)
        }
        self.handle = handle
    }

    func write(_ bytes: [UInt8]) throws(FileFault) {
        do { try handle.write(contentsOf: Data(bytes)) } catch { throw .unwritable(path: part) }
        size += bytes.count
    }

    /// Forces it to the disk, and then its name.
    func finish() throws(FileFault) {
        do {
            try handle.synchronize()
            try handle.close()
            try FileManager.default.moveItem(atPath: part, toPath: path)
        } catch { throw .unwritable(path: path) }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        guard let folder = FileHandle(forReadingAtPath: folder), fsync(folder.fileDescriptor) == 0
        else { throw .unwritable(path: path) }
    }

    func discard() { try? FileManager.default.removeItem(atPath: part) }
}

/// The lines of a file, each and all of them bounded.
final class FileLines: BundleLines {
    private static let chunkBytes = 256 << 10

    private let path: String
    private let longest: Int
    private let handle: FileHandle
    private var chunk: [UInt8] = []
    private var position = 0

    init(_ path: String, longest: Int, largest: Int64) throws {
        guard let handle = FileHandle(forReadingAtPath: path), let size = try? handle.seekToEnd(),
            (try? handle.seek(toOffset: 0)) != nil
        else { throw FileFault.unreadable(path: path) }
        guard size <= UInt64(largest) else { throw CentralFault.bundle(.malformed) }
        self.path = path
        self.longest = longest
        self.handle = handle
    }

    func next() throws -> [UInt8]? {
        var line: [UInt8] = []
        var hasBytes = false
        while true {
            if position == chunk.count {
                guard let read = try? handle.read(upToCount: Self.chunkBytes) ?? Data() else {
                    throw FileFault.unreadable(path: path)
                }
                chunk = [UInt8](read)
                position = 0
                if chunk.isEmpty { return hasBytes ? line : nil }
            }
            hasBytes = true
            let rest = chunk[position...]
            let end = rest.firstIndex(of: UInt8(ascii: "\n"))
            line.append(contentsOf: rest[..<(end ?? rest.endIndex)])
            guard line.count <= longest else { throw CentralFault.bundle(.malformed) }
            position = end.map { $0 + 1 } ?? chunk.count
            if end != nil { return line }
        }
    }

    func rewind() throws {
        guard (try? handle.seek(toOffset: 0)) != nil else {
            throw FileFault.unreadable(path: path)
        }
        chunk = []
        position = 0
    }
}
