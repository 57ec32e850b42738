// Whoever is in the list is found by any beginning of any word of the name, and whatever is typed,
// both ledgers find the same, or refuse it with the same fault.

import CheckinCore
import CheckinTesting
import Testing

@testable import Ledger

@Suite struct TicketSearchPropertyTests {
    private static let scripts: [ClosedRange<UInt32>] = [
        0x61...0x7A, 0x41...0x5A, 0xC0...0x24F, 0x1E00...0x1EFF, 0x300...0x36F, 0x370...0x3FF,
        0x400...0x52F, 0x5D0...0x6FF, 0x900...0x97F, 0x980...0xDFF, 0xE00...0xE7F, 0x3041...0x30FF,
        0x4E00...0x4EFF, 0xAC00...0xACFF, 0x1F600...0x1F64F,
    ]
    private static let signs = [
        " ", " ", "-", "'", "’", ".", ",", "\u{200D}", "\u{200C}", "\u{A0}",
    ]

    private static func word(_ random: inout SeededRandom) -> String {
        let script = scripts[Int.random(in: 0..<scripts.count, using: &random)]
        var word = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 1...7, using: &random) {
            let value = UInt32.random(in: script, using: &random)
            if let scalar = Unicode.Scalar(value), value != 0x7F { word.append(scalar) }
        }
        return String(word)
    }

    private static func text(_ random: inout SeededRandom) -> String {
        (0..<Int.random(in: 1...4, using: &random)).map { _ in
            word(&random) + (signs.randomElement(using: &random) ?? " ")
        }.joined()
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func everybodyIsFoundByEachBeginningOfEachWord(_ seed: UInt64) async throws {
        var random = SeededRandom(seed: seed)
        let names = (0..<FoundTickets.maximumRows).map { _ in Self.text(&random) }
        let door = try await LedgerKind.sqlite.doorstep(TicketSearchGoldenTests.list(names))
        for (index, name) in names.enumerated() {
            for word in HolderName.indexed(name).unicodeScalars.split(separator: " ") {
                let scalars = Array(word)
                for count in 1...scalars.count {
                    var beginning = String.UnicodeScalarView()
                    beginning.append(contentsOf: scalars.prefix(count))
                    guard let typed = try? HolderName.typed(String(beginning)) else { continue }
                    let found = try await door.ledger.tickets(
                        heldBy: String(beginning), of: Fixtures.eventID)
                    #expect(
                        found.rows.contains { $0.ticket.id.text == "t-\(index)" },
                        "seed \(seed): \(name) by \(typed)")
                }
            }
        }
    }

    /// Pieces of SQL, of FTS5's language and of JSON, controls, and parts of the names themselves.
    private static let nasty = [
        "\"", "'", "*", "^", ":", "(", ")", "{", "}", "-", "+", " AND ", " OR ", " NOT ", "NEAR(",
        "words:", "\u{0}", "\u{1}", "\n", "%", "_", "\\", ";--", "\u{FFFD}", "\u{202E}", "\u{301}",
        "\u{FE0F}", "🎪", "\u{10FFFF}", "asha", "rao", "ns-", "1", " ", "a", "",
    ]

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func whateverIsTypedBothFindTheSame(_ seed: UInt64) async throws {
        var random = SeededRandom(seed: seed)
        let names = ["Asha Rao", "ASHA", "rao-asha"] + (0..<20).map { _ in Self.text(&random) }
        let list = TicketSearchGoldenTests.list(names)
        let memory = try await LedgerKind.memory.doorstep(list)
        let sqlite = try await LedgerKind.sqlite.doorstep(list)
        for _ in 0..<150 {
            let typed = (0..<Int.random(in: 1...6, using: &random)).map { _ in
                Bool.random(using: &random)
                    ? Self.nasty.randomElement(using: &random) ?? ""
                    : String(names.randomElement(using: &random)?.prefix(4) ?? "")
            }.joined()
            let left = try await Self.outcome(memory.ledger, typed)
            let right = try await Self.outcome(sqlite.ledger, typed)
            #expect(left == right, "seed \(seed): \(typed.debugDescription)")
        }
    }

    private enum Outcome: Equatable {
        case found(FoundTickets)
        case refused(SearchFault)
    }

    /// By name, then by number. Anything but `SearchFault` fails the test.
    private static func outcome(_ ledger: AnyLedger, _ typed: String) async throws -> [Outcome] {
        var outcomes: [Outcome] = []
        do {
            let held = try await ledger.tickets(heldBy: typed, of: Fixtures.eventID)
            outcomes.append(.found(held))
        } catch let fault as SearchFault {
            outcomes.append(.refused(fault))
        }
        do {
            let numbered = try await ledger.tickets(numbered: typed, of: Fixtures.eventID)
            outcomes.append(.found(numbered))
        } catch let fault as SearchFault {
            outcomes.append(.refused(fault))
        }
        return outcomes
    }
}
