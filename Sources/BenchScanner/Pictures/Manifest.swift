// Which pictures there are and what stands in them.

import CheckinCore
import Foundation

struct Manifest {
    struct Picture {
        let file: String
        let content: Content
        /// What sort of picture it is; empty where the manifest knows no sorts.
        let kind: String
    }

    enum Content {
        /// No code at all: whatever is read is a ghost.
        case nothing
        /// A code whose text nobody wrote down: reading it proves nothing.
        case unknown
        /// The text in UTF-8.
        case text([UInt8])

        /// Foundation has no name for it, only Core Foundation's number.
        private static let gb18030 = String.Encoding(rawValue: 0x8000_0632)

        /// Whether `bytes` is that text, in UTF-8 or in a character set that codes are written in:
        /// the decoder hands the bytes over as they are.
        func isWritten(_ bytes: [UInt8]) -> Bool {
            guard case .text(let text) = self else { return false }
            if bytes == text { return true }
            // The decoder keeps no more than tells that a code is too long for a ticket.
            if bytes.count > TicketToken.maximumBytes { return text.starts(with: bytes) }
            return [String.Encoding.shiftJIS, .isoLatin1, Self.gb18030].contains { encoding in
                String(data: Data(bytes), encoding: encoding).map { Array($0.utf8) } == text
            }
        }
    }

    enum Flaw: Error, CustomStringConvertible {
        case noManifest(String)
        case badLine(Int)

        var description: String {
            switch self {
            case .noManifest(let path): "cannot read \(path)"
            case .badLine(let number): "line \(number) of the manifest has no file, codes and text"
            }
        }
    }

    let folder: String
    /// Columns beside these are none of our business.
    let pictures: [Picture]

    init(folder: String) throws {
        let path = folder + "/manifest.csv"
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Flaw.noManifest(path)
        }
        let lines = String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline)
        guard let header = lines.first else { throw Flaw.badLine(1) }
        let columns = header.split(separator: ",").map(String.init)
        guard let file = columns.firstIndex(of: "file"),
            let codes = columns.firstIndex(of: "codes"),
            let text = columns.firstIndex(of: "expected_base64")
        else { throw Flaw.badLine(1) }
        let kind = columns.firstIndex(of: "kind")
        self.folder = folder
        pictures = try lines.dropFirst().enumerated().map { index, line in
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            guard fields.count > max(file, codes, text), let count = Int(fields[codes]),
                let expected = Data(base64Encoded: String(fields[text]))
            else { throw Flaw.badLine(index + 2) }
            let content: Content =
                count == 0 ? .nothing : expected.isEmpty ? .unknown : .text(Array(expected))
            return Picture(
                file: String(fields[file]), content: content,
                kind: kind.flatMap { fields.count > $0 ? String(fields[$0]) : nil } ?? "")
        }
    }
}
