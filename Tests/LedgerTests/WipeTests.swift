// Guests' data leaves the box: all of it, nothing else, and never half.

import CheckinCore
import CheckinTesting
import Foundation
import GRDB
import Testing

@testable import Ledger

@Suite struct WipeTests {
    /// A name that stands nowhere else.
    private static let name = "Zephyrina"
    private static let gala = Fixtures.eventID
    private static let matinee = Fixtures.otherEventID
    private let now = Fixtures.now

    private static func tickets(_ event: EventID, _ count: Int) -> [Ticket] {
        (1...count).map { index in
            var ticket = Fixtures.ticket(
                TicketID(stringLiteral: "\(event)-\(index)"), event: event)
            ticket.holder = "\(event == gala ? name : "Quillon") \(index)"
            return ticket
        }
    }

    /// A box with two events of hundreds of tickets, and an older list beside the one in use.
    private func filled(_ count: Int = 400) throws -> TemporaryBox {
        let box = try TemporaryBox()
        let list = TicketList(
            events: [Fixtures.event(), Fixtures.event(Self.matinee)],
            tickets: Self.tickets(Self.gala, count) + Self.tickets(Self.matinee, count))
        try box.importList(list)
        try box.importList(list)
        return box
    }

    @discardableResult
    private func wipe(_ box: TemporaryBox, _ scope: Wipe.Scope) throws -> WipeReport {
        try Wipe(scope, at: now).run(in: box.state, device: box.device)
    }

    private func claims(_ event: EventID, _ number: Int = 1) -> Claims {
        Fixtures.claims(TicketID(stringLiteral: "\(event)-\(number)"), event: event)
    }

    @Test func noByteOfANameStays() async throws {
        let box = try filled()
        #expect(try box.state.files(holding: Self.name).count == 2, "the list and the one before")
        let report = try wipe(box, .events([Self.gala]))
        #expect(report.events == [Self.gala])
        #expect(try box.state.files(holding: Self.name) == [])
        #expect(try box.state.snapshotNumbers() == [#require(report.snapshot)])
        #expect(!box.state.isWiping)
    }

    @Test func theOtherEventsListStaysAsItWas() async throws {
        let box = try filled()
        let before = try rows(of: Self.matinee, in: box)
        try #require(before.count == 400)
        try wipe(box, .events([Self.gala]))
        #expect(try rows(of: Self.matinee, in: box) == before)
        #expect(try rows(of: Self.gala, in: box) == [])
        let ledger = try await box.open()
        let standing = try await ledger.standing(of: Self.matinee, at: now)
        #expect(standing?.sold == 400)
    }

    private func rows(of event: EventID, in box: TemporaryBox) throws -> [[DatabaseValue]] {
        let active = try JournalTail(box.state).box().snapshot
        let snapshot = try Snapshot.open(try #require(active), in: box.state)
        let listed = try #require(snapshot.event(event))
        var rows: [[DatabaseValue]] = []
        try snapshot.forEachTicketRow(of: listed.key) { _, row in rows.append(row) }
        return rows
    }

    @Test func allIsAll() throws {
        let box = try filled(20)
        #expect(try wipe(box, .all).events == [Self.gala, Self.matinee])
        #expect(try box.state.files(holding: "Quillon") == [])
        #expect(try box.state.files(holding: Self.name) == [])
    }

    @Test func remarksInDamagedJournalsGoToo() throws {
        let box = try filled(20)
        for folder in [box.state.path + "/damaged-1", box.state.path + "/recovering"] {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: false)
            try Data(Self.name.utf8).write(to: URL(fileURLWithPath: folder + "/journal.db"))
        }
        try wipe(box, .events([Self.gala]))
        #expect(!box.state.exists(box.state.path + "/damaged-1"))
        #expect(!box.state.exists(box.state.path + "/recovering"))
    }

    /// The lists need not wait for the journal's recovery.
    @Test func aDamagedJournalKeepsNoListOnTheBox() throws {
        let box = try filled(20)
        box.state.markDamaged()
        #expect(throws: LedgerFault.journalCorrupt) { try wipe(box, .all) }
        #expect(try box.state.files(holding: Self.name) == [])
        #expect(box.state.exists(box.state.journal))
    }

    @Test func aWipedListIsNoUnknownGuest() async throws {
        let box = try filled(20)
        let ledger = try await box.open()
        let door = Doorstep(ledger: ledger, box: box)
        let listed = try await door.present(claims(Self.gala))
        #expect(listed.attempt.answer.kind == .admitted)
        try wipe(box, .events([Self.gala]))
        let recorded = try await door.present(claims(Self.gala, 2), after: .minutes(2))
        #expect(recorded.attempt.answer == .unavailable(.noSnapshot))
        #expect(try await ledger.views.wipedAt(Self.gala) == now)
        #expect(try await ledger.views.wipedAt(Self.matinee) == nil)
        #expect(try await ledger.standing(of: Self.gala, at: now)?.admitted == 1, "counts stay")
        #expect(try await ledger.attempts(after: AttemptNumber(0), limit: 9).count == 2)
    }

    @Test func theMarkLivesUntilTheEventsNextList() async throws {
        let box = try filled(20)
        try wipe(box, .events([Self.gala]))
        let events = [Fixtures.event(), Fixtures.event(Self.matinee)].map {
            ImportedEvent(event: $0, tiers: [Fixtures.tier()])
        }
        let other = Self.tickets(Self.matinee, 3).map(TemporaryBox.row).joined(separator: "\n")
        try box.importText(other, events: events)
        let ledger = try await box.open()
        try await ledger.apply(events)
        #expect(try await ledger.views.wipedAt(Self.gala) == now)
        let same = Self.tickets(Self.gala, 3).map(TemporaryBox.row).joined(separator: "\n")
        try box.importText(same, events: events)
        #expect(try await ledger.views.wipedAt(Self.gala) == nil)
        let standing = try await ledger.standing(of: Self.gala, at: now)
        #expect(standing?.snapshotAsOf != nil)
    }

    @Test func wipingAgainWritesNoList() throws {
        let box = try filled(20)
        let first = try wipe(box, .events([Self.gala]))
        let second = try wipe(box, .events([Self.gala]))
        #expect(second.events == [] && second.snapshot == first.snapshot)
    }

    @Test func aPreviewChangesNothing() throws {
        let box = try filled(20)
        let preview = try Wipe(.all, at: now).preview(in: box.state)
        #expect(preview.events == [Self.gala, Self.matinee])
        #expect(try box.state.files(holding: Self.name).count == 2)
    }

    /// Every scan gets an answer: by the old list, or by the one without tickets.
    @Test func guestsAreAnsweredDuringAWipe() async throws {
        let box = try filled(2_000)
        let ledger = try await box.open()
        let door = Doorstep(ledger: ledger, box: box)
        let wiping = Task.detached { try wipe(box, .events([Self.gala])) }
        var answers: [Answer] = []
        for number in 1...2_000 {
            let span: Duration = .seconds(Int64(number))
            let gala = try await door.present(claims(Self.gala, number), after: span)
            answers.append(gala.attempt.answer)
            let matinee = try await door.present(
                claims(Self.matinee, number), after: span, event: Self.matinee)
            #expect(matinee.attempt.answer.kind == .admitted)
            if gala.attempt.answer == .unavailable(.noSnapshot) { break }
        }
        _ = try await wiping.value
        #expect(answers.last == .unavailable(.noSnapshot))
        #expect(answers.dropLast().allSatisfy { $0.kind == .admitted })
        #expect(try JournalVerifier.verify(box.state).isSound)
    }

    @Test func anImportInProgressIsNotDisturbed() throws {
        let box = try filled(20)
        let lock = try DirectoryLock(.snapshot, in: box.state)
        #expect(throws: LedgerFault.importRunning) { try wipe(box, .all) }
        withExtendedLifetime(lock) {}
        #expect(try box.state.files(holding: Self.name).count == 2)
    }

    // MARK: remarks

    /// Attempts of both events in turn, each with a remark of some length that names somebody.
    private func remarked(_ box: TemporaryBox) async throws -> DatabaseQueue {
        let door = Doorstep(ledger: try await box.open(), box: box)
        let queue = try DatabaseQueue(path: box.state.journal)
        for number in 1...200 {
            let event = number % 2 == 0 ? Self.gala : Self.matinee
            let recorded = try await door.present(
                claims(event, number), after: .seconds(Int64(number)), event: event)
            let name = event == Self.gala ? Self.name : "Quillon"
            try await queue.write { db in
                try db.execute(
                    sql: "INSERT INTO remark (number, text) VALUES (?, ?)",
                    arguments: [
                        recorded.attempt.number.value,
                        String(repeating: "\(name) waits at the bar. ", count: 1 + number % 37),
                    ])
            }
        }
        return queue
    }

    private func remarks(_ queue: DatabaseQueue) async throws -> [String] {
        try await queue.read { db in
            try String.fetchAll(db, sql: "SELECT text FROM remark ORDER BY number")
        }
    }

    @Test func noByteOfARemarkStays() async throws {
        let box = try filled()
        let queue = try await remarked(box)
        let schema = "SELECT sql FROM sqlite_schema WHERE tbl_name = 'remark' ORDER BY name"
        let before = try await queue.read { try String?.fetchAll($0, sql: schema) }
        let holding = try box.state.files(holding: Self.name)
        #expect(holding.contains { $0.hasPrefix("journal.db") })
        #expect(try wipe(box, .events([Self.gala])).remarks == 100)
        #expect(try box.state.files(holding: Self.name) == [])
        let left = try await remarks(queue)
        #expect(left.count == 100 && left.allSatisfy { $0.hasPrefix("Quillon") })
        #expect(try await queue.read { try String?.fetchAll($0, sql: schema) } == before)
        #expect(try JournalVerifier.verify(box.state).isSound)
        #expect(try wipe(box, .all).remarks == 100)
        #expect(try box.state.files(holding: "Quillon") == [])
    }

    @Test func remarksOfWhatIsNotOverStay() async throws {
        let box = try filled()
        let queue = try await remarked(box)
        let retention = Retention(state: box.state, device: box.device)
        let day: Duration = .hours(24)
        #expect(try await retention.run(RetentionRule(days: 14), at: now + day * 14) == nil)
        #expect(try await remarks(queue).count == 200)
        let report = try await retention.run(RetentionRule(days: 14), at: now + day * 16)
        #expect(report?.remarks == 200)
        #expect(try box.state.files(holding: Self.name) == [])
    }

    /// What is typed while a wipe runs, or after it, is kept.
    @Test func staffCanWriteOnAfterAWipe() async throws {
        let box = try filled()
        let queue = try await remarked(box)
        try wipe(box, .all)
        try await queue.write { db in
            try db.execute(sql: "INSERT INTO remark (number, text) VALUES (7, 'new')")
        }
        #expect(try await remarks(queue) == ["new"])
    }

    // MARK: power cuts

    /// Killed while the new list was built: the old one is in use, and the attempt leaves no trace.
    @Test func killedBeforeTheNewListTheOldOneIsInUse() async throws {
        let box = try filled(20)
        let active = try #require(try JournalTail(box.state).box().snapshot)
        try box.state.markWiping()
        let half = box.state.unfinishedSnapshot(active + 1)
        try Data("\(Self.name) half".utf8).write(to: URL(fileURLWithPath: half))
        let ledger = try await box.open()
        #expect(try box.state.files(holding: Self.name) == ["snapshot-\(active).db"])
        let door = Doorstep(ledger: ledger, box: box)
        #expect(try await door.present(claims(Self.gala)).attempt.answer.kind == .admitted)
        #expect(!box.state.isWiping)
    }

    /// Killed after the new list was named: the start overwrites what the wipe could not.
    @Test func killedAfterTheNewListTheStartShredsTheOldOne() async throws {
        let box = try filled(20)
        let active = try #require(try JournalTail(box.state).box().snapshot)
        let old = box.state.snapshot(active)
        let copy = try Data(contentsOf: URL(fileURLWithPath: old))
        try wipe(box, .events([Self.gala]))
        try copy.write(to: URL(fileURLWithPath: old))
        try box.state.markWiping()
        let inode = try FileHandle(forReadingFrom: URL(fileURLWithPath: old))
        let ledger = try await box.open()
        #expect(try box.state.files(holding: Self.name) == [])
        #expect(try await ledger.views.wipedAt(Self.gala) == now)
        // Overwritten, and not only without a name.
        let left = try #require(try inode.readToEnd())
        #expect(left.count == copy.count && left.allSatisfy { $0 == 0 })
    }

    // MARK: damage

    @Test func aDamagedListIsLeftToItsOwnerUnlessAllMustGo() throws {
        let box = try filled(20)
        let active = try #require(try JournalTail(box.state).box().snapshot)
        let damaged = Data(repeating: 0xA5, count: 8_192) + Data(Self.name.utf8)
        try damaged.write(to: URL(fileURLWithPath: box.state.snapshot(active)))
        #expect(throws: LedgerFault.snapshotCorrupt) { try wipe(box, .events([Self.gala])) }
        #expect(try JournalTail(box.state).box().snapshot == active)
        #expect(try wipe(box, .all).snapshot != active)
        #expect(try box.state.files(holding: Self.name) == [])
    }
}
