// Verification, export, and following a journal from another process.

import CheckinCore
import CheckinTesting
import GRDB
import Testing

@testable import Ledger

@Suite struct JournalViewsTests {
    /// An evening with entries, exits and refusals of listed and unlisted guests.
    private func evening() async throws -> (box: TemporaryBox, door: Doorstep) {
        let box = try TemporaryBox()
        let list = TicketList(tickets: [Fixtures.ticket(), Fixtures.ticket("t-2")])
        try box.importList(list)
        let door = Doorstep(ledger: try await box.open(), box: box)
        let exit = Fixtures.door(direction: .exit)
        try await door.present()
        try await door.present(Fixtures.claims("t-2"), after: .seconds(70))
        try await door.present(after: .minutes(5), door: exit)
        try await door.present(after: .minutes(9))
        try await door.present(after: .minutes(12))
        _ = try await door.present(CodeReading.forged, after: .minutes(13))
        return (box, door)
    }

    @Test func aSoundJournalIsFoundSound() async throws {
        let (box, _) = try await evening()
        let verification = try JournalVerifier.verify(box.state)
        #expect(verification.isSound)
        #expect(verification.attempts == 6)
        #expect(verification.box.device == box.device)
    }

    @Test(arguments: [
        (
            "UPDATE presence SET entries = 9 WHERE ticket = 't-1'",
            "ticket t-1 of event gala does not stand where its attempts left it"
        ),
        (
            "DELETE FROM presence WHERE ticket = 't-2'",
            "ticket t-2 of event gala does not stand where its attempts left it"
        ),
        (
            """
            INSERT INTO presence (event, ticket, inside, entries) VALUES ('gala', 't-9', 0, 0)
            """, "ticket t-9 of event gala does not stand where its attempts left it"
        ),
        (
            "UPDATE occupancy SET inside = 3 WHERE kind = 'event'",
            "inside event gala: stored 3, counted 2"
        ),
        (
            "UPDATE occupancy SET admitted = 7 WHERE name = 'general'",
            "admitted to event gala, tier general: stored 7, counted 2"
        ),
        (
            "DELETE FROM refusal WHERE reason = 'forged'",
            "refusals 'forged' of event gala: stored 0, counted 1"
        ),
        (
            "UPDATE arrival SET entries = entries + 1 WHERE minute = 1767290400000",
            "entries to event gala at 2026-01-01T18:00:00.000Z: stored 2, counted 1"
        ),
    ])
    func aPlantedDifferenceIsFound(_ sql: String, _ message: String) async throws {
        let (box, _) = try await evening()
        try await DatabaseQueue(path: box.state.journal).write { try $0.execute(sql: sql) }
        let verification = try JournalVerifier.verify(box.state)
        #expect(verification.differences.map(\.message) == [message])
    }

    @Test func aMissingAttemptIsFound() async throws {
        let (box, _) = try await evening()
        try await DatabaseQueue(path: box.state.journal).write { db in
            try db.execute(sql: "DROP TRIGGER attempts_are_never_deleted")
            try db.execute(sql: "DELETE FROM attempt WHERE number = 6")
            try db.execute(sql: "DELETE FROM seen; DELETE FROM attempt WHERE number = 4")
        }
        let differences = try JournalVerifier.verify(box.state).differences
        #expect(differences.contains(.gap(before: AttemptNumber(5))))
        #expect(differences.contains(.presence(event: "gala", ticket: "t-1")))
    }

    @Test func exportsEveryAttemptOnce() async throws {
        let (box, _) = try await evening()
        var lines: [String] = []
        let count = try AttemptExport(format: .csv).run(box.state) { lines.append($0) }
        #expect(count == 6 && lines.count == 7)
        #expect(lines[0].hasPrefix("number,at,clock,"))
        let first = "1,2026-01-01T18:00:00.000Z,1767290400000,0,true,door-a,entry,camera,"
        #expect(lines[1].hasPrefix(first))
        #expect(lines.allSatisfy { $0.hasSuffix("\n") && !$0.contains("Asha") })
        let columns = lines.map { $0.split(separator: ",", omittingEmptySubsequences: false).count }
        #expect(Set(columns) == [AttemptExport.columns.count])
    }

    @Test func exportsAfterANumber() async throws {
        let (box, _) = try await evening()
        var lines: [String] = []
        let count = try AttemptExport(format: .ndjson)
            .run(box.state, after: AttemptNumber(5)) { lines.append($0) }
        #expect(count == 1 && lines.count == 1)
        #expect(lines[0].hasPrefix(#"{"number":6,"at":"2026-01-01T18:13:00.000Z""#))
        let end = #""outcome":"refused","reason":"forged","act":"scan","people":0}"#
        #expect(lines[0].hasSuffix(end + "\n"))
    }

    @Test func exportedTextIsQuoted() {
        let attempt = Attempt(
            number: AttemptNumber(1), at: Fixtures.now,
            clock: HybridTime(milliseconds: 0, counter: 0), timeTrusted: true, door: "a\"b,c\\",
            direction: .entry, source: .api, fingerprint: CodeFingerprint(1), claims: nil,
            tier: nil, event: nil,
            answer: .verdict(
                Verdict(.refused(.wrongEvent(EventSummary(title: "x|y", startsAt: Fixtures.now))))))
        #expect(AttemptExport(format: .csv).line(attempt).contains(#","a""b,c\","#))
        #expect(AttemptExport(format: .ndjson).line(attempt).contains(#""door":"a\"b,c\\","#))
        #expect(AttemptExport(format: .ndjson).line(attempt).contains("x%7cy"))
    }

    @Test func aMarkThatCombinesHidesNoQuote() {
        let attempt = Attempt(
            number: AttemptNumber(1), at: Fixtures.now,
            clock: HybridTime(milliseconds: 0, counter: 0), timeTrusted: true,
            door: "a\"\u{301}b", direction: .entry, source: .api,
            fingerprint: CodeFingerprint(1), claims: nil, tier: nil, event: nil,
            answer: .verdict(Verdict(.refused(.forged))))
        #expect(AttemptExport(format: .csv).line(attempt).contains("\"a\"\"\u{301}b\","))
    }

    @Test func aTailSeesWhatADaemonWrites() async throws {
        let (box, door) = try await evening()
        let tail = try JournalTail(box.state)
        #expect(try tail.hasChanged())
        #expect(try !tail.hasChanged())
        #expect(try tail.newest() == AttemptNumber(6))
        let recorded = try await door.present(after: .minutes(20))
        #expect(try tail.hasChanged())
        #expect(try tail.attempts(after: AttemptNumber(6), limit: 10) == [recorded.attempt])
        #expect(try !tail.hasChanged())
    }

    @Test func aJournalThatIsNotThereIsSaidSo() throws {
        let box = try TemporaryBox()
        #expect(throws: LedgerFault.journalMissing) { try JournalTail(box.state) }
        #expect(throws: LedgerFault.journalMissing) { try JournalVerifier.verify(box.state) }
    }
}
