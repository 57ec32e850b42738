// Emergencies of others and of this box, told twice, late, in any order and across each other; and
// a manager's words.

import CheckinCore
import CheckinTesting
import GRDB
import Testing
import Validation

@testable import Ledger

@Suite struct AlarmsTests {
    private let box: TemporaryBox
    private let ledger: SQLiteLedger
    private let door: Doorstep
    private static let fire: MessageID = "0197a3c2-5b1e-7d40-9c6f-1f2e3d4c5b01"
    private static let flood: MessageID = "0197a3c2-5b1e-7d40-9c6f-1f2e3d4c5b02"
    private static let over: MessageID = "0197a3c2-5b1e-7d40-9c6f-1f2e3d4c5b03"
    private static let alsoOver: MessageID = "0197a3c2-5b1e-7d40-9c6f-1f2e3d4c5b04"

    init() async throws {
        box = try TemporaryBox()
        try box.importList(
            TicketList(tickets: (1...9).map { Fixtures.ticket(TicketID(stringLiteral: "t-\($0)")) })
        )
        ledger = try await box.open()
        door = Doorstep(ledger: ledger, box: box)
    }

    private static func entry(
        _ id: MessageID, _ kind: MessageKind, ends: MessageID? = nil, text: String = "",
        at moment: Timestamp = Fixtures.now
    ) -> FeedChange {
        let end = ends.map { #","ends":"\#($0)""# } ?? ""
        let body = """
            {"id":"\(id)","event":"gala","kind":"\(kind.rawValue)","text":"\(text)",
             "device":"box-2","at":\(moment.milliseconds)\(end)}
            """
        return .other(kind: "message", key: id.text, body: Array(body.utf8))
    }

    /// As the daemon does it.
    private func hear(_ changes: FeedChange..., after span: Duration = .zero) async throws {
        try await ledger.apply(
            FeedPage(
                event: Fixtures.eventID, generation: "g-1", position: 9, head: 9,
                asOf: Fixtures.now, changes: changes), at: Fixtures.now)
        try await settle(ledger, after: span)
    }

    private func settle(_ ledger: SQLiteLedger, after span: Duration = .zero) async throws {
        try await ledger.settleAlarms(at: Fixtures.post(), now: Fixtures.now + span)
    }

    private func emergency() async throws -> AttemptNumber? {
        try await ledger.views.emergency()
    }

    private func acts() async throws -> [ActKind] {
        try await door.attempts().map(\.act.kind).filter { [.emergency, .allClear].contains($0) }
    }

    private func unsent() async throws -> [Message] {
        try await ledger.unsentMessages(of: [Fixtures.eventID])
    }

    @Test func anEmergencyElsewhereStopsThisDoorAndItsEndFreesIt() async throws {
        try await door.present(Fixtures.claims("t-1"))
        try await hear(Self.entry(Self.fire, .emergency), after: .seconds(1))
        let held = try await door.present(Fixtures.claims("t-2"), after: .seconds(2))
        #expect(held.attempt.answer.reason == "emergency")
        // Exits are counted.
        let exit = try await door.present(
            Fixtures.claims("t-1"), after: .seconds(3), door: Fixtures.door(direction: .exit))
        #expect(exit.attempt.answer.kind == .exited && exit.occupancy.event == 0)
        let attempt = try #require(try await door.attempts().first { $0.act.kind == .emergency })
        #expect(attempt.source == .box && attempt.event == Fixtures.eventID)
        try await hear(Self.entry(Self.over, .allClear, ends: Self.fire), after: .seconds(4))
        let free = try await door.present(Fixtures.claims("t-2"), after: .minutes(2))
        #expect(free.attempt.answer.kind == .admitted)
        #expect(try await acts() == [.emergency, .allClear])
        // It came from elsewhere: nobody is told of it again.
        #expect(try await unsent() == [])
        try await door.expectSound()
    }

    @Test func theSameOneAgainIsTheSame() async throws {
        for _ in 0..<3 { try await hear(Self.entry(Self.fire, .emergency)) }
        #expect(try await acts() == [.emergency])
        for _ in 0..<3 { try await hear(Self.entry(Self.over, .allClear, ends: Self.fire)) }
        try await hear(Self.entry(Self.alsoOver, .allClear, ends: Self.fire))
        try await hear(Self.entry(Self.fire, .emergency))
        #expect(try await acts() == [.emergency, .allClear])
        #expect(try await emergency() == nil)
        try await door.expectSound()
    }

    @Test func ofTwoThatCrossEachNeedsItsEnd() async throws {
        let own = try #require(try await door.order(.emergency).first).attempt
        try await hear(Self.entry(Self.fire, .emergency))
        #expect(try await acts() == [.emergency, .emergency])
        // Ours is over; theirs still holds.
        let told = try #require(try await unsent().first)
        try await hear(Self.entry(Self.over, .allClear, ends: told.id))
        #expect(try await emergency() != own.number)
        #expect(try await emergency() != nil)
        try await hear(Self.entry(Self.alsoOver, .allClear, ends: Self.fire))
        #expect(try await emergency() == nil)
        try await door.expectSound()
    }

    /// Two boxes, each of which declares one before it hears of the other's: whatever order their
    /// messages come in, both end in the same standing.
    @Test(arguments: [false, true])
    func twoBoxesAgreeOnEmergenciesThatCross(_ isReversed: Bool) async throws {
        let otherBox = try TemporaryBox(device: "box-2")
        try otherBox.importList(TicketList(tickets: [Fixtures.ticket("t-1")]))
        let other = try await otherBox.open()
        let there = Doorstep(ledger: other, box: otherBox)
        let ours = try #require(try await door.order(.emergency).first).attempt
        let theirs = try #require(try await there.order(.emergency).first).attempt
        try await door.order(.allClear(ours.number), by: Doorstep.manager, after: .minutes(1))
        // The end of ours is told only if its beginning may have been heard.
        #expect(try await unsent() == [])
        let again = try #require(try await door.order(.emergency, after: .minutes(2)).first)
        try await ledger.noteTried(try #require(try await unsent().first).id)
        try await door.order(
            .allClear(again.attempt.number), by: Doorstep.manager, after: .minutes(3))
        let told = try await unsent()
        #expect(told.map(\.kind) == [.emergency, .allClear])
        let heard = try await other.unsentMessages(of: [Fixtures.eventID])
        for message in isReversed ? told.reversed() : told {
            try await pass(message, to: other)
        }
        for message in heard {
            try await other.noteTried(message.id)
            try await pass(message, to: ledger)
        }
        // Ours is over, theirs is not: both are held by theirs.
        #expect(try await other.views.emergency() == theirs.number)
        #expect(try await emergency() != nil)
        try await there.order(.allClear(theirs.number), by: Doorstep.manager, after: .minutes(4))
        for message in try await other.unsentMessages(of: [Fixtures.eventID]) {
            try await pass(message, to: ledger)
        }
        #expect(try await other.views.emergency() == nil)
        #expect(try await emergency() == nil)
        try await there.expectSound()
        try await door.expectSound()
    }

    private func pass(_ message: Message, to ledger: SQLiteLedger) async throws {
        let change = Self.entry(message.id, message.kind, ends: message.ends, at: message.at)
        try await ledger.apply(
            FeedPage(
                event: Fixtures.eventID, generation: "g-1", position: 9, head: 9,
                asOf: Fixtures.now, changes: [change]), at: Fixtures.now)
        try await settle(ledger)
    }

    @Test func anEndBeforeItsBeginningIsKeptForIt() async throws {
        try await hear(Self.entry(Self.over, .allClear, ends: Self.fire))
        try await hear(Self.entry(Self.fire, .emergency))
        #expect(try await acts() == [])
        #expect(try await emergency() == nil)
        // It ends no other.
        try await hear(Self.entry(Self.flood, .emergency))
        #expect(try await emergency() != nil)
    }

    @Test func oneOfLongAgoWithItsEndStopsNobody() async throws {
        try await hear(
            Self.entry(Self.fire, .emergency, at: Fixtures.now - .hours(900)),
            Self.entry(Self.over, .allClear, ends: Self.fire, at: Fixtures.now - .hours(899)))
        #expect(try await acts() == [])
        let answer = try await door.present(Fixtures.claims("t-1")).attempt.answer
        #expect(answer.kind == .admitted)
    }

    @Test func oneOfAnotherEventEndsNothingHere() async throws {
        try await hear(Self.entry(Self.fire, .emergency))
        try await ledger.apply(
            [
                ImportedEvent(event: Fixtures.event(), tiers: [Fixtures.tier()]),
                ImportedEvent(event: Fixtures.event(Fixtures.otherEventID), tiers: []),
            ])
        try await ledger.apply(
            FeedPage(
                event: Fixtures.otherEventID, generation: "g-2", position: 1, head: 1, asOf: nil,
                changes: [Self.entry(Self.over, .allClear, ends: Self.fire)]), at: Fixtures.now)
        try await settle(ledger)
        #expect(try await emergency() != nil)
    }

    @Test func whatIsDeclaredHereIsToldUntilItIsTaken() async throws {
        let own = try #require(try await door.order(.emergency, by: nil).first).attempt
        let told = try #require(try await unsent().first)
        let journal = try await ledger.batch(after: AttemptNumber(0), limit: 9).journal
        #expect(told.id == Message.id(of: own.number, in: journal) && told.kind == .emergency)
        try await ledger.noteTried(told.id)
        #expect(try await unsent().map(\.id) == [told.id])
        try await ledger.noteSent(told.id)
        #expect(try await unsent() == [])
        // Our own comes back by the feed and does nothing.
        try await hear(Self.entry(told.id, .emergency))
        #expect(try await acts() == [.emergency])
        try await door.order(.allClear(own.number), by: Doorstep.manager, after: .minutes(1))
        let end = try #require(try await unsent().first)
        #expect(end.kind == .allClear && end.ends == told.id)
        // Nobody at the server has this number: the box answers for them.
        #expect(end.staff == nil)
    }

    @Test func anEndOfSomebodyElsesIsToldToo() async throws {
        try await hear(Self.entry(Self.fire, .emergency))
        let number = try #require(try await emergency())
        try await door.order(.allClear(number), by: Doorstep.manager, after: .minutes(1))
        #expect(try await unsent().map(\.ends) == [Self.fire])
        #expect(try await emergency() == nil)
    }

    /// It would stop every door for a moment, hours later.
    @Test func whatWasOverBeforeAnybodyCouldHearOfItIsNotTold() async throws {
        for isTried in [false, true] {
            let own = try #require(try await door.order(.emergency).first).attempt
            let told = try #require(try await unsent().first)
            if isTried { try await ledger.noteTried(told.id) }
            try await door.order(.allClear(own.number), by: Doorstep.manager)
            #expect(try await unsent().map(\.kind) == (isTried ? [.emergency, .allClear] : []))
        }
    }

    @Test func whatWasHeardBeforeACrashHoldsAfterIt() async throws {
        try await ledger.apply(
            FeedPage(
                event: Fixtures.eventID, generation: "g-1", position: 9, head: 9, asOf: nil,
                changes: [Self.entry(Self.fire, .emergency)]), at: Fixtures.now)
        #expect(try await emergency() == nil)
        // Whoever comes next finds it and does it.
        try await settle(ledger)
        #expect(try await emergency() != nil)
    }

    @Test func itIsKnownAfterARecovery() async throws {
        let box = try TemporaryBox()
        try box.importList(TicketList())
        do {
            let ledger = try await box.open()
            try await pass(
                Message(
                    id: Self.fire, event: Fixtures.eventID, kind: .emergency, at: Fixtures.now),
                to: ledger)
        }
        _ = try JournalRecovery.run(box.state, device: box.device)
        let ledger = try await box.open()
        #expect(try await ledger.views.emergency() != nil)
        try await pass(
            Message(
                id: Self.over, event: Fixtures.eventID, kind: .allClear, ends: Self.fire,
                at: Fixtures.now), to: ledger)
        #expect(try await ledger.views.emergency() == nil)
    }

    // MARK: - Words

    private func unread() async throws -> [String] {
        try await ledger.unread(of: Fixtures.eventID, at: Fixtures.now).map(\.text)
    }

    @Test func wordsStandUntilSomebodyHasTouchedThemAway() async throws {
        try await hear(
            Self.entry(Self.fire, .message, text: "Doors at nine", at: Fixtures.now - .hours(1)),
            Self.entry(Self.flood, .message, text: "Bar closed"),
            Self.entry(Self.over, .message, text: "Old", at: Fixtures.now - .hours(13)))
        #expect(try await unread() == ["Doors at nine", "Bar closed"])
        try await ledger.markRead(Self.fire)
        try await hear(
            Self.entry(Self.fire, .message, text: "Doors at nine", at: Fixtures.now - .hours(1)))
        #expect(try await unread() == ["Bar closed"])
        #expect(try await emergency() == nil)
    }

    @Test func textsAreBoundedAndPlain() async throws {
        let long = String(repeating: "ह", count: 600)
        try await hear(
            Self.entry(Self.fire, .message, text: #"a\u0007b\u202Ec\nd <b>"#),
            Self.entry(Self.flood, .message, text: long, at: Fixtures.now - .hours(1)))
        let texts = try await unread()
        #expect(texts.last == "a bc\nd <b>")
        #expect((texts.first?.utf8.count ?? .max) <= Message.maximumTextBytes)
    }

    @Test func wordsAreFewAndNewest() async throws {
        for index in 0..<130 {
            let id = MessageID(uuid: (0..<16).map { _ in UInt8(index) })
            try await hear(
                Self.entry(
                    id, .message, text: "\(index)", at: Fixtures.now - .seconds(Int64(index))))
        }
        #expect(try await unread() == ["4", "3", "2", "1", "0"])
        let kept = try await DatabaseQueue(path: box.state.journal).read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM message")
        }
        #expect(kept == MessageTable.mostWords)
    }

    @Test func ourOwnWordsAreShownAndSent() async throws {
        try await ledger.say(
            "Bar closed\u{7}", to: Fixtures.eventID, by: "manager", at: Fixtures.now)
        #expect(try await unread() == ["Bar closed "])
        let message = try #require(try await unsent().first)
        #expect(message.kind == .message && message.staff == nil)
        try await ledger.noteSent(message.id)
        #expect(try await unsent() == [])
    }

    @Test func wordsGoWithTheEventAndEmergenciesStay() async throws {
        try await hear(
            Self.entry(Self.fire, .emergency, text: "Zebediah is in hall 2"),
            Self.entry(Self.flood, .message, text: "Zebediah is late"))
        try Wipe(.all, at: Fixtures.now).run(in: box.state, device: box.device)
        #expect(try box.state.files(holding: "Zebediah") == [])
        #expect(try await emergency() != nil)
        // Nor do the words come back by the feed.
        try await hear(
            Self.entry(Self.flood, .message, text: "Zebediah is late"),
            Self.entry(Self.over, .allClear, ends: Self.fire, text: "Zebediah is well"))
        #expect(try box.state.files(holding: "Zebediah") == [])
        #expect(try await emergency() == nil)
    }

    @Test func oneBadMessageSpoilsNoOther() async throws {
        try await hear(
            .other(kind: "message", key: "no-uuid", body: Array("{}".utf8)),
            .other(kind: "message", key: Self.flood.text, body: Array("[]".utf8)),
            .other(
                kind: "message", key: Self.over.text,
                body: Array(#"{"kind":"all_clear","at":1}"#.utf8)),
            Self.entry(Self.fire, .emergency))
        #expect(try await emergency() != nil)
    }
}
