// What the feed says of tickets, tiers and reservations, in the list that scans and staff look
// into.

import CheckinCore
import CheckinTesting
import GRDB
import Testing

@testable import Ledger

@Suite struct FeedListTests {
    private let box: TemporaryBox
    private let ledger: SQLiteLedger
    private let door: Doorstep

    init() async throws {
        box = try TemporaryBox()
        try box.importList(
            TicketList(tickets: [
                Fixtures.ticket("t-1"),
                Fixtures.ticket("t-2", tier: Fixtures.tier("vip", name: "VIP")),
            ]))
        ledger = try await box.open()
        door = Doorstep(ledger: ledger, box: box)
    }

    private static func ticket(
        _ id: String, tier: String = "general", number: String? = nil, holder: String? = nil,
        status: String = "valid"
    ) -> FeedChange {
        var members = [
            #""ticket_id":"\#(id)""#, #""event_id":"\#(Fixtures.eventID)""#,
            #""tier_id":"\#(tier)""#, #""status":"\#(status)""#, #""generation":0"#,
            #""seat":{"row":[1,"b",true,null]}"#,
        ]
        if let number { members.append(#""number":"\#(number)""#) }
        if let holder { members.append(#""holder":"\#(holder)""#) }
        let row = "{" + members.joined(separator: ",") + "}"
        return .ticket(TicketID(stringLiteral: id), row: Array(row.utf8))
    }

    private func hear(
        _ changes: [FeedChange], position: Int64 = 9, head: Int64? = nil,
        asOf: Timestamp? = Fixtures.now
    ) async throws {
        try await ledger.apply(
            FeedPage(
                event: Fixtures.eventID, generation: "g-1", position: position,
                head: head ?? position, asOf: asOf, changes: changes), at: Fixtures.now)
    }

    private func answer(_ ticket: TicketID, after span: Duration = .zero) async throws -> String {
        let answer = try await door.present(Fixtures.claims(ticket), after: span).attempt.answer
        return answer.reason ?? answer.kind.rawValue
    }

    private func sold() async throws -> [String: Int] {
        let standing = try await ledger.standing(of: Fixtures.eventID, at: Fixtures.now)
        let tiers = try #require(standing).tiers.map { ($0.tier.id.text, $0.sold) }
        return Dictionary(uniqueKeysWithValues: tiers)
    }

    private func found(_ name: String) async throws -> [String] {
        try await ledger.tickets(heldBy: name, of: Fixtures.eventID).rows.map(\.ticket.id.text)
    }

    @Test func aSoldTicketIsAdmittedAndARefundedOneIsNot() async throws {
        #expect(try await answer("t-9") == "not_found")
        try await hear([Self.ticket("t-9"), Self.ticket("t-1", status: "refunded")])
        #expect(try await answer("t-9", after: .minutes(2)) == "admitted")
        #expect(try await answer("t-1") == "refunded")
        try await hear([.ticket("t-2", row: nil)])
        #expect(try await answer("t-2") == "not_found")
    }

    @Test func whatIsSoldIsCountedOnce() async throws {
        let before = try await sold()
        for _ in 0..<2 {
            try await hear([
                Self.ticket("t-8"), Self.ticket("t-9", tier: "vip"),
                Self.ticket("t-1", status: "cancelled"),
            ])
        }
        #expect(try await sold() == ["general": before["general"] ?? 0, "vip": 2])
    }

    @Test func aTierMayComeAfterItsTickets() async throws {
        try await hear([Self.ticket("t-9", tier: "balcony")])
        #expect(try await answer("t-9") == "admitted")
        try await hear([
            .other(kind: "tier", key: "balcony", body: Array(#"{"name":"Balcony","x":1}"#.utf8)),
            .other(kind: "tier", key: "general", body: Array(#"{"name":"Ours stays"}"#.utf8)),
        ])
        let standing = try await ledger.standing(of: Fixtures.eventID, at: Fixtures.now)
        let names = try #require(standing).tiers.map(\.tier.name)
        #expect(names.contains("Balcony") && !names.contains("Ours stays"))
    }

    @Test func oneBadRowHoldsUpNoOther() async throws {
        try await hear([
            .ticket("t-1", row: Array("{}".utf8)), Self.ticket("t-2", status: "gone"),
            .ticket("t-3", row: Array("no object".utf8)), Self.ticket("t-9"),
        ])
        #expect(try await answer("t-9") == "admitted")
        #expect(try await answer("t-1") == "admitted")
        #expect(try await answer("t-2") == "admitted")
    }

    /// A tier that was made for a row of no use is gone with it.
    @Test func aBadRowLeavesNoTierBehind() async throws {
        let bad = #"{"ticket_id":"t-8","tier_id":"balcony","status":"gone"}"#
        try await hear([
            .ticket("t-8", row: Array(bad.utf8)), Self.ticket("t-9", tier: "stalls"),
            Self.ticket("t-10", tier: "balcony"),
        ])
        let sold = try await sold()
        #expect(sold["balcony"] == 1 && sold["stalls"] == 1)
    }

    /// An event of which only a part was read yet, heard beside the one that has a list.
    private func hearPartOfAnother() async throws {
        let other = ImportedEvent(event: Fixtures.event(Fixtures.otherEventID), tiers: [])
        try await ledger.apply(TemporaryBox.events + [other])
        let row = #"{"ticket_id":"m-9","tier_id":"pit","status":"valid","holder":"Zoya Abel"}"#
        try await ledger.apply(
            FeedPage(
                event: Fixtures.otherEventID, generation: "g-2", position: 5, head: 9, asOf: nil,
                changes: [.ticket("m-9", row: Array(row.utf8))]), at: Fixtures.now)
    }

    @Test func whatIsNotWholeYetIsWipedToo() async throws {
        try await hearPartOfAnother()
        let report = try Wipe(.all, at: Fixtures.now).run(in: box.state, device: box.device)
        #expect(report.events.contains(Fixtures.otherEventID))
        let active = try #require(try await ledger.box().snapshot)
        let rows = try await DatabaseQueue(path: box.state.snapshot(active)).read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM ticket")
        }
        #expect(rows == 0)
    }

    @Test func anEventThatWasReadInPartMayLeaveTheConfiguration() async throws {
        try await hearPartOfAnother()
        try await ledger.apply(TemporaryBox.events)
        #expect(try await ledger.events().map(\.id) == [Fixtures.eventID])
    }

    @Test func whatOthersDidDoesNotWaitForTheList() async throws {
        let lock = try DirectoryLock(.snapshot, in: box.state)
        let journal = JournalName(device: "box-2", incarnation: "life-2")
        let elsewhere = Doorstep(
            ledger: MemoryLedger(
                list: TicketList(tickets: [Fixtures.ticket("t-1")]),
                journal: MemoryJournal(name: journal)), box: nil)
        let entry = try await elsewhere.present(Fixtures.claims("t-1")).attempt
        let changes: [FeedChange] = [
            .attempt(ForeignAttempt(journal: journal, attempt: entry)), Self.ticket("t-9"),
        ]
        await #expect(throws: LedgerFault.self) { try await hear(changes) }
        #expect(try await answer("t-1", after: .minutes(1)) == "already_inside")
        #expect(try await ledger.cursor(of: Fixtures.eventID) == FeedCursor())
        withExtendedLifetime(lock) {}
    }

    @Test func aNumberOfAnotherTicketIsToldById() async throws {
        let taken = Fixtures.ticket("t-1").number
        try await hear([Self.ticket("t-9", number: taken), Self.ticket("T-10")])
        #expect(try await answer("t-9") == "admitted")
        let numbered = try await ledger.tickets(numbered: "t-9", of: Fixtures.eventID)
        #expect(numbered.rows.map(\.ticket.id.text) == ["t-9"])
    }

    @Test func namesThatCameLateAreFoundAndThoseThatWentAreNot() async throws {
        try await hear([
            Self.ticket("t-9", holder: "Zoya Ábel"), Self.ticket("t-8", holder: "Abe Zoyan"),
            Self.ticket("t-1", holder: "Mira Sol"),
        ])
        #expect(try await found("zoya") == ["t-8", "t-9"])
        #expect(try await found("mira") == ["t-1"])
        // Both had this name.
        #expect(try await found("asha rao") == ["t-2"])
        try await hear([.ticket("t-9", row: nil), .ticket("t-2", row: nil)])
        #expect(try await found("zoya") == ["t-8"])
        #expect(try await found("asha rao") == [])
        // Its place in the list may be used again.
        try await hear([Self.ticket("t-7", holder: "Kim Lee")])
        #expect(try await found("asha rao") == [])
        #expect(try await found("kim") == ["t-7"])
    }

    @Test func theListIsAsFreshAsTheFeedSays() async throws {
        func asOf() async throws -> Timestamp? {
            try await ledger.standing(of: Fixtures.eventID, at: Fixtures.now)?.snapshotAsOf
        }
        let before = try #require(try await asOf())
        try await hear([], position: 5, head: 9, asOf: Fixtures.now)
        #expect(try await asOf() == before)
        try await hear([], asOf: Fixtures.now)
        #expect(try await asOf() == Fixtures.now)
        let facts = try await door.present(.claims(Fixtures.claims("t-1"))).facts
        #expect(facts.history.snapshotAsOf == Fixtures.now)
    }

    @Test func anotherListKnowsNothingOfTheFeed() async throws {
        try await hear([Self.ticket("t-9")])
        #expect(
            try await ledger.cursor(of: Fixtures.eventID)
                == FeedCursor(generation: "g-1", position: 9))
        try box.importText(TemporaryBox.row(Fixtures.ticket("t-1")), allowOlder: true)
        // From the beginning, but of the same feed.
        #expect(
            try await ledger.cursor(of: Fixtures.eventID)
                == FeedCursor(generation: "g-1", position: 0))
        let facts = try await door.present(.claims(Fixtures.claims("t-1"))).facts
        #expect(facts.history.snapshotAsOf != Fixtures.now)
    }

    @Test func aReservationComesAndGoes() async throws {
        let row = TemporaryBox.row(Fixtures.reservation())
        let reservation = Fixtures.reservation()
        try await hear([.reservation(reservation.id, row: Array(row.utf8))])
        let due = try await door.show(reservation.code.text)
        #expect(due.attempt.answer.reason == "reservation_due")
        try await hear([.reservation(reservation.id, row: nil)])
        let gone = try await door.show(reservation.code.text, after: .minutes(2))
        #expect(gone.attempt.answer.reason == "reservation_not_found")
    }

    /// The guests of an event that was wiped do not come back by the feed.
    @Test func whatWasWipedStaysAway() async throws {
        let queue = try DatabaseQueue(path: box.state.snapshot(1))
        try await queue.write { db in
            try db.execute(
                sql: "DELETE FROM ticket; UPDATE event SET as_of = NULL, wiped_at = 1")
        }
        try queue.close()
        try await hear([Self.ticket("t-9", holder: "Zoya")])
        let rows = try await DatabaseQueue(path: box.state.snapshot(1)).read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM ticket")
        }
        #expect(rows == 0)
        #expect(try await ledger.cursor(of: Fixtures.eventID).position == 9)
    }
}
