// What the central server says of events and tiers: it fills what the configuration leaves out, at
// the next scan, and stays known over restarts, imports and wipes.

import CheckinCore
import CheckinTesting
import Testing

@testable import Ledger

@Suite struct ServerRulesTests {
    private let box: TemporaryBox

    init() async throws {
        box = try TemporaryBox()
        try box.importText(TemporaryBox.row(Fixtures.ticket("t-1")), events: [Self.configured()])
    }

    /// An event of which the configuration says its title and its start, and `said` besides.
    private static func configured(
        _ said: Set<EventMember> = [], _ change: (inout Event) -> Void = { _ in }
    ) -> ImportedEvent {
        var event = Event(
            id: Fixtures.eventID, title: "Winter Gala", startsAt: Fixtures.now + .hours(1))
        change(&event)
        return ImportedEvent(
            event: event, tiers: [Fixtures.tier()], said: said,
            saidOfTiers: ["general": [.name, .color]])
    }

    private func open(_ event: ImportedEvent = configured()) async throws -> Doorstep {
        let ledger = try await box.open()
        try await ledger.apply([event])
        return Doorstep(ledger: ledger, box: box)
    }

    private func tell(
        _ door: Doorstep, _ body: String?, kind: String = "event", key: String? = nil
    ) async throws {
        let change = FeedChange.other(
            kind: kind, key: key ?? Fixtures.eventID.text, body: body.map { Array($0.utf8) })
        let ledger = try #require(door.ledger as? SQLiteLedger)
        try await ledger.apply(
            FeedPage(
                event: Fixtures.eventID, generation: "g-1", position: 9, head: 9,
                asOf: Fixtures.now, changes: [change]), at: Fixtures.now)
    }

    private func event(_ door: Doorstep) async throws -> Event {
        try #require(try await door.ledger.standing(of: Fixtures.eventID, at: Fixtures.now)).event
    }

    private func tier(_ door: Doorstep) async throws -> Tier {
        let standing = try await door.ledger.standing(of: Fixtures.eventID, at: Fixtures.now)
        return try #require(standing?.tiers.first).tier
    }

    /// Whatever came before on the same ticket was refused.
    private func answer(_ door: Doorstep, after minutes: Int64) async throws -> String {
        let answer = try await door.present(
            Fixtures.claims("t-1"), after: .seconds(minutes * 60)
        ).attempt.answer
        return answer.reason ?? answer.kind.rawValue
    }

    private static func at(_ hours: Int64) -> Int64 {
        (Fixtures.now + .seconds(hours * 3_600)).milliseconds
    }

    @Test func anEventThatIsCancelledWhileDoorsAreOpenRefusesUntilItIsNot() async throws {
        let door = try await open()
        try await tell(door, #"{"state":"cancelled","policy":{"state":"scheduled"}}"#)
        #expect(try await answer(door, after: 0) == "event_cancelled")
        try await tell(door, #"{"state":"scheduled","policy":{}}"#)
        #expect(try await answer(door, after: 5) == "admitted")
        try await door.expectSound()
    }

    @Test func columnsAndPolicyFillWhatIsNotSaid() async throws {
        let door = try await open()
        try await tell(
            door,
            """
            {"title":"Theirs","starts_at":1,"opens_at":\(Self.at(-2)),"ends_at":\(Self.at(5)),
             "capacity":450,"age_restriction":21,"state":"scheduled","policy":{
             "closes_at":\(Self.at(4)),"capacity_is_hard":false,"code_max_age":"none",
             "reentry":false,"entry_limit":2,"unlisted":"admit","stale":"refuse",
             "stale_after":"6h","state":"postponed","postponed_until":\(Self.at(30)),
             "capacity_alerts":[100,50],"prompts":["age","bag"],"clears_at":\(Self.at(6)),
             "area":[{"id":"hall","name":"Hall","capacity":9,"moves_from":["hall","yard"],
             "returns_to":"nowhere"}]}}
            """)
        var wanted = Event(
            id: Fixtures.eventID, title: "Winter Gala", startsAt: Fixtures.now + .hours(1))
        wanted.window = EntryWindow(
            opens: Fixtures.now - .hours(2), closes: Fixtures.now + .hours(4))
        wanted.capacity = Capacity(limit: 450, isHard: false)
        wanted.codeMaxAge = nil
        wanted.reentryAllowed = false
        wanted.entryLimit = 2
        wanted.unlisted = .admit
        wanted.stale = .refuse
        wanted.staleAfter = .hours(6)
        wanted.state = .postponed(until: Fixtures.now + .hours(30))
        wanted.alerts = [50, 100]
        wanted.prompts = [.age21, .bag]
        wanted.clearsAt = Fixtures.now + .hours(6)
        wanted.areas = [
            Area(
                id: "hall", name: "Hall", capacity: Capacity(limit: 9, isHard: true),
                movesFrom: ["hall"])
        ]
        #expect(try await event(door) == wanted)
        // The thing is gone: the configuration alone counts.
        try await tell(door, nil)
        #expect(try await event(door) == Self.configured().event)
    }

    @Test func whatTheConfigurationSaysGoesBefore() async throws {
        let said: Set<EventMember> = [.capacity, .closesAt, .state]
        let door = try await open(
            Self.configured(said) {
                $0.capacity = Capacity(limit: 7, isHard: true)
                $0.window.closes = Fixtures.now + .hours(3)
            })
        try await tell(
            door,
            """
            {"opens_at":\(Self.at(-1)),"ends_at":\(Self.at(9)),"capacity":450,
             "state":"cancelled","policy":{"capacity_is_hard":false,"reentry":false}}
            """)
        let event = try await event(door)
        #expect(event.capacity == Capacity(limit: 7, isHard: true))
        #expect(event.window.closes == Fixtures.now + .hours(3))
        #expect(event.window.opens == Fixtures.now - .hours(1))
        #expect(event.state == .scheduled && !event.reentryAllowed)
    }

    @Test func oneBadMemberSpoilsNoOther() async throws {
        let door = try await open()
        try await tell(
            door,
            """
            {"opens_at":"soon","capacity":-4,"state":"off","unheard_of":[[[1]]],"policy":{
             "entry_limit":0,"unlisted":"maybe","stale_after":"long","prompts":["age","dance"],
             "capacity_alerts":[0,80,101],"reentry":"no","code_max_age":"48h","hats":"off"}}
            """)
        var wanted = Self.configured().event
        wanted.codeMaxAge = .hours(48)
        wanted.alerts = [80]
        #expect(try await event(door) == wanted)
        // Nor does an entry that is none.
        try await tell(door, "no object")
        try await tell(door, #"{"capacity":1}"#, key: "another")
        #expect(try await event(door) == wanted)
    }

    /// Nobody should be turned away by an evening that cannot be.
    @Test func anEndBeforeTheBeginningIsNone() async throws {
        let door = try await open()
        for body in [
            #"{"ends_at":\#(Self.at(-3))}"#,
            #"{"opens_at":\#(Self.at(-1)),"ends_at":\#(Self.at(-2))}"#,
        ] {
            try await tell(door, body)
            #expect(try await event(door).window.closes == nil)
        }
    }

    @Test func thePlatformsAgeIsAskedOnlyWhereThePolicySaysSo() async throws {
        let door = try await open()
        try await tell(door, #"{"age_restriction":18,"policy":{}}"#)
        #expect(try await event(door).prompts == [])
        try await tell(door, #"{"age_restriction":25,"policy":{"prompts":["age"]}}"#)
        #expect(try await event(door).prompts == [.document])
    }

    @Test func aTiersRulesAreFilledToo() async throws {
        let door = try await open()
        try await tell(
            door,
            """
            {"name":"Theirs","capacity":3,"is_active":false,"policy":{"color":"#000000",
             "opens_at":\(Self.at(1)),"doors":["door-b"]}}
            """, kind: "tier", key: "general")
        let tier = try await tier(door)
        #expect(tier.name == "General" && tier.color == "#2E7D32")
        #expect(tier.capacity == Capacity(limit: 3, isHard: true))
        #expect(tier.window.opens == Fixtures.now + .hours(1) && tier.doors == ["door-b"])
        #expect(try await answer(door, after: 0) == "not_yet_open")
        // A list of doors of which none is one opens no door.
        try await tell(door, #"{"policy":{"doors":[""]}}"#, kind: "tier", key: "general")
        #expect(try await self.tier(door).doors == [])
        try await tell(door, nil, kind: "tier", key: "general")
        #expect(try await answer(door, after: 5) == "admitted")
    }

    @Test func itIsKnownAfterARestartAndAnImport() async throws {
        do {
            let door = try await open()
            try await tell(door, #"{"capacity":450,"state":"cancelled"}"#)
        }
        // The configuration has changed meanwhile.
        let stricter = Self.configured([.capacity]) {
            $0.capacity = Capacity(limit: 5, isHard: true)
        }
        do {
            let door = try await open(stricter)
            #expect(try await event(door).capacity?.limit == 5)
            #expect(try await event(door).state == .cancelled)
        }
        let door = try await open()
        #expect(try await event(door).capacity?.limit == 450)
        try box.importText(
            TemporaryBox.row(Fixtures.ticket("t-1")), events: [Self.configured()],
            allowOlder: true)
        #expect(try await event(door).capacity?.limit == 450)
        #expect(try await answer(door, after: 0) == "event_cancelled")
        try Wipe(.all, at: Fixtures.now).run(in: box.state, device: box.device)
        #expect(try await event(door).state == .cancelled)
        #expect(try await event(door).capacity?.limit == 450)
    }
}
