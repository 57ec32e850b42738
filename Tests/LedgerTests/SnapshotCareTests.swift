// Ticket lists as files: which of them go and when, what becomes of one that cannot be read, and
// that nothing is written without need.

import CheckinCore
import CheckinTesting
import Foundation
import GRDB
import Synchronization
import Testing

@testable import Ledger

@Suite struct SnapshotCareTests {
    private static let claims = CodeReading.claims(Fixtures.claims())

    /// The journal of `box`, and for each look at which list is in use whether the lock was held.
    private func watchedJournal(
        of box: TemporaryBox
    ) async throws -> (queue: DatabaseQueue, looks: @Sendable () -> [Bool]) {
        _ = try await box.open()
        let state = box.state
        let looks = LockLooks()
        var configuration = Configuration()
        configuration.prepareDatabase { db in
            db.trace { event in
                guard "\(event)".contains("SELECT snapshot FROM box") else { return }
                looks.add((try? DirectoryLock(.snapshot, in: state)) == nil)
            }
        }
        let queue = try DatabaseQueue(path: state.journal, configuration: configuration)
        return (queue, { looks.all })
    }

    @Test func cleaningLooksForTheListInUseWhileItHoldsTheLock() async throws {
        let box = try TemporaryBox()
        let report = try box.importList(TicketList())
        let (journal, looks) = try await watchedJournal(of: box)
        try SnapshotCleaning.run(box.state, journal: journal)
        #expect(looks() == [true])
        #expect(box.state.snapshotNumbers() == [report.snapshot])
    }

    @Test func anImportLooksForTheListInUseWhileItHoldsTheLock() async throws {
        let box = try TemporaryBox()
        let report = try box.importList(TicketList())
        let (journal, looks) = try await watchedJournal(of: box)
        let writer = try SnapshotWriter(state: box.state, journal: journal)
        #expect(looks() == [true] && writer.active == report.snapshot)
    }

    @Test func nothingIsCleanedWhileAnImportRuns() async throws {
        let box = try TemporaryBox()
        try box.importList(TicketList())
        let (journal, _) = try await watchedJournal(of: box)
        let lock = try DirectoryLock(.snapshot, in: box.state)
        try Data("half".utf8).write(to: URL(fileURLWithPath: box.state.unfinishedSnapshot(9)))
        try withExtendedLifetime(lock) { try SnapshotCleaning.run(box.state, journal: journal) }
        #expect(box.state.snapshotNumbers().contains(9))
    }

    @Test func importsBesideARunningDaemonLeaveTwoLists() async throws {
        let box = try TemporaryBox()
        try box.importList(TicketList())
        let ledger = try await box.open()
        let door = Doorstep(ledger: ledger, box: box)
        var newest = 0
        for minute in 1...6 {
            newest = try box.importList(TicketList()).snapshot
            let (_, facts) = try await door.present(Self.claims, after: .minutes(Int64(minute)))
            #expect(facts.ticket != nil)
        }
        #expect(box.state.snapshotNumbers() == [newest - 1, newest])
    }

    @Test func aListThatComesBackIsUsedAgain() async throws {
        let box = try TemporaryBox()
        let path = box.state.snapshot(try box.importList(TicketList()).snapshot)
        let ledger = try await box.open()
        let door = Doorstep(ledger: ledger, box: box)
        try FileManager.default.moveItem(atPath: path, toPath: path + ".away")
        #expect(try await door.present(Self.claims).facts.event == nil)
        try FileManager.default.moveItem(atPath: path + ".away", toPath: path)
        let soon = try await door.present(Self.claims, after: .milliseconds(999))
        #expect(soon.facts.event == nil)
        let later = try await door.present(Self.claims, after: .seconds(1))
        #expect(later.facts.ticket == Fixtures.ticket())
        #expect(try await ledger.snapshotFault() == nil)
    }

    @Test func theFaultEndsWithItsCauseThoughNobodyScans() async throws {
        let box = try TemporaryBox()
        let path = box.state.snapshot(try box.importList(TicketList()).snapshot)
        let ledger = try await box.open()
        try FileManager.default.moveItem(atPath: path, toPath: path + ".away")
        #expect(try await ledger.snapshotFault() == .snapshotMissing)
        #expect(try await ledger.events().isEmpty)
        try FileManager.default.moveItem(atPath: path + ".away", toPath: path)
        #expect(try await ledger.snapshotFault() == nil)
        #expect(try await ledger.events().map(\.id) == [Fixtures.eventID])
    }

    @Test func aClockSetBackDoesNotKeepAListAway() async throws {
        let box = try TemporaryBox()
        let path = box.state.snapshot(try box.importList(TicketList()).snapshot)
        let door = Doorstep(ledger: try await box.open(), box: box)
        try FileManager.default.moveItem(atPath: path, toPath: path + ".away")
        #expect(try await door.present(Self.claims).facts.event == nil)
        try FileManager.default.moveItem(atPath: path + ".away", toPath: path)
        let back = try await door.present(Self.claims, after: .hours(-2))
        #expect(back.facts.event != nil)
    }

    /// Events can be read and some tickets too: still nobody is answered until all is well.
    @Test func aDamagedListStaysGivenUpUntilItReadsWhatItCouldNot() async throws {
        let box = try TemporaryBox()
        let tickets = (1...400).map { Fixtures.ticket(TicketID(stringLiteral: "t-\($0)")) }
        let path = box.state.snapshot(
            try box.importList(TicketList(tickets: tickets)).snapshot)
        let sound = try Data(contentsOf: URL(fileURLWithPath: path))
        let pages = try await damagedTicketPages(path)
        try damage(path, sound, pages: pages)
        let ledger = try await box.open()
        let door = Doorstep(ledger: ledger, box: box)
        var second = Int64(0)
        var lost: TicketID?
        for ticket in tickets where lost == nil {
            second += 2
            let reading = CodeReading.claims(Fixtures.claims(ticket.id))
            let (recorded, _) = try await door.present(reading, after: .seconds(second))
            if recorded.attempt.answer == .unavailable(.noSnapshot) { lost = ticket.id }
        }
        #expect(lost != nil)
        for ticket in tickets.prefix(20) + tickets.suffix(20) {
            second += 2
            let reading = CodeReading.claims(Fixtures.claims(ticket.id))
            let (recorded, _) = try await door.present(reading, after: .seconds(second))
            #expect(recorded.attempt.answer == .unavailable(.noSnapshot), "\(ticket.id)")
            #expect(try await ledger.snapshotFault() == .snapshotCorrupt)
        }
        try sound.write(to: URL(fileURLWithPath: path))
        #expect(try await ledger.snapshotFault() == nil)
        let (_, facts) = try await door.present(
            CodeReading.claims(Fixtures.claims("t-200")), after: .seconds(second + 2))
        #expect(facts.ticket?.id == "t-200")
    }

    /// After an update that keeps more in a list: the old file says nothing, and does no harm.
    @Test func aListOfAnotherVersionIsNoListUntilTheNextImport() async throws {
        let box = try TemporaryBox()
        let path = box.state.snapshot(try box.importList(TicketList()).snapshot)
        try await DatabaseQueue(path: path).write { try $0.execute(sql: "PRAGMA user_version = 1") }
        let ledger = try await box.open()
        try await ledger.apply(TemporaryBox.events)
        let door = Doorstep(ledger: ledger, box: box)
        let (recorded, _) = try await door.present(Self.claims)
        #expect(recorded.attempt.answer == .unavailable(.noSnapshot))
        #expect(try await ledger.events().map(\.id) == [Fixtures.eventID])
        await #expect(throws: SearchFault.noList) {
            try await ledger.tickets(heldBy: "asha", of: Fixtures.eventID)
        }
        try box.importList(TicketList())
        let (again, _) = try await door.present(Self.claims, after: .seconds(9))
        #expect(again.attempt.answer == .verdict(Verdict(.admitted)))
    }

    /// A look-up that cannot be made costs no scan.
    @Test func aDamagedSearchIndexStopsLookUpsAndNothingElse() async throws {
        let box = try TemporaryBox()
        let path = box.state.snapshot(try box.importList(TicketList()).snapshot)
        try await DatabaseQueue(path: path).write { db in
            try db.execute(
                sql: "UPDATE holder_word_data SET block = X'A5A5A5A5A5A5A5A5' WHERE id > 10")
        }
        let ledger = try await box.open()
        await #expect(throws: LedgerFault.snapshotCorrupt) {
            try await ledger.tickets(heldBy: "asha", of: Fixtures.eventID)
        }
        let numbered = try await ledger.tickets(numbered: "n-t-1", of: Fixtures.eventID)
        #expect(numbered.rows.count == 1)
        let (recorded, _) = try await Doorstep(ledger: ledger, box: box).present(Self.claims)
        #expect(recorded.attempt.answer == .verdict(Verdict(.admitted)))
        #expect(try await ledger.snapshotFault() == nil)
    }

    /// One page of the tickets' own table, by its number.
    private func damagedTicketPages(_ path: String) async throws -> [Int] {
        let pages = try await DatabaseQueue(path: path).read { db in
            try Int.fetchAll(
                db,
                sql: """
                    SELECT pageno FROM dbstat WHERE name = 'ticket' AND pagetype = 'leaf' \
                    ORDER BY pageno
                    """)
        }
        return [try #require(pages.dropFirst(pages.count / 2).first)]
    }

    private func damage(_ path: String, _ sound: Data, pages: [Int]) throws {
        var bytes = sound
        for page in pages {
            let start = bytes.startIndex + (page - 1) * 4_096
            bytes.replaceSubrange(start..<start + 4_096, with: Data(repeating: 0xA5, count: 4_096))
        }
        try bytes.write(to: URL(fileURLWithPath: path))
    }

    /// SQLite counts in bytes 24 to 27 of a file how often it was changed.
    private func changes(of path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path))[24..<28])
    }

    @Test func rulesThatAreInForceAreNotWrittenAgain() async throws {
        let box = try TemporaryBox()
        let path = box.state.snapshot(try box.importList(TicketList()).snapshot)
        let ledger = try await box.open()
        try await ledger.apply(TemporaryBox.events)
        let before = try changes(of: path)
        // Whoever would write now finds the file held.
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let reader = try DatabaseQueue(path: path, configuration: configuration)
        try reader.inDatabase { try $0.execute(sql: "BEGIN; SELECT * FROM event") }
        try await ledger.apply(TemporaryBox.events)
        try reader.inDatabase { try $0.execute(sql: "COMMIT") }
        #expect(try changes(of: path) == before)
        let renamed = ImportedEvent(
            event: Fixtures.event(title: "Summer Gala"), tiers: TemporaryBox.events[0].tiers)
        try await ledger.apply([renamed])
        #expect(try changes(of: path) != before)
        #expect(try await ledger.events().map(\.title) == ["Summer Gala"])
    }

    /// The import ends right after the rules have looked and found no list.
    @Test func rulesNeverPushOutAListThatHasJustCome() async throws {
        let box = try TemporaryBox()
        _ = try await box.open()
        let once = OnceOnly()
        var configuration = Configuration()
        configuration.prepareDatabase { db in
            db.trace(options: .profile) { event in
                guard "\(event)".contains("SELECT snapshot FROM box"), once.take() else { return }
                _ = try? box.importList(TicketList())
            }
        }
        let journal = try DatabaseQueue(path: box.state.journal, configuration: configuration)
        try EventRules.apply(TemporaryBox.events, in: box.state, journal: journal)
        #expect(!once.take())
        let door = Doorstep(ledger: try await box.open(), box: box)
        #expect(try await door.present(Self.claims).facts.ticket != nil)
    }

    @Test func aChangedTierAndADroppedEventAreWritten() async throws {
        let box = try TemporaryBox()
        try box.importList(TicketList())
        let ledger = try await box.open()
        let matinee = ImportedEvent(
            event: Fixtures.event(Fixtures.otherEventID), tiers: [Fixtures.tier()])
        try await ledger.apply(TemporaryBox.events + [matinee])
        #expect(try await ledger.events().map(\.id) == [Fixtures.eventID, Fixtures.otherEventID])
        try await ledger.apply(TemporaryBox.events)
        #expect(try await ledger.events().map(\.id) == [Fixtures.eventID])
        let stricter = Fixtures.tier(capacity: Capacity(limit: 3, isHard: true))
        try await ledger.apply(
            [ImportedEvent(event: Fixtures.event(), tiers: [stricter])])
        let door = Doorstep(ledger: ledger, box: box)
        #expect(try await door.present(Self.claims).facts.ticket?.tier == stricter)
    }
}

/// Written by a trace on whatever thread SQLite runs on.
private final class LockLooks: Sendable {
    private let looks = Mutex<[Bool]>([])

    var all: [Bool] { looks.withLock { $0 } }

    func add(_ isHeld: Bool) { looks.withLock { $0.append(isHeld) } }
}

/// True the first time it is asked.
private final class OnceOnly: Sendable {
    private let isTaken = Mutex(false)

    func take() -> Bool {
        isTaken.withLock { taken in
            defer { taken = true }
            return !taken
        }
    }
}
