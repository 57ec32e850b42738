// A damaged journal: the door stops, and a recovery saves whatever can be read, names what cannot,
// and never gives a number to another attempt. Every page under the real daemon is the end-to-end
// lane's to try.

import CheckinCore
import CheckinTesting
import Cryptography
import Foundation
import GRDB
import Testing

@testable import Ledger

@Suite struct RecoveryTests {
    private static let tickets = 60

    /// A journal of some hundred attempts on several pages, one of them longer than a page, with
    /// everything in its own file.
    private func evening() async throws -> (box: TemporaryBox, attempts: [Attempt]) {
        let box = try TemporaryBox()
        let names = (1...Self.tickets).map { TicketID(stringLiteral: "t-\($0)") }
        try box.importList(TicketList(tickets: names.map { Fixtures.ticket($0) }))
        let ledger = try await box.open()
        let door = Doorstep(ledger: ledger, box: box)
        for round in 0..<5 {
            for (index, name) in names.enumerated() {
                try await door.present(
                    Fixtures.claims(name), after: .seconds(Int64(round * 600 + index)))
            }
        }
        let long = EventSummary(title: String(repeating: "Ω", count: 5_000), startsAt: Fixtures.now)
        let scan = Fixtures.scan(.forged, named: "long", at: Fixtures.now + .hours(2))
        _ = try await ledger.record(scan, at: Fixtures.post()) { _ in
            .verdict(Verdict(.refused(.wrongEvent(long))))
        }
        return (box, try await everyAttempt(of: door))
    }

    private func everyAttempt(of door: Doorstep) async throws -> [Attempt] {
        try await door.ledger.attempts(after: AttemptNumber(0), limit: 1_000)
    }

    private func attempts(in box: TemporaryBox) throws -> [Attempt] {
        try JournalTail(box.state).attempts(after: AttemptNumber(0), limit: 1_000)
    }

    private func overwrite(_ page: Int, of path: String) throws {
        let file = try #require(FileHandle(forUpdatingAtPath: path))
        try file.seek(toOffset: UInt64((page - 1) * RawFile.pageSize))
        try file.write(contentsOf: Data(repeating: 0, count: RawFile.pageSize))
        try file.close()
    }

    /// The leaf pages of the attempts' table, from the rows of every page.
    private func attemptPages(_ path: String) throws -> [Int] {
        let file = try #require(RawFile(path))
        return (1...file.size / RawFile.pageSize).filter { number in
            let bytes = file.bytes(
                at: (number - 1) * RawFile.pageSize, count: RawFile.pageSize)
            let leaf = bytes.flatMap { LeafPage($0, number: UInt32(number)) }
            return leaf?.rows { _ in nil }.contains { $0.values.count > 20 } ?? false
        }
    }

    private func root(of table: String, _ box: TemporaryBox) throws -> Int {
        let queue = try DatabaseQueue(path: box.state.journal)
        defer { try? queue.close() }
        let page = try queue.read { db in
            try Int.fetchOne(
                db, sql: "SELECT rootpage FROM sqlite_schema WHERE name = ?", arguments: [table])
        }
        return try #require(page)
    }

    private func recover(_ box: TemporaryBox) throws -> RecoveryReport {
        try JournalRecovery.run(box.state, device: box.device)
    }

    @Test func aSoundJournalIsLeftAsItIs() async throws {
        let (box, attempts) = try await evening()
        let before = try Data(contentsOf: URL(fileURLWithPath: box.state.journal))
        let report = try recover(box)
        #expect(report.outcome == .nothingToDo && report.attempts == attempts.count)
        #expect(try Data(contentsOf: URL(fileURLWithPath: box.state.journal)) == before)
    }

    @Test func presenceIsMadeAgainAndNothingIsLost() async throws {
        let (box, attempts) = try await evening()
        let identity = try JournalTail(box.state).box()
        try overwrite(try root(of: "presence", box), of: box.state.journal)
        let report = try recover(box)
        #expect(report.losses == RecoveryReport.Losses())
        #expect(try self.attempts(in: box) == attempts)
        #expect(try JournalTail(box.state).box() == identity)
        #expect(try JournalVerifier.verify(box.state).isSound)
        #expect(try recover(box).outcome == .nothingToDo)
    }

    @Test func aLostPageOfAttemptsIsNamedByNumber() async throws {
        let (sound, attempts) = try await evening()
        let pages = try attemptPages(sound.state.journal)
        #expect(pages.count > 3)
        let incarnation = try JournalTail(sound.state).box().incarnation
        for page in pages {
            let box = try TemporaryBox()
            try FileManager.default.copyItem(
                atPath: sound.state.journal, toPath: box.state.journal)
            try overwrite(page, of: box.state.journal)
            let report = try recover(box)
            let saved = try self.attempts(in: box)
            #expect(Set(saved).isSubset(of: attempts))
            let last = try #require(report.newest)
            let missing = Set(attempts.map(\.number.value)).subtracting(saved.map(\.number.value))
            let named = Set(report.losses.missing.flatMap { Array($0) })
            #expect(named == missing.filter { $0 < last.value }, "page \(page)")
            #expect(report.losses.endIsUnknown && report.incarnation != incarnation)
            #expect(try JournalVerifier.verify(box.state).isSound)
            // New attempts go on behind the gaps.
            let door = Doorstep(ledger: try await box.open(), box: box)
            let next = try await door.present(CodeReading.forged, after: .hours(3))
            #expect(next.recorded.attempt.number == last.next)
        }
    }

    @Test func whatWasSaidAgainStandsInForAnEntryThatIsLost() async throws {
        let (sound, names) = try await unseenEvening()
        let pages = try attemptPages(sound.state.journal)
        var standIns = 0
        for page in pages {
            let box = try TemporaryBox()
            try FileManager.default.copyItem(
                atPath: sound.state.journal, toPath: box.state.journal)
            try overwrite(page, of: box.state.journal)
            _ = try recover(box)
            let saved = try self.attempts(in: box)
            #expect(try JournalVerifier.verify(box.state).isSound, "page \(page)")
            let numbers = Set(saved.map(\.number))
            let orphans = saved.filter { attempt in
                attempt.answer.verdict?.repeats.map { !numbers.contains($0) } ?? false
            }
            standIns += orphans.count
            try box.importList(TicketList(tickets: names.map { Fixtures.ticket($0) }))
            let door = Doorstep(ledger: try await box.open(), box: box)
            for name in Set(saved.compactMap { $0.claims?.ticket }) {
                let again = try await door.present(Fixtures.claims(name), after: .hours(1))
                #expect(again.attempt.answer.verdict?.refusal?.code == .alreadyInside)
            }
            // It can be taken back, as the entry could.
            guard let orphan = orphans.first, let claims = orphan.claims else { continue }
            try await door.order(.undo(orphan.number), after: .minutes(5))
            let fresh = try await door.present(claims, after: .hours(2))
            #expect(fresh.attempt.answer.kind == .admitted)
            #expect(try JournalVerifier.verify(box.state).isSound)
        }
        #expect(standIns > 0)
    }

    /// Everybody comes, nobody sees the answers, and everybody comes once more.
    private func unseenEvening() async throws -> (box: TemporaryBox, names: [TicketID]) {
        let box = try TemporaryBox()
        let names = (1...Self.tickets).map { TicketID(stringLiteral: "t-\($0)") }
        try box.importList(TicketList(tickets: names.map { Fixtures.ticket($0) }))
        let door = Doorstep(ledger: try await box.open(), box: box)
        for round in 0..<2 {
            for (index, name) in names.enumerated() {
                let span = Duration.milliseconds(round * 10_000 + index * 100)
                let recorded = try await door.present(Fixtures.claims(name), after: span)
                #expect((recorded.attempt.answer.verdict?.repeats != nil) == (round == 1))
            }
        }
        return (box, names)
    }

    @Test func theFirstPageIsNotNeeded() async throws {
        let (box, attempts) = try await evening()
        let identity = try JournalTail(box.state).box()
        try overwrite(1, of: box.state.journal)
        #expect(try await box.open().isDamaged)
        let report = try recover(box)
        #expect(report.losses == RecoveryReport.Losses())
        #expect(try self.attempts(in: box) == attempts)
        #expect(try JournalTail(box.state).box() == identity)
    }

    @Test func damageStopsTheDoorUntilItIsRecovered() async throws {
        let (box, _) = try await evening()
        try overwrite(try root(of: "presence", box), of: box.state.journal)
        do {
            let door = Doorstep(ledger: try await box.open(), box: box)
            // Needs no presence: the door is still well.
            _ = try await door.present(CodeReading.forged, after: .hours(3))
            await #expect(throws: LedgerFault.journalCorrupt) {
                try await door.present(Fixtures.claims("t-1"), after: .hours(3))
            }
            await #expect(throws: LedgerFault.journalCorrupt) {
                try await door.present(CodeReading.forged, after: .hours(3))
            }
        }
        do {
            let ledger = try await box.open()
            #expect(await ledger.isDamaged)
            await #expect(throws: LedgerFault.journalCorrupt) {
                try await Doorstep(ledger: ledger, box: box).present(CodeReading.forged)
            }
            try await ledger.apply(TemporaryBox.events)
            #expect(throws: LedgerFault.alreadyRunning) {
                try withExtendedLifetime(ledger) { try recover(box) }
            }
        }
        #expect(!(try recover(box)).losses.attempts)
        let door = Doorstep(ledger: try await box.open(), box: box)
        let again = try await door.present(Fixtures.claims("t-1"), after: .hours(4))
        #expect(again.attempt.answer.verdict?.refusal?.code == .alreadyInside)
    }

    @Test func aJournalThatWasMovedAwayMakesRoomForANewOne() async throws {
        let (box, _) = try await evening()
        box.state.markDamaged()
        #expect(try await box.open().isDamaged)
        try FileManager.default.removeItem(atPath: box.state.journal)
        #expect(try await !box.open().isDamaged)
        #expect(!box.state.isMarkedDamaged)
    }

    /// A new journal is whole, and the run that made it was cut off. Returns what it would have
    /// told.
    private func finishedRecovery(_ box: TemporaryBox) throws -> RecoveryReport.Losses {
        try overwrite(try root(of: "presence", box), of: box.state.journal)
        box.state.markDamaged()
        // Never finished: it is begun anew.
        _ = try box.state.beginRecovery()
        var losses = try JournalRecovery.rebuild(box.state, device: box.device)
        losses.tables = ["what the run before found"]
        losses.emergency = true
        try box.state.finishRecovery(losses)
        return losses
    }

    @Test func aRecoveryThatWasCutOffIsFinished() async throws {
        let (box, attempts) = try await evening()
        let losses = try finishedRecovery(box)
        // Finished, and the damaged one has its second name already: only the swap is left.
        let kept = box.state.path + "/damaged-1"
        try FileManager.default.createDirectory(
            atPath: kept, withIntermediateDirectories: false)
        try FileManager.default.linkItem(
            atPath: box.state.journal, toPath: kept + "/journal.db")
        #expect(try await box.open().isDamaged)
        let report = try recover(box)
        #expect(report.outcome == .replaced(damaged: kept) && report.losses == losses)
        #expect(try self.attempts(in: box) == attempts)
        #expect(!box.state.isMarkedDamaged && !box.state.exists(box.state.recovered.path))
    }

    /// Cut off when the new journal was in its place already: what was lost is told all the same.
    @Test func aRecoveryThatWasCutOffAfterTheSwapTellsItsLosses() async throws {
        let (box, _) = try await evening()
        let losses = try finishedRecovery(box)
        let kept = try box.state.replaceJournal()
        #expect(try await box.open().isDamaged, "nobody is let in before it was looked at")
        let report = try recover(box)
        #expect(report.outcome == .replaced(damaged: kept) && report.losses == losses)
        #expect(report.differences == [] && !box.state.hasDamagedJournal)
    }

    @Test func nobodyWritesIntoAJournalThatIsMarkedDamaged() async throws {
        let (box, _) = try await evening()
        let register = try StaffRegister(
            state: box.state, device: box.device, time: VirtualClock(),
            cost: Scrypt.Cost(logN: 4, r: 1, p: 1))
        let (id, pin) = try await register.add(name: "Asha", role: .supervisor)
        box.state.markDamaged()
        await #expect(throws: LedgerFault.journalCorrupt) { try await register.check(pin, of: id) }
        #expect(throws: LedgerFault.journalCorrupt) {
            try JournalFile.openForWriting(box.state, device: box.device)
        }
        #expect(throws: LedgerFault.journalCorrupt) { try box.importList(TicketList()) }
    }

    @Test func aNumberThatNoDoorReachesIsDamage() async throws {
        let (box, attempts) = try await evening()
        let queue = try DatabaseQueue(path: box.state.journal)
        try await queue.write { db in
            try db.execute(
                sql: """
                    DROP TRIGGER attempt_numbers_have_no_gaps; DROP TRIGGER attempts_never_change;
                    UPDATE attempt SET number = 9223372036854775807 WHERE number = \
                    (SELECT max(number) FROM attempt)
                    """)
        }
        try queue.close()
        let report = try recover(box)
        #expect(report.newest?.value == Int64(attempts.count - 1))
        #expect(report.losses.missing == [] && report.losses.endIsUnknown)
    }

    @Test func whatIsNoJournalIsNotMadeOne() throws {
        let box = try TemporaryBox()
        try Data("not a database, but long enough to look".utf8)
            .write(to: URL(fileURLWithPath: box.state.journal))
        #expect(throws: LedgerFault.notAJournal) { try recover(box) }
        #expect(box.state.exists(box.state.journal))
    }

    @Test func theLogCountsUpToItsLastWholeTransaction() async throws {
        let (box, attempts) = try await evening()
        let ledger = try await box.open()
        let door = Doorstep(ledger: ledger, box: box)
        for minute in 0..<Int64(20) {
            _ = try await door.present(CodeReading.forged, after: .hours(5) + .minutes(minute))
        }
        let copy = try TemporaryBox()
        let files = FileManager.default
        try files.copyItem(atPath: box.state.journal, toPath: copy.state.journal)
        let log = copy.state.journal + "-wal"
        try files.copyItem(atPath: box.state.journal + "-wal", toPath: log)
        let whole = try #require(RawFile(log))
        #expect(try saved(copy) == attempts.count + 20)
        // One byte short of its last transaction, then damaged in the middle.
        try #require(FileHandle(forUpdatingAtPath: log)).truncate(atOffset: UInt64(whole.size - 1))
        #expect(try saved(copy) == attempts.count + 19)
        let middle = try #require(FileHandle(forUpdatingAtPath: log))
        try middle.seek(toOffset: UInt64(whole.size / 2))
        try middle.write(contentsOf: Data([0x55, 0xAA]))
        try middle.close()
        #expect((attempts.count..<attempts.count + 19).contains(try saved(copy)))
    }

    /// How many attempts are on the pages that count.
    private func saved(_ box: TemporaryBox) throws -> Int {
        let path = box.state.path + "/copy.db"
        defer { try? FileManager.default.removeItem(atPath: path) }
        var numbers: Set<Int64> = []
        try JournalCopy(of: box.state, to: path).forEachRow { row in
            if row.values.count > 20 { numbers.insert(row.id) }
        }
        return numbers.count
    }
}
