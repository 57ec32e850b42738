// Guests of many languages, what a supervisor types, and whom that finds: one file, Tests/Goldens/
// search/names.txt, of names, dashes, texts, dashes and answers. Both ledgers must give the same
// ones. `CHECKIND_GOLDEN=rewrite` writes the answers anew.

import CheckinCore
import CheckinTesting
import Foundation
import Testing

@testable import Ledger

@Suite struct TicketSearchGoldenTests {
    private static let ruler = "----\n"

    @Test(arguments: LedgerKind.allCases)
    func findsWhoIsMeant(_ kind: LedgerKind) async throws {
        let parts = try String(contentsOf: Self.file, encoding: .utf8)
            .components(separatedBy: Self.ruler)
        try #require(parts.count == 3)
        let names = Self.lines(parts[0])
        let door = try await kind.doorstep(Self.list(names))
        var answers: [String] = []
        for typed in Self.lines(parts[1]) {
            answers.append("\(typed) → \(try await Self.answer(door.ledger, typed))\n")
        }
        let isAsked = ProcessInfo.processInfo.environment["CHECKIND_GOLDEN"] == "rewrite"
        if isAsked, kind == .memory {
            let text = [parts[0], parts[1], answers.joined()].joined(separator: Self.ruler)
            try Data(text.utf8).write(to: Self.file)
        } else {
            #expect(isAsked || answers == Self.lines(parts[2]).map { $0 + "\n" })
        }
    }

    private static func answer(_ ledger: AnyLedger, _ typed: String) async throws -> String {
        do {
            let found = try await ledger.tickets(heldBy: typed, of: Fixtures.eventID)
            #expect(!found.hasMore)
            let names = found.rows.compactMap(\.ticket.holder)
            return names.isEmpty ? "nobody" : names.joined(separator: " | ")
        } catch let fault as SearchFault {
            return fault.code
        }
    }

    static func list(_ names: [String]) -> TicketList {
        TicketList(
            tickets: names.enumerated().map { index, name in
                var ticket = Fixtures.ticket(TicketID(stringLiteral: "t-\(index)"))
                ticket.holder = name
                return ticket
            })
    }

    private static func lines(_ text: String) -> [String] {
        text.components(separatedBy: "\n").filter { !$0.isEmpty }
    }

    private static var file: URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Goldens/search/names.txt")
    }
}
