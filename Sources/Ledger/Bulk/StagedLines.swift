// The lines of a staged snapshot, byte for byte, one in memory at a time. It must never mend
// anything: what is signed is what stands there.

import CheckinCore
import Foundation

final class StagedLines {
    /// A line of the protocol has less.
    private static let maximumBytes = 2 << 20
    private static let chunkBytes = 256 << 10

    private let file: FileHandle
    private var chunk: [UInt8] = []
    private var position = 0

    convenience init(path: String) throws {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw LedgerFault.snapshotMissing
        }
        self.init(file)
    }

    init(_ file: FileHandle) { self.file = file }

    deinit { try? file.close() }

    /// The next line without its line break; nil at the end.
    func next() throws -> [UInt8]? {
        var line: [UInt8] = []
        var hasBytes = false
        while true {
            if position == chunk.count {
                try fill()
                if chunk.isEmpty { return hasBytes ? line : nil }
            }
            hasBytes = true
            let rest = chunk[position...]
            let end = rest.firstIndex(of: UInt8(ascii: "\n"))
            line.append(contentsOf: rest[..<(end ?? rest.endIndex)])
            guard line.count <= Self.maximumBytes else { throw LedgerFault.snapshotCorrupt }
            position = end.map { $0 + 1 } ?? chunk.count
            if end != nil { return line }
        }
    }

    func rewind(to offset: UInt64 = 0) throws {
        do { try file.seek(toOffset: offset) } catch { throw LedgerFault.snapshotFailed(0) }
        chunk = []
        position = 0
    }

    private func fill() throws {
        do {
            chunk = [UInt8](try file.read(upToCount: Self.chunkBytes) ?? Data())
        } catch { throw LedgerFault.snapshotFailed(0) }
        position = 0
    }
}
