// What only a ledger with files can do: survive, be full, be damaged, be opened twice.

import CheckinCore
import CheckinTesting
import Foundation
import GRDB
import Testing

@testable import Ledger

@Suite struct SQLiteLedgerTests {
    @Test func aRestartForgetsNothing() async throws {
        let box = try TemporaryBox()
        try box.importList(TicketList())
        let before: [Attempt]
        let identity: Box
        do {
            let ledger = try await box.open()
            let door = Doorstep(ledger: ledger, box: box)
            try await door.present()
            _ = try await door.present(CodeReading.forged)
            before = try await door.attempts()
            identity = try await ledger.box()
        }
        let ledger = try await box.open()
        let door = Doorstep(ledger: ledger, box: box)
        #expect(try await door.attempts() == before)
        #expect(try await ledger.box() == identity)
        let third = try await door.present(after: .minutes(1))
        #expect(third.attempt.number == AttemptNumber(3))
        #expect(third.attempt.answer.verdict?.refusal?.code == .alreadyInside)
        #expect(third.occupancy == Occupancy(event: 1, tier: 1))
    }

    @Test func twoDaemonsNeverShareAJournal() async throws {
        let box = try TemporaryBox()
        let first = try await box.open()
        await #expect(throws: LedgerFault.alreadyRunning) { try await box.open() }
        _ = try await first.box()
    }

    @Test func aJournalNeverChangesHands() async throws {
        let box = try TemporaryBox()
        _ = try await box.open()
        await #expect(throws: LedgerFault.journalOfAnotherDevice("box-1")) {
            try await SQLiteLedger.open(box.state, device: "box-2")
        }
    }

    @Test func anotherDatabaseIsLeftAlone() async throws {
        let box = try TemporaryBox()
        let other = try DatabaseQueue(path: box.state.journal)
        try await other.write { try $0.execute(sql: "CREATE TABLE shopping (item TEXT)") }
        await #expect(throws: LedgerFault.notAJournal) { try await box.open() }
    }

    /// It may have been a journal once: whoever runs `checkind recover` is told that it is none.
    @Test func aFileThatIsNoDatabaseIsADamagedJournal() async throws {
        let box = try TemporaryBox()
        let text = Data("not a database, but long enough to look".utf8)
        try text.write(to: URL(fileURLWithPath: box.state.journal))
        #expect(try await box.open().isDamaged)
        #expect(try Data(contentsOf: URL(fileURLWithPath: box.state.journal)) == text)
    }

    @Test func aNewerJournalIsLeftAlone() async throws {
        let box = try TemporaryBox()
        _ = try await box.open()
        let newer = JournalMigration.newest + 1
        try await DatabaseQueue(path: box.state.journal).write {
            try $0.execute(sql: "PRAGMA user_version = \(newer)")
        }
        await #expect(
            throws: LedgerFault.journalNewer(found: newer, known: JournalMigration.newest)
        ) { try await box.open() }
    }

    @Test func aStateDirectoryThatIsNotThereIsSaidSo() async throws {
        await #expect(throws: LedgerFault.stateDirectoryUnusable) {
            try await SQLiteLedger.open(StateDirectory(path: "/nonexistent"), device: "box-1")
        }
    }

    @Test func aFullDiskStoresNothingAndSaysSo() async throws {
        let box = try TemporaryBox()
        try box.importList(TicketList())
        let pages = try await DatabaseQueue(path: box.state.journal).read { db in
            try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
        }
        let door = Doorstep(ledger: try await box.open(pageLimit: pages + 2), box: box)
        var stored = 0
        var fault: LedgerFault?
        for second in 0..<2_000 where fault == nil {
            do {
                let claims = Fixtures.claims(TicketID(stringLiteral: "unknown-\(second)"))
                _ = try await door.present(claims, after: .seconds(second))
                stored += 1
            } catch let error as LedgerFault {
                fault = error
            }
        }
        #expect(fault == .diskFull)
        let attempts = try await door.attempts()
        #expect(attempts.count == stored && stored > 0)
        #expect(try JournalVerifier.verify(box.state).differences == [])
        // Still full: the next one fails in the same way, and the ledger lives.
        await #expect(throws: LedgerFault.diskFull) {
            try await door.present(Fixtures.claims("unknown-again"))
        }
    }

    @Test func aHeldJournalIsBusyAndNothingIsStored() async throws {
        let box = try TemporaryBox()
        try box.importList(TicketList())
        let door = Doorstep(ledger: try await box.open(), box: box)
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: box.state.journal, configuration: configuration)
        try other.inDatabase { try $0.execute(sql: "BEGIN IMMEDIATE") }
        await #expect(throws: LedgerFault.journalBusy) { try await door.present() }
        try other.inDatabase { try $0.execute(sql: "ROLLBACK") }
        #expect(try await door.present().attempt.number == AttemptNumber(1))
    }

    @Test func withoutATicketListTheScanIsRecordedAsUnavailable() async throws {
        let box = try TemporaryBox()
        let ledger = try await box.open()
        let door = Doorstep(ledger: ledger, box: box)
        let recorded = try await door.present()
        #expect(recorded.attempt.answer == .unavailable(.noSnapshot))
        #expect(try await ledger.events().isEmpty)
        try await ledger.apply(TemporaryBox.events)
        #expect(try await ledger.events().map(\.id) == [Fixtures.eventID])
        let again = try await door.present(after: .seconds(1))
        #expect(again.attempt.answer == .unavailable(.noSnapshot))
        #expect(try await ledger.snapshotFault() == nil)
    }

    @Test func aMissingListIsNoListAndSaysWhy() async throws {
        let box = try TemporaryBox()
        let report = try box.importList(TicketList())
        try FileManager.default.removeItem(atPath: box.state.snapshot(report.snapshot))
        let ledger = try await box.open()
        let recorded = try await Doorstep(ledger: ledger, box: box).present()
        #expect(recorded.attempt.answer == .unavailable(.noSnapshot))
        #expect(try await ledger.snapshotFault() == .snapshotMissing)
    }

    @Test func aDamagedListNeverCallsATicketUnknown() async throws {
        let box = try TemporaryBox()
        let tickets = (1...400).map { Fixtures.ticket(TicketID(stringLiteral: "t-\($0)")) }
        let report = try box.importList(TicketList(tickets: tickets))
        let path = box.state.snapshot(report.snapshot)
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        // Everything behind the first pages: the events can be read, the tickets cannot.
        let spared = 9 * 4_096
        bytes.replaceSubrange(spared..., with: Data(repeating: 0xA5, count: bytes.count - spared))
        try bytes.write(to: URL(fileURLWithPath: path))
        let ledger = try await box.open()
        let door = Doorstep(ledger: ledger, box: box)
        for number in [1, 200, 400] {
            let claims = Fixtures.claims(TicketID(stringLiteral: "t-\(number)"))
            #expect(try await door.present(claims).attempt.answer == .unavailable(.noSnapshot))
        }
        #expect(try await ledger.snapshotFault() == .snapshotCorrupt)
        // A new list mends it, while the ledger runs.
        try box.importList(TicketList(tickets: tickets))
        let mended = try await door.present(Fixtures.claims("t-200"), after: .seconds(9))
        #expect(mended.attempt.answer == .verdict(Verdict(.admitted)))
    }

    @Test func aNewListIsUsedBetweenTwoScans() async throws {
        let box = try TemporaryBox()
        try box.importList(TicketList())
        let ledger = try await box.open()
        let door = Doorstep(ledger: ledger, box: box)
        let second = CodeReading.claims(Fixtures.claims("t-2"))
        #expect(try await door.present(second).facts.ticket == nil)
        let list = TicketList(tickets: [Fixtures.ticket("t-2", status: .cancelled)])
        try box.importList(list)
        let (recorded, facts) = try await door.present(second, after: .seconds(1))
        #expect(facts.ticket?.status == .cancelled)
        #expect(recorded.attempt.answer.verdict?.refusal?.code == .cancelled)
        #expect(try await ledger.newestAttempts(before: nil, limit: 1).first?.ticket != nil)
    }

    @Test func scanningGoesOnWhileListsAreSwapped() async throws {
        let box = try TemporaryBox()
        try box.importList(TicketList())
        let ledger = try await box.open()
        let door = Doorstep(ledger: ledger, box: box)
        async let imports: Void = {
            for _ in 0..<10 { try box.importList(TicketList()) }
        }()
        for second in 0..<60 {
            let recorded = try await door.present(after: .minutes(Int64(second)))
            #expect(recorded.ticket == Fixtures.ticket(), "scan \(second)")
            #expect(recorded.attempt.answer.verdict != nil)
        }
        try await imports
        #expect(try JournalVerifier.verify(box.state).isSound)
    }

    @Test func onlyTheListInUseSurvivesAStart() async throws {
        let box = try TemporaryBox()
        try box.importList(TicketList())
        let report = try box.importList(TicketList())
        try Data("half".utf8).write(to: URL(fileURLWithPath: box.state.unfinishedSnapshot(9)))
        _ = try await box.open()
        let names = try FileManager.default.contentsOfDirectory(atPath: box.state.path)
        #expect(names.filter { $0.hasPrefix("snapshot-") } == ["snapshot-\(report.snapshot).db"])
    }

    @Test func changedRulesTakeEffectAndTheListStays() async throws {
        let box = try TemporaryBox()
        try box.importList(TicketList())
        let ledger = try await box.open()
        let door = Doorstep(ledger: ledger, box: box)
        try await door.present()
        var event = Fixtures.event(title: "Summer Gala", capacity: Capacity(limit: 1, isHard: true))
        event.entryLimit = 7
        let tier = Fixtures.tier(name: "Standing", doors: ["door-b"])
        try await ledger.apply([ImportedEvent(event: event, tiers: [tier])])
        let (_, facts) = try await door.present(CodeReading.claims(Fixtures.claims()))
        #expect(facts.event == event)
        #expect(facts.ticket?.tier == tier)
        #expect(try await ledger.events() == [event])
    }

    @Test func anImportRefusesASecondOne() async throws {
        let box = try TemporaryBox()
        let journal = try JournalFile.openForWriting(box.state, device: box.device)
        let first = try SnapshotWriter(state: box.state, journal: journal)
        #expect(throws: LedgerFault.importRunning) { try box.importList(TicketList()) }
        #expect(first.number == 1)
    }

    @Test func filesAreForTheirOwnerAlone() async throws {
        let box = try TemporaryBox()
        let report = try box.importList(TicketList())
        _ = try await box.open()
        for file in [box.state.journal, box.state.snapshot(report.snapshot)] {
            let attributes = try FileManager.default.attributesOfItem(atPath: file)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test func centralsMarkNeverGoesBackNorBeyondTheJournal() async throws {
        let box = try TemporaryBox()
        try box.importList(TicketList())
        let ledger = try await box.open()
        for _ in 0..<3 { _ = try await Doorstep(ledger: ledger, box: box).present(.forged) }
        try await ledger.markHeldByCentral(AttemptNumber(2))
        try await ledger.markHeldByCentral(AttemptNumber(1))
        #expect(try await ledger.acknowledgedByCentral() == AttemptNumber(2))
        try await ledger.markHeldByCentral(AttemptNumber(99))
        #expect(try await ledger.acknowledgedByCentral() == AttemptNumber(3))
    }

    @Test func noRoomForTheIndexOfTheLogIsAFullDisk() {
        let error = DatabaseError(resultCode: .SQLITE_IOERR_SHMSIZE)
        #expect(LedgerFault.from(error, about: .journal) as? LedgerFault == .diskFull)
        let other = DatabaseError(resultCode: .SQLITE_IOERR_READ)
        #expect(LedgerFault.from(other, about: .journal) as? LedgerFault == .journalFailed(266))
    }

    @Test func faultsHaveDistinctCodesAndSayWhatToDo() {
        let faults: [LedgerFault] = [
            .journalBusy, .diskFull, .diskReadOnly, .journalCorrupt, .journalFailed(1),
            .journalMissing,
            .notAJournal, .journalNewer(found: 2, known: 1), .journalOfAnotherDevice("box-2"),
            .alreadyRunning, .importRunning, .stateDirectoryUnusable, .snapshotMissing,
            .snapshotCorrupt, .snapshotFailed(1), .tooManyEvents(65), .importUnreadable,
            .importHeader(.empty), .importRefused(BadRows()), .importEmpty, .importTooLong,
            .notTheOwner,
            .importOlder(Fixtures.eventID, found: Fixtures.now, inUse: Fixtures.now),
        ]
        #expect(Set(faults.map(\.code)).count == faults.count)
        for fault in faults {
            #expect(!fault.message.isEmpty && !fault.message.hasSuffix("."))
            #expect(!fault.hint.isEmpty)
        }
    }

    /// The list changed a ticket's tier between two of its entries.
    @Test func aTicketThatChangesItsTierIsCountedInOne() async throws {
        let door = try await LedgerKind.sqlite.doorstep()
        let exit = Fixtures.door(direction: .exit)
        try await door.present()
        try await door.present(after: .minutes(2), door: exit)
        let vip = Fixtures.tier("vip", name: "VIP")
        try #require(door.box).importList(
            TicketList(tickets: [Fixtures.ticket(tier: vip)]))
        let again = try await door.present(after: .minutes(3))
        #expect(again.attempt.tier == "vip")
        try await door.expectSound()
        try await door.order(.undo(again.attempt.number), after: .minutes(4))
        try await door.expectSound()
    }
}
