// What every implementation of `TicketSearch` does alike: numbers in any spelling, presence, order,
// bounds, and texts that nobody would type in good faith.

import CheckinCore
import CheckinTesting
import Testing

@testable import Ledger

@Suite struct TicketSearchContract {
    static func ticket(
        _ id: TicketID, number: String, holder: String? = nil, event: EventID = Fixtures.eventID
    ) -> Ticket {
        var ticket = Fixtures.ticket(id, event: event)
        ticket.number = number
        ticket.holder = holder
        return ticket
    }

    static let numbered = TicketList(
        events: [Fixtures.event(), Fixtures.event(Fixtures.otherEventID)],
        tickets: [
            ticket("3f2504e0-4f89-41d3-9a0c-0305e82c3301", number: "NS-1001"),
            ticket("aB3x", number: "ns 1002"), ticket("t-3", number: "NS-1002"),
            ticket("t-4", number: "ÄÖ-7"), ticket("ns-1001x", number: "१२३"),
            ticket("m-1", number: "NS-1001", event: Fixtures.otherEventID),
        ])

    struct Question: Sendable {
        let typed: String
        let found: [TicketID]

        init(_ typed: String, _ found: TicketID...) {
            self.typed = typed
            self.found = found
        }
    }

    static let questions: [Question] = [
        Question("NS-1001", "3f2504e0-4f89-41d3-9a0c-0305e82c3301"),
        Question(" ns - 1001\t\n", "3f2504e0-4f89-41d3-9a0c-0305e82c3301"),
        Question("3F2504E0-4F89-41D3-9A0C-0305E82C3301", "3f2504e0-4f89-41d3-9a0c-0305e82c3301"),
        Question("NS-१००१", "3f2504e0-4f89-41d3-9a0c-0305e82c3301"),
        Question("ns1002", "aB3x"),
        Question("Ns 1002", "aB3x"),
        Question("ns-1002", "t-3"),
        Question("ab3X", "aB3x"),
        Question("äö-7", "t-4"),
        Question("T-4", "t-4"),
        Question("123", "ns-1001x"),
        Question("NS-100"),
        Question("NS-1001\u{0}"),
        Question(""),
        Question(" "),
        Question("%"),
        Question("NS_1001"),
    ]

    @Test(arguments: LedgerKind.allCases, questions)
    func findsANumberInAnySpelling(
        _ kind: LedgerKind, _ question: Question
    ) async throws {
        let door = try await kind.doorstep(Self.numbered)
        let found = try await door.ledger.tickets(numbered: question.typed, of: Fixtures.eventID)
        #expect(found.rows.map(\.ticket.id) == question.found)
        #expect(!found.hasMore)
    }

    @Test(arguments: LedgerKind.allCases)
    func saysWhereATicketStands(_ kind: LedgerKind) async throws {
        let door = try await kind.doorstep()
        func found() async throws -> [FoundTicket] {
            try await door.ledger.tickets(heldBy: "asha", of: Fixtures.eventID).rows
        }
        #expect(try await found() == [FoundTicket(ticket: Fixtures.ticket(), presence: Presence())])
        try await door.present()
        let entry = Passage(door: Fixtures.doorID, at: Fixtures.now)
        let inside = Presence(isInside: true, entries: 1, firstEntry: entry, lastEntry: entry)
        #expect(try await found().map(\.presence) == [inside])
        try await door.present(after: .hours(1), door: Fixtures.door(direction: .exit))
        #expect(try await found().map(\.presence.isInside) == [false])
        let numbered = try await door.ledger.tickets(numbered: "n-t-1", of: Fixtures.eventID)
        #expect(try await numbered.rows == found())
    }

    @Test(arguments: LedgerKind.allCases)
    func listsTheFirstByNameAndSaysThatThereAreMore(_ kind: LedgerKind) async throws {
        let names = (0..<60).map {
            "Guest \(Character(Unicode.Scalar(UInt8(97 + $0 * 7 % 26))))\($0)"
        }
        let door = try await kind.doorstep(TicketSearchGoldenTests.list(names))
        let found = try await door.ledger.tickets(heldBy: "gue", of: Fixtures.eventID)
        #expect(found.hasMore)
        #expect(found.rows.compactMap(\.ticket.holder) == Array(names.sorted().prefix(25)))
        let few = try await door.ledger.tickets(heldBy: "guest a", of: Fixtures.eventID)
        #expect(!few.hasMore && few.rows.count == names.count { $0.hasPrefix("Guest a") })
    }

    @Test(arguments: LedgerKind.allCases)
    func looksInOneEventAlone(_ kind: LedgerKind) async throws {
        let list = TicketList(
            events: [Fixtures.event(), Fixtures.event(Fixtures.otherEventID)],
            tickets: [
                Self.ticket("t-1", number: "1", holder: "Asha Rao"),
                Self.ticket("t-2", number: "2", holder: "Asha Rao", event: Fixtures.otherEventID),
            ])
        let door = try await kind.doorstep(list)
        for (event, id) in [(Fixtures.eventID, "t-1"), (Fixtures.otherEventID, "t-2")] {
            let found = try await door.ledger.tickets(heldBy: "rao", of: event)
            #expect(found.rows.map(\.ticket.id.text) == [id])
        }
        await #expect(throws: SearchFault.noList) {
            try await door.ledger.tickets(heldBy: "rao", of: "ball")
        }
        await #expect(throws: SearchFault.noList) {
            try await door.ledger.tickets(numbered: "1", of: "ball")
        }
    }

    @Test(arguments: LedgerKind.allCases)
    func refusesWhatNobodyIsCalled(_ kind: LedgerKind) async throws {
        let door = try await kind.doorstep()
        let long = String(repeating: "a", count: 10_000)
        await #expect(throws: SearchFault.tooLong) {
            try await door.ledger.tickets(heldBy: long, of: Fixtures.eventID)
        }
        await #expect(throws: SearchFault.tooLong) {
            try await door.ledger.tickets(numbered: long, of: Fixtures.eventID)
        }
        for short in ["", "as", "a s", "as%", "\u{0}as", "'''", "\u{301}\u{301}\u{301}as"] {
            await #expect(throws: SearchFault.tooShort, "\(short)") {
                try await door.ledger.tickets(heldBy: short, of: Fixtures.eventID)
            }
        }
    }

    /// As many words as a text can have.
    @Test(arguments: LedgerKind.allCases)
    func manyWordsAreAsGoodAsOne(_ kind: LedgerKind) async throws {
        let letters = (0..<9).map { String(Unicode.Scalar(UInt8(97 + $0))) }
        let words = letters.flatMap { first in letters.map { first + $0 } }.prefix(80)
        let name = words.joined(separator: " ")
        let door = try await kind.doorstep(TicketSearchGoldenTests.list([name, "aa"]))
        let typed = words.reversed().joined(separator: " ")
        let found = try await door.ledger.tickets(heldBy: typed, of: Fixtures.eventID)
        #expect(found.rows.map(\.ticket.holder) == [name])
    }
}
