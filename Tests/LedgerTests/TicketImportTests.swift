// Files of tickets, good and bad. A bad file changes nothing and says where it is bad.

import CheckinCore
import CheckinTesting
import Foundation
import Testing

@testable import Ledger

@Suite struct TicketImportTests {
    private func ticket(
        _ id: TicketID, in box: TemporaryBox, of event: EventID = Fixtures.eventID
    ) async throws -> Ticket? {
        let door = Doorstep(ledger: try await box.open(), box: box)
        let claims = Fixtures.claims(id, event: event)
        return try await door.present(.claims(claims), event: event).facts.ticket
    }

    private let everything = Ticket(
        id: "3f2504e0-4f89-41d3-9a0c-0305e82c3301", event: Fixtures.eventID,
        tier: TemporaryBox.events[0].tiers[1], number: "NS-0001", holder: "Zoë \"Zo\" Rao, Jr.",
        user: "u-1", group: "o-7", status: .unpaid,
        statusSince: Timestamp(milliseconds: 1_767_286_800_000),
        amountDue: Money(minorUnits: 150_000, currency: "INR"), generation: 3,
        window: EntryWindow(
            opens: Timestamp(milliseconds: 1_767_286_800_000),
            closes: Timestamp(milliseconds: 1_767_290_400_000)),
        asOf: Timestamp(milliseconds: 1_767_290_000_000))

    @Test func readsEveryColumnOfACSVFileInAnyOrder() async throws {
        let box = try TemporaryBox()
        let report = try box.importText(
            "\u{FEFF}number,ticket_id,tier_id,holder,event_id,user_id,status,status_since,"
                + "amount_due,currency,generation,valid_from,valid_until,as_of,group_id\r\n"
                + "NS-0001,3F2504E0-4F89-41D3-9A0C-0305E82C3301,vip,\"Zoë \"\"Zo\"\" Rao, Jr.\","
                + "gala,u-1,unpaid,2026-01-01T17:00:00Z,150000,INR,3,1767286800000,"
                + "2026-01-01T23:30:00+05:30,1767290000000,o-7\r\n",
            format: .csv)
        #expect(report.imported == 1 && report.rows == 1)
        #expect(try await ticket(everything.id, in: box) == everything)
    }

    @Test func readsEveryColumnOfAJSONFile() async throws {
        let box = try TemporaryBox()
        try box.importText(
            #" { "holder" : "Zo\u00eb \"Zo\" Rao, Jr.", "number":"NS\u002d0001", "tier_id":"vip","#
                + #""ticket_id":"3F2504E0-4F89-41D3-9A0C-0305E82C3301","user_id":"u-1","#
                + #""status":"unpaid","status_since":"2026-01-01T17:00:00Z","amount_due":150000,"#
                + #""currency":"INR","generation":3,"valid_from":1767286800000,"#
                + #""valid_until":"2026-01-01T18:00:00Z","as_of":1767290000000,"group_id":"o-7"} "#)
        #expect(try await ticket(everything.id, in: box) == everything)
    }

    @Test func ticketsOfOneOrderAreFoundByTheirGroup() throws {
        let box = try TemporaryBox()
        let matinee = ImportedEvent(
            event: Fixtures.event(Fixtures.otherEventID), tiers: [Fixtures.tier()])
        let events = TemporaryBox.events + [matinee]
        let many = (1...1_002).map { "m-\($0),gala,vip,m-\($0),many\n" }.joined()
        try box.importText(
            "ticket_id,event_id,tier_id,number,group_id\nt-2,gala,vip,2,o-7\nt-3,gala,vip,3,o-8\n"
                + "t-1,gala,vip,1,o-7\nt-4,gala,vip,4,\n" + many, format: .csv, events: events)
        // Another import keeps the list of the gala.
        let second = try box.importText(
            "ticket_id,event_id,tier_id,number,group_id\nt-5,matinee,general,5,o-7\n",
            format: .csv, events: events)
        let snapshot = try Snapshot.open(second.snapshot, in: box.state)
        #expect(try snapshot.tickets(ofGroup: "o-7", in: Fixtures.eventID) == ["t-1", "t-2"])
        #expect(try snapshot.tickets(ofGroup: "o-7", in: Fixtures.otherEventID) == ["t-5"])
        #expect(try snapshot.tickets(ofGroup: "o-9", in: Fixtures.eventID) == [])
        #expect(try snapshot.tickets(ofGroup: "o-7", in: "ball") == [])
        #expect(
            try snapshot.tickets(ofGroup: "many", in: Fixtures.eventID).count
                == Snapshot.maximumGroup)
        #expect(try snapshot.ticket("t-2", of: Fixtures.eventID)?.group == "o-7")
        #expect(try snapshot.ticket("t-4", of: Fixtures.eventID)?.group == nil)
    }

    @Test func whatIsNotSaidHasADefault() async throws {
        let box = try TemporaryBox()
        try box.importText("ticket_id,tier_id,number\nt-1,general,1\n", format: .csv)
        let expected = Ticket(
            id: "t-1", event: Fixtures.eventID, tier: TemporaryBox.events[0].tiers[0], number: "1",
            asOf: Fixtures.now - .minutes(5))
        #expect(try await ticket("t-1", in: box) == expected)
    }

    @Test func surrogatesMakeOneCharacter() async throws {
        let box = try TemporaryBox()
        try box.importText(
            #"{"ticket_id":"t-1","tier_id":"vip","number":"1","holder":"\ud83c\udfaa"}"#)
        #expect(try await ticket("t-1", in: box)?.holder == "🎪")
    }

    @Test func aBadRowChangesNothing() async throws {
        let box = try TemporaryBox()
        try box.importList(TicketList())
        let before = try FileManager.default.contentsOfDirectory(atPath: box.state.path).sorted()
        #expect(throws: LedgerFault.self) {
            try box.importText(
                "ticket_id,tier_id,number\nt-2,general,1\nt-3,none,2\n", format: .csv)
        }
        let after = try FileManager.default.contentsOfDirectory(atPath: box.state.path).sorted()
        #expect(before == after)
        #expect(try await ticket("t-1", in: box) == Fixtures.ticket())
    }

    @Test func badRowsAreLeftOutWhenAskedTo() async throws {
        let box = try TemporaryBox()
        let report = try box.importText(
            "ticket_id,tier_id,number\nt-1,general,1\nt-2,none,2\nt-1,general,3\nt-4,vip,1\n",
            format: .csv, skipBad: true)
        #expect(report.imported == 1 && report.rows == 4 && report.bad.total == 3)
        #expect(
            report.bad.listed.map(\.message) == [
                "line 3: tier_id names no tier of this event",
                "line 4: the same ticket_id is in line 2 already",
                "line 5: the same number is in line 2 already",
            ])
        #expect(try await ticket("t-4", in: box) == nil)
    }

    @Test func theListOfBadRowsIsBounded() throws {
        let box = try TemporaryBox()
        let rows = (1...500).map { "t-\($0),none,\($0)\n" }.joined()
        do {
            try box.importText("ticket_id,tier_id,number\n" + rows, format: .csv)
            Issue.record("imported")
        } catch LedgerFault.importRefused(let bad) {
            #expect(bad.total == 500 && bad.listed.count == BadRows.maximumListed)
        }
    }

    @Test func otherEventsKeepTheirLists() async throws {
        let box = try TemporaryBox()
        let matinee = Fixtures.event(Fixtures.otherEventID, title: "Matinee")
        let events = TemporaryBox.events + [ImportedEvent(event: matinee, tiers: [Fixtures.tier()])]
        let row = #"{"ticket_id":"t-1","tier_id":"general","number":"1","event_id":"#
        try box.importText(row + #""gala"}"#, events: events)
        let second = try box.importText(row + #""matinee"}"#, events: events)
        #expect(second.kept == [Fixtures.eventID] && second.lost.isEmpty)
        #expect(second.perEvent == [Fixtures.otherEventID: 1])
        let ledger = try await box.open()
        for event in [Fixtures.eventID, Fixtures.otherEventID] {
            let standing = try await ledger.standing(of: event, at: Fixtures.now)
            #expect(standing?.sold == 1, "\(event)")
        }
        let door = Doorstep(ledger: ledger, box: box)
        #expect(try await door.present().ticket?.number == "1")
    }

    @Test func aListIsAsNewAsItsNewestRow() async throws {
        let box = try TemporaryBox()
        try box.importText(
            "ticket_id,tier_id,number,as_of\nt-1,vip,1,1000\nt-2,vip,2,3000\nt-3,vip,3,2000\n",
            format: .csv)
        let standing = try await box.open().standing(of: Fixtures.eventID, at: Fixtures.now)
        #expect(standing?.snapshotAsOf == Timestamp(milliseconds: 3_000))
    }

    @Test func aRowOfTheFutureIsABadRow() throws {
        let box = try TemporaryBox()
        let asOf = Fixtures.now - .minutes(5)
        let last = asOf + TicketImport.futureTolerance
        let text =
            "ticket_id,tier_id,number,as_of\nt-1,vip,1,\(last.milliseconds)\n"
            + "t-2,vip,2,\(last.milliseconds + 1)\nt-3,vip,3,9999-12-31T23:59:59Z\n"
        let report = try box.importText(text, format: .csv, skipBad: true)
        #expect(report.imported == 1)
        #expect(
            report.bad.listed.map(\.message) == [
                "line 3: as_of must be at most ten minutes after the import's own moment",
                "line 4: as_of must be at most ten minutes after the import's own moment",
            ])
    }

    @Test func anOlderListNeverReplacesANewerOneUnasked() async throws {
        let box = try TemporaryBox()
        let asOf = Fixtures.now - .minutes(5)
        let cancelled = Fixtures.ticket(status: .cancelled)
        try box.importList(TicketList(tickets: [cancelled]))
        let row = #"{"ticket_id":"t-1","tier_id":"general","number":"1","as_of":"#
        let older = asOf - .milliseconds(1)
        #expect(
            throws: LedgerFault.importOlder(Fixtures.eventID, found: older, inUse: asOf)
        ) { try box.importText(row + "\(older.milliseconds)}") }
        #expect(try await ticket("t-1", in: box)?.status == .cancelled)
        try box.importText(row + "\(older.milliseconds)}", allowOlder: true)
        #expect(try await ticket("t-1", in: box)?.status == .valid)
    }

    @Test func aListOfTheSameMomentIsNotOlder() throws {
        let box = try TemporaryBox()
        try box.importList(TicketList())
        #expect(try box.importList(TicketList()).imported == 1)
    }

    /// An open file is read, whatever has become of its name.
    @Test func aFileIsOpenedBeforeItIsRead() throws {
        let box = try TemporaryBox()
        let path = box.state.path + "/tickets"
        try Data("ticket_id,tier_id,number\nt-1,vip,1\n".utf8)
            .write(to: URL(fileURLWithPath: path))
        let file = try TicketFile(path: path)
        try FileManager.default.removeItem(atPath: path)
        let job = TicketImport(format: .csv, events: TemporaryBox.events, asOf: Fixtures.now)
        #expect(try job.run(file, into: box.state, device: box.device).imported == 1)
    }

    @Test(arguments: [
        ("", HeaderProblem.empty),
        ("\n\n", .empty),
        ("ticket_id,tier_id,numbr\n", .unknown(position: 3, nearest: .number)),
        ("ticket_id,ticket_id\n", .repeated(.ticketID)),
        ("ticket_id,number\n", .missing(.tierID)),
        ("ticket_id,\"tier_id\n", .unreadable),
        ("tick\"et_id\n", .unreadable),
    ])
    func aBadHeaderIsNamed(_ text: String, _ problem: HeaderProblem) throws {
        let box = try TemporaryBox()
        #expect(throws: LedgerFault.importHeader(problem)) {
            try box.importText(text, format: .csv)
        }
    }

    @Test func anEmptyListNeverReplacesAFullOne() async throws {
        let box = try TemporaryBox()
        try box.importList(TicketList())
        #expect(throws: LedgerFault.importEmpty) {
            try box.importText("ticket_id,tier_id,number\n", format: .csv)
        }
        #expect(throws: LedgerFault.importEmpty) { try box.importText("") }
        #expect(try await ticket("t-1", in: box) != nil)
    }

    @Test func aFileThatIsNotThereIsSaidSo() throws {
        let box = try TemporaryBox()
        let job = TicketImport(format: .csv, events: TemporaryBox.events, asOf: Fixtures.now)
        #expect(throws: LedgerFault.importUnreadable) {
            try job.run(file: "/nonexistent", into: box.state, device: box.device)
        }
        #expect(throws: LedgerFault.importUnreadable) {
            try job.run(file: "/", into: box.state, device: box.device)
        }
    }

    @Test func tooManyEventsAreRefused() throws {
        let box = try TemporaryBox()
        let events = (1...65).map {
            ImportedEvent(event: Fixtures.event(EventID(stringLiteral: "e-\($0)")), tiers: [])
        }
        #expect(throws: LedgerFault.tooManyEvents(65)) { try box.importText("", events: events) }
    }

    @Test func progressIsToldAlongTheWay() throws {
        let box = try TemporaryBox()
        let count = TicketImport.progressStep * 2 + 5
        let rows = (1...count).map { "t-\($0),vip,\($0)\n" }.joined()
        let file = box.state.path + "/many"
        try Data(("ticket_id,tier_id,number\n" + rows).utf8).write(to: URL(fileURLWithPath: file))
        var told: [Int] = []
        let report = try TicketImport(
            format: .csv, events: TemporaryBox.events, asOf: Fixtures.now
        ).run(file: file, into: box.state, device: box.device) { told.append($0.rows) }
        #expect(told == [TicketImport.progressStep, TicketImport.progressStep * 2, count])
        #expect(report.imported == count)
    }

    /// The import's short way to an identifier ends where the long one does.
    @Test func identifiersAreKeptAsTheyAreEverywhere() {
        let texts = [
            "t-1", "T-1", "ABCDEF", "3F2504E0-4F89-41D3-9A0C-0305E82C3301",
            "3f2504e0-4f89-41d3-9a0c-0305e82c3301", "3F2504E0-4F89-41D3-9A0C-0305E82C330G", "é",
            String(repeating: "x", count: 128), String(repeating: "x", count: 129), "a\u{7F}b",
        ]
        for text in texts {
            let kept = try? TicketRow.identifier(Array(text.utf8)[...], .ticketID)
            #expect(kept == TicketID(text)?.text, "\(text)")
        }
    }

    /// A row of any size that crosses the reader's chunks comes out whole.
    @Test func rowsCrossChunks() throws {
        let box = try TemporaryBox()
        var random = SeededRandom(seed: 5)
        var lengths: [Int] = []
        var text = ""
        while text.utf8.count < 1_200_000 {
            let length = Int.random(in: 1...60_000, using: &random)
            lengths.append(length)
            text += "\"" + String(repeating: "x\n", count: length / 2) + "\"\r\n"
        }
        let file = box.state.path + "/rows"
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        let reader = try RecordReader(TicketFile(path: file), quoted: true)
        var record: [UInt8] = []
        var found: [Int] = []
        var line = 1
        while let bounds = try reader.next(into: &record) {
            #expect(!bounds.isTooLong && !bounds.isUnclosed && bounds.line == line)
            line += record.count { $0 == 0x0A } + 1
            found.append(record.count - 2)
        }
        #expect(found == lengths.map { $0 / 2 * 2 })
    }

    @Test func noFileCrashesTheImport() throws {
        let box = try TemporaryBox()
        var random = SeededRandom(seed: 7)
        let good = Array(
            #"{"ticket_id":"t-1","tier_id":"vip","number":"1","holder":"\ud83c\udfaa"}"#.utf8)
        for round in 0..<400 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let index = Int.random(in: bytes.indices, using: &random)
                switch round % 3 {
                case 0: bytes[index] = UInt8.random(in: .min ... .max, using: &random)
                case 1 where bytes.count > 8: bytes.remove(at: index)
                default: bytes.insert(Array("\"\\,{}\n".utf8).randomElement() ?? 0, at: index)
                }
            }
            var fields = RowFields()
            do {
                try JSONRow.read(bytes, of: .tickets, into: &fields)
            } catch { #expect(error is RowRejection) }
            do {
                try CSVRow.split(bytes, into: &fields) { _ in nil }
            } catch { #expect(error is RowRejection) }
        }
        _ = box
    }
}
