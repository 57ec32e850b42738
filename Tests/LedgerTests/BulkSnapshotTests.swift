// A snapshot on its way into the ledger: staged piece by piece, built beside the list in use while
// guests are let in, and put in its place whole, or not at all.

import CheckinCore
import CheckinTesting
import Foundation
import GRDB
import Testing

@testable import Ledger

@Suite struct BulkSnapshotTests {
    private let box: TemporaryBox
    private let ledger: SQLiteLedger
    private let door: Doorstep

    init() async throws {
        box = try TemporaryBox()
        try box.importList(TicketList(tickets: [Fixtures.ticket("t-1"), Fixtures.ticket("t-2")]))
        ledger = try await box.open()
        try await ledger.apply(TemporaryBox.events)
        door = Doorstep(ledger: ledger, box: box)
    }

    private func offer(
        _ lines: [String], id: SnapshotID = "s-1", event: EventID = Fixtures.eventID,
        life: FeedGeneration = "g-1", position: Int64 = 40, asOf: Timestamp = Fixtures.now
    ) -> SnapshotOffer {
        SnapshotOffer(
            id: id, event: event, generation: life, position: position, asOf: asOf,
            size: Int64(PlainSnapshot.bytes(lines).count))
    }

    private func take(
        _ lines: [String], _ offer: SnapshotOffer? = nil, by reader: PlainSnapshot = PlainSnapshot()
    ) async throws {
        let offer = offer ?? self.offer(lines)
        try await ledger.stage(PlainSnapshot.bytes(lines), of: offer, at: 0)
        try await ledger.finish(offer, by: reader, at: Fixtures.now)
    }

    private func answer(_ ticket: TicketID, after span: Duration = .zero) async throws -> String {
        let answer = try await door.present(Fixtures.claims(ticket), after: span).attempt.answer
        return answer.reason ?? answer.kind.rawValue
    }

    private func staged() -> [String] { box.state.stagedSnapshots() }

    private func fault(_ work: () async throws -> Void) async -> LedgerFault? {
        do {
            try await work()
            return nil
        } catch { return error as? LedgerFault }
    }

    private func lists() -> Set<Int> { box.state.snapshotNumbers() }

    @Test func whatItSaysTakesThePlaceOfTheList() async throws {
        try await take([
            PlainSnapshot.tier("balcony", name: "Balcony"), PlainSnapshot.ticket("t-2", "balcony"),
            PlainSnapshot.ticket("t-3"), PlainSnapshot.ticket("t-4", status: "refunded"),
        ])
        #expect(try await answer("t-3") == "admitted")
        #expect(try await answer("t-4") == "refunded")
        #expect(try await answer("t-1") == "not_found")
        #expect(
            try await ledger.cursor(of: Fixtures.eventID)
                == FeedCursor(generation: "g-1", position: 40))
        let standing = try await ledger.standing(of: Fixtures.eventID, at: Fixtures.now)
        #expect(standing?.snapshotAsOf == Fixtures.now)
        let sold = try #require(standing).tiers.map { "\($0.tier.name) \($0.sold)" }
        #expect(sold.contains("Balcony 1") && sold.contains("General 1"))
        #expect(try await ledger.tickets(heldBy: "asha", of: Fixtures.eventID).rows.count == 3)
        #expect(staged() == [])
    }

    /// The rules are those that the list in use had.
    @Test func rulesAndTiersStay() async throws {
        let before = try await ledger.events()
        try await take([PlainSnapshot.ticket("t-9", "vip")])
        #expect(try await ledger.events() == before)
        let elsewhere = try await door.present(
            Fixtures.claims("t-9"), door: Fixtures.door("door-b"))
        #expect(elsewhere.attempt.answer.reason == "wrong_door")
    }

    @Test func takingItTwiceIsNoHarm() async throws {
        let lines = [PlainSnapshot.ticket("t-3"), PlainSnapshot.attempt("t-3")]
        for _ in 0..<2 {
            try await take(lines)
            #expect(try await answer("t-3") == "already_inside")
            try await door.expectSound()
        }
        let standing = try await ledger.standing(of: Fixtures.eventID, at: Fixtures.now)
        #expect(standing?.inside == 1)
    }

    @Test func badRowsAndSharedNumbersHoldUpNobody() async throws {
        try await take([
            PlainSnapshot.ticket("t-3", number: "7"), PlainSnapshot.ticket("t-4", number: "7"),
            PlainSnapshot.ticket("t-5", status: "gone"), PlainSnapshot.ticket("t-6", number: nil),
        ])
        for ticket in ["t-3", "t-4", "t-6"] as [TicketID] {
            #expect(try await answer(ticket) == "admitted")
            let found = try await ledger.tickets(numbered: ticket.text, of: Fixtures.eventID)
            #expect(found.rows.count == 1)
        }
        #expect(try await answer("t-5") == "not_found")
    }

    @Test func theOtherEventsKeepTheirListsAndTheirCursors() async throws {
        let other = ImportedEvent(event: Fixtures.event(Fixtures.otherEventID), tiers: [])
        try await ledger.apply(TemporaryBox.events + [other])
        let row = #"{"ticket_id":"m-9","tier_id":"pit","status":"valid"}"#
        try await ledger.apply(
            FeedPage(
                event: Fixtures.otherEventID, generation: "g-2", position: 9, head: 9,
                asOf: Fixtures.now, changes: [.ticket("m-9", row: Array(row.utf8))]),
            at: Fixtures.now)
        try await take([PlainSnapshot.ticket("t-3")])
        #expect(
            try await ledger.cursor(of: Fixtures.otherEventID)
                == FeedCursor(generation: "g-2", position: 9))
        let claims = Fixtures.claims("m-9", event: Fixtures.otherEventID)
        let answer = try await door.present(claims, event: Fixtures.otherEventID)
        #expect(answer.attempt.answer.kind.rawValue == "admitted")
    }

    @Test func oneThatIsNotProvedChangesNothing() async throws {
        let lines = [PlainSnapshot.ticket("t-3"), PlainSnapshot.attempt("t-1")]
        await #expect(throws: PlainSnapshot.Unproved.self) {
            try await take(lines, by: PlainSnapshot(isProved: false))
        }
        #expect(try await answer("t-1") == "admitted")
        #expect(try await answer("t-3") == "not_found")
        #expect(try await ledger.cursor(of: Fixtures.eventID) == FeedCursor())
        #expect(lists() == [1])
        try await door.expectSound()
    }

    @Test func oneThatEndsInTheMiddleOfALineChangesNothing() async throws {
        let lines = [PlainSnapshot.ticket("t-3"), "{"]
        await #expect(throws: (any Error).self) { try await take(lines) }
        #expect(try await answer("t-1") == "admitted")
        #expect(lists() == [1])
    }

    @Test func anOlderOneIsNotUsed() async throws {
        func hear(_ position: Int64, _ life: FeedGeneration = "g-1") async throws {
            try await ledger.apply(
                FeedPage(
                    event: Fixtures.eventID, generation: life, position: position, head: position,
                    asOf: Fixtures.now, changes: []), at: Fixtures.now)
        }
        let lines = [PlainSnapshot.ticket("t-3")]
        try await hear(41)
        let older = LedgerFault.snapshotOlder(Fixtures.eventID)
        #expect(await fault { try await take(lines) } == older)
        #expect(try await ledger.cursor(of: Fixtures.eventID).position == 41)
        // Of another life the time says which one is newer.
        let other = offer(lines, life: "g-0", asOf: Fixtures.now - .seconds(1))
        #expect(await fault { try await take(lines, other) } == older)
        #expect(lists() == [1])
        #expect(try await answer("t-1") == "admitted")
        // Of the same place too: what is not yet numbered may be in the later one.
        let same = offer(lines, position: 41, asOf: Fixtures.now - .seconds(1))
        #expect(await fault { try await take(lines, same) } == older)
        try await take(lines, offer(lines, position: 41))
        #expect(try await answer("t-3") == "admitted")
    }

    @Test func comesInPiecesAndGoesOnAfterARestart() async throws {
        let lines = (3...60).map { PlainSnapshot.ticket(TicketID(stringLiteral: "t-\($0)")) }
        let (bytes, offer) = (PlainSnapshot.bytes(lines), offer(lines))
        #expect(try await ledger.staged(offer) == 0)
        try await ledger.stage(Array(bytes[..<1_000]), of: offer, at: 0)
        try await ledger.stage(Array(bytes[1_000..<2_000]), of: offer, at: 1_000)
        // A piece that was cut off while it was written comes again.
        let handle = try #require(FileHandle(forWritingAtPath: staged()[0]))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data("torn".utf8))
        try handle.close()
        let again = SnapshotStaging(state: box.state, device: box.device)
        #expect(try await again.begin(offer) == 2_004)
        await #expect(throws: LedgerFault.snapshotMissing) {
            try await again.append([1], of: offer, at: 3_000)
        }
        try await again.append(Array(bytes[2_000...]), of: offer, at: 2_000)
        try await ledger.finish(offer, by: PlainSnapshot(), at: Fixtures.now)
        #expect(try await answer("t-60") == "admitted")
    }

    @Test func anotherOneOfTheEventTakesThePlaceOfWhatIsThere() async throws {
        let lines = [PlainSnapshot.ticket("t-3")]
        let bytes = PlainSnapshot.bytes(lines)
        try await ledger.stage(bytes, of: offer(lines), at: 0)
        #expect(try await ledger.staged(offer(lines, id: "s-2")) == 0)
        #expect(staged() == [])
        try await ledger.stage(bytes, of: offer(lines, id: "s-2"), at: 0)
        try await ledger.apply([])
        #expect(staged() == [], "its event left the configuration")
    }

    @Test func aDiskWithoutRoomIsLeftToTheJournal() async throws {
        let lines = [PlainSnapshot.ticket("t-3")]
        let offer = offer(lines)
        let full = SnapshotStaging(state: box.state, device: box.device) { _ in
            (64 << 20) + offer.size
        }
        await #expect(throws: LedgerFault.diskFull) { try await full.begin(offer) }
        let fuller = SnapshotStaging(state: box.state, device: box.device) { _ in 64 << 20 }
        await #expect(throws: LedgerFault.diskFull) {
            try await fuller.append(PlainSnapshot.bytes(lines), of: offer, at: 0)
        }
        #expect(staged() == [])
    }

    /// What others did may be known already; nothing else is, until everything is.
    @Test func whereverItIsCutOffNothingHasChangedAndItCanBeDoneAgain() async throws {
        let lines =
            (3...4).map { PlainSnapshot.ticket(TicketID(stringLiteral: "t-\($0)")) }
            + (3...4).map { PlainSnapshot.attempt(TicketID(stringLiteral: "t-\($0)"), $0) }
        let offer = offer(lines)
        try await ledger.stage(PlainSnapshot.bytes(lines), of: offer, at: 0)
        for end in 1...lines.count {
            await #expect(throws: PlainSnapshot.Unproved.self) {
                try await ledger.finish(offer, by: PlainSnapshot(end: end), at: Fixtures.now)
            }
            #expect(try await ledger.cursor(of: Fixtures.eventID) == FeedCursor())
            #expect(lists() == [1] && staged().count == 1)
            #expect(try await answer("t-4") == "not_found")
            try await door.expectSound()
        }
        try await ledger.finish(offer, by: PlainSnapshot(), at: Fixtures.now)
        #expect(try await answer("t-4") == "already_inside")
        try await door.expectSound()
    }

    @Test func aStopEndsIt() async throws {
        let lines = [PlainSnapshot.ticket("t-3")]
        let offer = offer(lines)
        try await ledger.stage(PlainSnapshot.bytes(lines), of: offer, at: 0)
        let (never, _) = AsyncStream.makeStream(of: Void.self)
        let building = Task { [ledger] in
            // Ends when the task is cancelled, and not before.
            for await _ in never {}
            try await ledger.finish(offer, by: PlainSnapshot(), at: Fixtures.now)
        }
        building.cancel()
        await #expect(throws: CancellationError.self) { try await building.value }
        #expect(lists() == [1] && staged().count == 1)
    }

    @Test func anotherListThatIsBeingBuiltPutsItOff() async throws {
        let lines = [PlainSnapshot.ticket("t-3")]
        let lock = try DirectoryLock(.snapshot, in: box.state)
        #expect(await fault { try await take(lines) } == .importRunning)
        withExtendedLifetime(lock) {}
        #expect(staged().count == 1)
    }

    @Test func aCommitThatFailsLeavesTheOldListAndNoNewOne() async throws {
        let saboteur = try DatabaseQueue(path: box.state.journal)
        try await saboteur.write { db in
            try db.execute(
                sql: """
                    CREATE TRIGGER sabotage BEFORE UPDATE OF snapshot ON box
                    BEGIN SELECT RAISE(ABORT, 'sabotage'); END
                    """)
        }
        let lines = [PlainSnapshot.ticket("t-3")]
        await #expect(throws: LedgerFault.self) { try await take(lines) }
        #expect(lists() == [1])
        #expect(try await ledger.cursor(of: Fixtures.eventID) == FeedCursor())
        #expect(try await answer("t-1") == "admitted")
        try await saboteur.write { try $0.execute(sql: "DROP TRIGGER sabotage") }
        try await ledger.finish(offer(lines), by: PlainSnapshot(), at: Fixtures.now)
        #expect(try await answer("t-3") == "admitted")
    }

    @Test func whoeverWasForgottenIsNotFetchedAgain() async throws {
        let lines = [PlainSnapshot.ticket("t-3")]
        try await ledger.stage(PlainSnapshot.bytes(lines), of: offer(lines), at: 0)
        try Wipe(.events([Fixtures.eventID]), at: Fixtures.now)
            .run(in: box.state, device: box.device)
        #expect(staged() == [], "names are on the disk")
        #expect(try await ledger.staged(offer(lines)) == nil)
        let unknown = offer(lines, event: "nowhere")
        #expect(await fault { _ = try await ledger.staged(unknown) } == .snapshotMissing)
    }

    @Test func guestsAreLetInWhileTheListIsBuilt() async throws {
        func id(_ number: Int) -> TicketID { TicketID(stringLiteral: "t-\(number)") }
        let lines =
            (3...3_000).map { PlainSnapshot.ticket(id($0)) }
            + (3...400).map { PlainSnapshot.attempt(id($0), $0) }
        let offer = offer(lines)
        try await ledger.stage(PlainSnapshot.bytes(lines), of: offer, at: 0)
        let building = Task { [ledger] in
            try await ledger.finish(offer, by: PlainSnapshot(), at: Fixtures.now)
        }
        #expect(try await answer("t-1") == "admitted")
        try await building.value
        #expect(try await answer("t-400", after: .minutes(1)) == "already_inside")
        #expect(try await answer("t-2500") == "admitted")
        try await door.expectSound()
    }
}
