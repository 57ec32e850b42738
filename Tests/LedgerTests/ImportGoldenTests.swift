// Bad files and what is said of them, one file each in Tests/Goldens/import: the events, dashes,
// the import's input, dashes, its answer. `CHECKIND_GOLDEN=rewrite` writes the answers anew.

import CheckinCore
import CheckinTesting
import Foundation
import Testing

@testable import Ledger

@Suite struct ImportGoldenTests {
    static let names = [
        "csv-columns", "csv-quotes", "csv-values", "json-objects", "json-strings", "json-values",
        "duplicates", "several-events", "reservations-csv", "reservations-json",
    ]

    private static let ruler = "----\n"

    @Test(arguments: names)
    func saysWhatIsWrongWithEachLine(_ name: String) throws {
        let file = Self.folder.appendingPathComponent(name + ".txt")
        let parts = try String(contentsOf: file, encoding: .utf8)
            .components(separatedBy: Self.ruler)
        try #require(parts.count == 3)
        let answer = try answer(to: parts[1], options: parts[0])
        if ProcessInfo.processInfo.environment["CHECKIND_GOLDEN"] == "rewrite" {
            let text = [parts[0], parts[1], answer].joined(separator: Self.ruler)
            try Data(text.utf8).write(to: file)
        } else {
            #expect(answer == parts[2])
        }
    }

    /// `options`: "csv" or "ndjson", how many events the box serves, and whether the rows are
    /// "reservations".
    private func answer(to input: String, options: String) throws -> String {
        let words = options.split(whereSeparator: \.isWhitespace)
        let format = try #require(TicketImport.Format(rawValue: String(words[0])))
        let matinee = ImportedEvent(
            event: Fixtures.event(Fixtures.otherEventID), tiers: [Fixtures.tier()])
        let events = TemporaryBox.events + (words[1] == "2" ? [matinee] : [])
        do {
            let box = try TemporaryBox()
            let report =
                words.count > 2
                ? try box.importReservations(
                    Self.unescaped(input), format: format, events: events)
                : try box.importText(Self.unescaped(input), format: format, events: events)
            return "imported \(report.imported)\n"
        } catch LedgerFault.importRefused(let bad) {
            return bad.listed.map { $0.message + "\n" }.joined() + "total \(bad.total)\n"
        } catch let fault as LedgerFault {
            return "\(fault)\n"
        }
    }

    /// `<XX>` is a byte that text cannot hold, `<XX*N>` so many of them.
    private static func unescaped(_ input: String) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = Substring(input)
        while let character = rest.first {
            if character == "<", let end = rest.firstIndex(of: ">") {
                let parts = rest[rest.index(after: rest.startIndex)..<end].split(separator: "*")
                if let byte = parts.first.flatMap({ UInt8($0, radix: 16) }) {
                    let count = parts.count == 2 ? Int(parts[1]) ?? 1 : 1
                    bytes += Array(repeating: byte, count: count)
                    rest = rest[rest.index(after: end)...]
                    continue
                }
            }
            bytes += Array(String(character).utf8)
            rest = rest.dropFirst()
        }
        return bytes
    }

    private static var folder: URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Goldens/import")
    }
}
