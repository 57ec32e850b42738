// Cuts a file into rows without ever holding more than one of them. The file is untrusted: a row
// has a bound, and a row beyond it is skipped to its end and reported.

import CheckinCore
import Foundation

/// Where a row begins, and whether all of it was kept.
struct RecordBounds {
    let line: Int
    let isTooLong: Bool
    /// CSV: the file ended within quotes.
    let isUnclosed: Bool
}

final class RecordReader {
    /// A ticket has some 300 bytes. Beyond this nobody meant a ticket.
    static let maximumBytes = 65_536
    private static let chunkBytes = 262_144

    private let file: FileHandle
    private let quoted: Bool
    private var chunk: [UInt8] = []
    private var position = 0
    private var line = 1
    /// Bytes read from the file.
    private(set) var bytesRead: Int64 = 0

    /// `quoted`: a line break within double quotes belongs to the row (CSV).
    init(_ file: TicketFile, quoted: Bool) throws {
        self.file = file.handle
        self.quoted = quoted
        try fill()
        if chunk.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// The next row without its line break, in `record`; nil at the end. Empty lines are skipped.
    func next(into record: inout [UInt8]) throws -> RecordBounds? {
        while true {
            guard let bounds = try nextLine(into: &record) else { return nil }
            if !record.isEmpty || bounds.isTooLong { return bounds }
        }
    }

    private func nextLine(into record: inout [UInt8]) throws -> RecordBounds? {
        record.removeAll(keepingCapacity: true)
        let start = line
        var quotes = QuoteState()
        var isTooLong = false
        var sawAny = false
        while true {
            if position == chunk.count {
                try fill()
                if chunk.isEmpty { break }
            }
            sawAny = true
            let end = endOfPiece(&quotes)
            let room = Self.maximumBytes - record.count
            if end - position > room { isTooLong = true }
            record.append(contentsOf: chunk[position..<min(end, position + max(room, 0))])
            position = end
            guard position < chunk.count else { continue }
            // A line break.
            position += 1
            line += 1
            if !quotes.isOpen { return bounds(start, isTooLong, false, &record) }
            if record.count < Self.maximumBytes { record.append(0x0A) } else { isTooLong = true }
        }
        return sawAny ? bounds(start, isTooLong, quotes.isOpen, &record) : nil
    }

    private func bounds(
        _ start: Int, _ isTooLong: Bool, _ isUnclosed: Bool, _ record: inout [UInt8]
    ) -> RecordBounds {
        if record.last == 0x0D { record.removeLast() }
        return RecordBounds(line: start, isTooLong: isTooLong, isUnclosed: isUnclosed)
    }

    /// The index of the next line break in the chunk, or its end.
    private func endOfPiece(_ quotes: inout QuoteState) -> Int {
        let chunk = chunk
        let bytes = chunk.span
        var index = position
        if quoted {
            while index < bytes.count, bytes[index] != 0x0A {
                quotes.take(bytes[index])
                index += 1
            }
        } else {
            while index < bytes.count, bytes[index] != 0x0A { index += 1 }
        }
        return index
    }

    private func fill() throws {
        do {
            chunk = [UInt8](try file.read(upToCount: Self.chunkBytes) ?? Data())
        } catch {
            throw LedgerFault.importUnreadable
        }
        bytesRead += Int64(chunk.count)
        position = 0
    }
}

/// Whether a byte of a CSV row lies within quotes. A quote opens only where a field begins, so that
/// a stray one spoils its own row and not all that follow.
private struct QuoteState {
    private(set) var isOpen = false
    private var previous = UInt8(ascii: ",")

    mutating func take(_ byte: UInt8) {
        if byte == UInt8(ascii: "\"") {
            if isOpen {
                isOpen = false
            } else if previous == UInt8(ascii: ",") || previous == byte {
                isOpen = true
            }
        }
        previous = byte
    }
}
