// Retention: what is over goes in time, and what is not over never goes.

import CheckinCore
import CheckinTesting
import Foundation
import GRDB
import Testing

@testable import Ledger

@Suite struct RetentionTests {
    private static let day: Duration = .hours(24)
    private let start = Fixtures.now + .hours(1)

    private func listed(
        closes: Timestamp? = nil, tierCloses: Timestamp? = nil
    ) -> ListedEvent {
        var event = Fixtures.event()
        event.window = EntryWindow(closes: closes)
        var tier = Fixtures.tier()
        tier.window = EntryWindow(closes: tierCloses)
        return listed(event, tiers: [tier])
    }

    /// - Parameter filled: the event with what the central server says; nil: it says nothing.
    private func listed(_ event: Event, tiers: [Tier] = [], filled: Event? = nil) -> ListedEvent {
        ListedEvent(
            key: 1, own: SaidEvent(event: event, said: []), event: filled ?? event,
            tiers: tiers.map {
                ListedTier(key: 1, own: SaidTier(tier: $0, said: []), tier: $0, sold: 1)
            }, asOf: Fixtures.now, wipedAt: nil)
    }

    /// Nobody far away can end an event here before its time.
    @Test func whatAServerSaysMakesAnEventLongerAndNeverShorter() {
        var (early, late) = (Fixtures.event(), Fixtures.event())
        early.window.closes = start - Self.day * 400
        late.window.closes = start + Self.day * 3
        var own = Fixtures.event()
        own.window.closes = nil
        #expect(!isDue(listed(own, filled: early), days: 0, at: start + .hours(23)))
        #expect(isDue(listed(own, filled: early), days: 0, at: start + .hours(24)))
        #expect(!isDue(listed(own, filled: late), days: 0, at: start + .hours(71)))
        #expect(isDue(listed(own, filled: late), days: 0, at: start + .hours(72)))
    }

    private func isDue(
        _ listed: ListedEvent, days: Int = 14, lastEntry: Timestamp? = nil, at now: Timestamp
    ) -> Bool {
        RetentionRule(days: days).isDue(listed, lastEntry: lastEntry, at: now)
    }

    @Test func countsFromTheClosing() {
        let closes = start + .hours(4)
        let event = listed(closes: closes, tierCloses: closes + Self.day)
        #expect(!isDue(event, at: closes + Self.day * 14 - .milliseconds(1)))
        #expect(isDue(event, at: closes + Self.day * 14))
        #expect(isDue(event, days: 0, at: closes))
        #expect(!isDue(event, days: 365, at: closes + Self.day * 364))
    }

    @Test func countsFromADayAfterTheStartWhereNothingCloses() {
        #expect(!isDue(listed(), days: 0, at: start + .hours(23)))
        #expect(isDue(listed(), days: 0, at: start + .hours(24)))
    }

    @Test func aFestivalIsNotOverBeforeItsLastTier() {
        let event = listed(tierCloses: start + .hours(72))
        #expect(!isDue(event, days: 0, at: start + .hours(71)))
        #expect(isDue(event, days: 0, at: start + .hours(72)))
    }

    @Test func whatWasPostponedIsNotOver() {
        func postponed(until moment: Timestamp?) -> ListedEvent {
            var event = Fixtures.event()
            event.state = .postponed(until: moment)
            return listed(event)
        }
        let spring = start + Self.day * 90
        #expect(!isDue(postponed(until: spring), days: 0, at: spring + .hours(23)))
        #expect(isDue(postponed(until: spring), days: 0, at: spring + .hours(24)))
        #expect(!isDue(postponed(until: nil), days: 0, at: start + Self.day * 3_650))
    }

    @Test func aDoorThatLetsPeopleInServesAnEventThatIsNotOver() {
        let wrongYear = listed(closes: start - Self.day * 365)
        let now = start + .hours(3)
        #expect(isDue(wrongYear, days: 0, at: now))
        #expect(!isDue(wrongYear, days: 0, lastEntry: now - .minutes(5), at: now))
        #expect(isDue(wrongYear, days: 0, lastEntry: now - .hours(24), at: now))
    }

    private func box() throws -> TemporaryBox {
        let box = try TemporaryBox()
        var tonight = Fixtures.event(Fixtures.otherEventID)
        tonight.startsAt = Fixtures.now + Self.day * 20
        tonight.window = EntryWindow()
        let tickets = [Fixtures.ticket(), Fixtures.ticket("t-2", event: Fixtures.otherEventID)]
        try box.importList(
            TicketList(events: [Fixtures.event(), tonight], tickets: tickets))
        return box
    }

    @Test func removesWhatIsOverAndNothingElse() async throws {
        let box = try box()
        let retention = Retention(state: box.state, device: box.device)
        let rule = RetentionRule(days: 14)
        let early = try await retention.run(rule, at: Fixtures.now + Self.day * 14)
        #expect(early == nil)
        let report = try await retention.run(rule, at: Fixtures.now + Self.day * 15)
        #expect(report?.events == [Fixtures.eventID])
        let again = try await retention.run(rule, at: Fixtures.now + Self.day * 16)
        #expect(again == nil, "once is enough")
        let views = LedgerViews(state: box.state)
        #expect(try await views.wipedAt(Fixtures.otherEventID) == nil)
        let kept = try await views.standing(of: Fixtures.otherEventID, at: Fixtures.now)
        #expect(kept?.sold == 1)
    }

    @Test func anEntryOfYesterdayKeepsTheListAndOneOfTheFutureDoesNot() async throws {
        let box = try box()
        let ledger = try await box.open()
        let late = Fixtures.now + Self.day * 30
        let scan = { (moment: Timestamp, ticket: TicketID) in
            try await ledger.record(
                Fixtures.scan(Fixtures.claims(ticket), at: moment), at: Fixtures.post()
            ) { _ in .verdict(Verdict(.admitted)) }
        }
        _ = try await scan(late - .hours(2), "t-1")
        let retention = Retention(state: box.state, device: box.device)
        let rule = RetentionRule(days: 0)
        #expect(try await retention.run(rule, at: late)?.events.contains(Fixtures.eventID) != true)
        _ = try await scan(late + Self.day * 3_650, "t-9")
        let report = try await retention.run(rule, at: late + .hours(23))
        #expect(report?.events.contains(Fixtures.eventID) == true)
    }

    @Test func anInterruptedWipeIsEnded() async throws {
        let box = try box()
        try box.state.markWiping()
        let retention = Retention(state: box.state, device: box.device)
        let report = try await retention.run(RetentionRule(days: 14), at: Fixtures.now)
        #expect(report?.events == [])
        #expect(!box.state.isWiping)
    }

    /// Of an event that no list names any more, only the replaced list has guests.
    @Test func aListThatWasReplacedGoesWithTheNextRound() async throws {
        let box = try box()
        let moment = Date(timeIntervalSince1970: Double(Fixtures.now.milliseconds) / 1_000)
        let first = try #require(box.state.snapshotNumbers().first)
        try box.importList(TicketList())
        let active = try #require(try JournalTail(box.state).box().snapshot)
        try FileManager.default.setAttributes(
            [.modificationDate: moment], ofItemAtPath: box.state.snapshot(active))
        let retention = Retention(state: box.state, device: box.device)
        let rule = RetentionRule(days: 14)
        #expect(try await retention.run(rule, at: Fixtures.now + .hours(1)) == nil)
        #expect(box.state.snapshotNumbers() == [first, active])
        let report = try await retention.run(rule, at: Fixtures.now + .hours(1) + .seconds(1))
        #expect(report?.events == [] && box.state.snapshotNumbers() == [active])
    }

    @Test func aDamagedJournalGoesWhenItIsAsOldAsRemarksMayBe() async throws {
        let box = try box()
        let folder = box.state.path + "/damaged-1"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false)
        let moment = Date(timeIntervalSince1970: Double(Fixtures.now.milliseconds) / 1_000)
        #expect(
            FileManager.default.createFile(
                atPath: folder + "/journal.db", contents: Data("a remark".utf8),
                attributes: [.modificationDate: moment]))
        let retention = Retention(state: box.state, device: box.device)
        let rule = RetentionRule(days: 3)
        #expect(try await retention.run(rule, at: Fixtures.now + Self.day * 3) == nil)
        #expect(box.state.exists(folder))
        let late = Fixtures.now + Self.day * 3 + .seconds(1)
        #expect(try await retention.run(rule, at: late)?.events == [])
        #expect(!box.state.exists(folder))
    }

    @Test func aBoxWithoutAListHasNothingToRemove() async throws {
        let box = try TemporaryBox()
        _ = try await box.open()
        let retention = Retention(state: box.state, device: box.device)
        let report = try await retention.run(RetentionRule(days: 0), at: Fixtures.now)
        #expect(report == nil)
    }
}
