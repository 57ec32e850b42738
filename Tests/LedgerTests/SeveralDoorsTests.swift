// Several boxes at one venue, whose clocks differ, tell each other what happened late, twice and in
// any order. Whatever a seed makes guests, staff and the network do: a box on a disk and one in
// memory agree at every step, and once everybody has heard everything, all boxes say the same.

import CheckinCore
import CheckinTesting
import GRDB
import Testing

@testable import Ledger

@Suite struct SeveralDoorsTests {
    private static let steps = 150

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func everybodyComesToTheSameStanding(_ seed: UInt64) async throws {
        var venue = try await Venue(seed: seed)
        for step in 1...Self.steps {
            try await venue.step("seed \(seed), step \(step)")
        }
        try await venue.hearEverything()
        try await venue.expectAgreement("seed \(seed), in the end")
    }

    /// The evenings contain what they are meant to try.
    @Test func eveningsAreEventful() async throws {
        var heard: [Attempt] = []
        for seed in 1...4 as ClosedRange<UInt64> {
            var venue = try await Venue(seed: seed)
            for _ in 1...Self.steps { try await venue.step("seed \(seed)") }
            heard += venue.told.map(\.attempt)
        }
        let acts = Set(heard.map(\.act.kind))
        #expect(
            acts.isSuperset(of: [
                .scan, .undo, .override, .headcount, .walkUp, .clearOut, .decision,
            ]))
        #expect(heard.contains { $0.answer.verdict?.refusal?.code == .alreadyInside })
    }
}

/// Boxes with their clocks, and what lies between them.
private struct Venue {
    struct Place {
        let name: JournalName
        let memory: Doorstep
        let sqlite: Doorstep
        /// How far its clock is off.
        let offset: Duration
        /// How many of its own attempts it has sent.
        var sent = AttemptNumber(0)
        /// What is on its way to it, in no order.
        var underway: [ForeignAttempt] = []
    }

    /// One is further ahead than anybody believes.
    private static let offsets: [Duration] = [.zero, .minutes(4), .minutes(25), .minutes(-7)]

    private var places: [Place] = []
    private var script: Script
    private var random: SeededRandom
    /// Everything that was sent.
    private(set) var told: [ForeignAttempt] = []
    private var span = Duration.zero

    init(seed: UInt64) async throws {
        script = Script(seed: seed)
        random = SeededRandom(seed: seed &+ 500)
        for (index, offset) in Self.offsets.enumerated() {
            let box = try TemporaryBox(device: DeviceID(stringLiteral: "box-\(index)"))
            try box.importList(OrdersAgreeTests.list)
            let sqlite = try await box.open()
            let own = try await sqlite.box()
            let name = JournalName(device: own.device, incarnation: own.incarnation)
            let memory = MemoryLedger(
                list: OrdersAgreeTests.list, journal: MemoryJournal(name: name))
            places.append(
                Place(
                    name: name, memory: Doorstep(ledger: memory, box: nil),
                    sqlite: Doorstep(ledger: sqlite, box: box), offset: offset))
        }
    }

    mutating func step(_ comment: Comment) async throws {
        let index = Int.random(in: places.indices, using: &random)
        switch Int.random(in: 0..<10, using: &random) {
        case 0...5: try await act(index, comment)
        case 6, 7: try await send(from: index)
        default:
            let count = Int.random(in: 0...70, using: &random)
            try await hear(index, count: count)
        }
        try await compare(places[index], comment)
    }

    private mutating func act(_ index: Int, _ comment: Comment) async throws {
        let place = places[index]
        let next = script.next(after: try await place.memory.attempts())
        span = next.span
        // Everybody out comes at the end of an evening, and here in its middle as well.
        let isClearing = random.chance(3)
        let ruling = try await ruling(at: place)
        let deed = Deed(
            what: isClearing ? .order(.clearOut, Doorstep.manager, .other) : ruling ?? next.what,
            door: next.door, event: ruling == nil ? next.event : Fixtures.eventID,
            span: next.span + place.offset)
        let left = try await deed.run(at: place.memory)
        let right = try await deed.run(at: place.sqlite)
        #expect(left.recorded == right.recorded, comment)
        #expect(left.fault == right.fault, comment)
    }

    /// Now and then a manager says something about what contradicts itself.
    private mutating func ruling(at place: Place) async throws -> Deed.What? {
        let found = try await place.sqlite.ledger.conflicts(of: Fixtures.eventID)
        guard random.chance(20), let row = found.randomElement(using: &random) else { return nil }
        let cause: Cause = random.chance(50) ? .copy : .accepted
        return .order(.decide(row.name, of: Fixtures.eventID), Doorstep.manager, cause)
    }

    private mutating func send(from index: Int) async throws {
        let ledger = try #require(places[index].sqlite.ledger as? SQLiteLedger)
        let batch = try await ledger.batch(after: places[index].sent, limit: 500)
        guard let newest = batch.entries.last?.attempt.number else { return }
        places[index].sent = newest
        let attempts = batch.entries.map { entry in
            ForeignAttempt(
                journal: places[index].name, attempt: entry.attempt,
                reservation: entry.payment?.reservation)
        }
        told += attempts
        // Its own come back as well.
        for other in places.indices { places[other].underway += attempts }
    }

    /// Some of what is on its way arrives, and now and then something for a second time.
    private mutating func hear(_ index: Int, count: Int) async throws {
        places[index].underway.shuffle(using: &random)
        var arrived = Array(places[index].underway.prefix(count))
        places[index].underway.removeFirst(arrived.count)
        if random.chance(20) { arrived += told.prefix(3) }
        let page = FeedPage(
            event: Fixtures.eventID, generation: "g", position: Int64(told.count),
            head: Int64(told.count), asOf: nil, changes: arrived.map(FeedChange.attempt))
        let now = Fixtures.now + span + places[index].offset
        for doorstep in [places[index].memory, places[index].sqlite] {
            let store = try #require(doorstep.ledger as? any FeedStore)
            try await store.apply(page, at: now)
        }
    }

    mutating func hearEverything() async throws {
        for index in places.indices { try await send(from: index) }
        for index in places.indices {
            try await hear(index, count: places[index].underway.count)
        }
    }

    private func compare(_ place: Place, _ comment: Comment) async throws {
        for event in [Fixtures.eventID, Fixtures.otherEventID] {
            let standings = (
                try await place.memory.ledger.standing(of: event, at: Fixtures.now + span),
                try await place.sqlite.ledger.standing(of: event, at: Fixtures.now + span)
            )
            #expect(standings.0 == standings.1, comment)
            let conflicts = (
                try await place.memory.ledger.conflicts(of: event),
                try await place.sqlite.ledger.conflicts(of: event)
            )
            #expect(conflicts.0 == conflicts.1, comment)
        }
    }

    func expectAgreement(_ comment: Comment) async throws {
        var rows: [[PresenceFold.Key: PresenceRow]] = []
        var counts: [[Int]] = []
        for place in places {
            try await place.sqlite.expectSound()
            rows.append(try place.presence())
            for event in [Fixtures.eventID, Fixtures.otherEventID] {
                let standing = try await place.sqlite.ledger.standing(of: event, at: Fixtures.now)
                let found = try #require(standing)
                counts.append(
                    [found.inside] + found.tiers.flatMap { [$0.inside, $0.admitted] }
                        + found.areas.map(\.inside))
            }
        }
        for event in [Fixtures.eventID, Fixtures.otherEventID] {
            var named: Set<[ConflictName: Cause?]> = []
            for place in places {
                let found = try await place.sqlite.ledger.conflicts(of: event)
                named.insert(
                    Dictionary(uniqueKeysWithValues: found.map { ($0.name, $0.decision?.ruling) }))
            }
            #expect(named.count == 1, comment)
        }
        for other in rows.dropFirst() {
            for key in Set(rows[0].keys).union(other.keys) {
                #expect(rows[0][key] == other[key], comment)
            }
        }
        #expect(Set(counts.enumerated().map { [$0.offset % 2] + $0.element }).count == 2, comment)
    }
}

extension Venue.Place {
    /// Where every ticket stands by what is stored.
    fileprivate func presence() throws -> [PresenceFold.Key: PresenceRow] {
        let state = try #require(sqlite.box?.state)
        return try JournalFile.openForReading(state).inDatabase { db in
            let rows = try Row.fetchAll(
                db, sql: "SELECT event, ticket, \(PresenceRow.columns) FROM presence")
            return try Dictionary(
                uniqueKeysWithValues: rows.map { row in
                    (
                        PresenceFold.Key(
                            event: try row.identifier(0), ticket: try row.identifier(1)),
                        try PresenceRow(row, at: 2)
                    )
                }
            ).filter { $0.value != PresenceRow() }
        }
    }
}
