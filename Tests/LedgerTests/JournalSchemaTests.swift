// The schema itself refuses what must never be: these tests go behind the ledger's back, as a bug
// of ours or somebody with a shell would.

import CheckinCore
import CheckinTesting
import GRDB
import Testing

@testable import Ledger

@Suite struct JournalSchemaTests {
    /// A journal with one admission, opened for writing.
    private func journal() async throws -> (box: TemporaryBox, queue: DatabaseQueue) {
        let box = try TemporaryBox()
        try box.importList(TicketList())
        try await Doorstep(ledger: try await box.open(), box: box).present()
        return (box, try DatabaseQueue(path: box.state.journal))
    }

    @Test(arguments: [
        "UPDATE attempt SET outcome = 'exited'",
        "UPDATE attempt SET at = 0",
        "DELETE FROM attempt",
        "REPLACE INTO attempt SELECT * FROM attempt",
        "UPDATE box SET device = 'other'",
        "UPDATE box SET incarnation = 'other'",
        "DELETE FROM box",
        "UPDATE occupancy SET admitted = -1",
        "UPDATE presence SET inside = 2",
        "UPDATE presence SET entries = 0",
        "INSERT INTO seen VALUES (99)",
    ])
    func refusesToForget(_ sql: String) async throws {
        let (box, queue) = try await journal()
        #expect(throws: DatabaseError.self) {
            try queue.inDatabase { try $0.execute(sql: sql) }
        }
        #expect(try JournalVerifier.verify(box.state).isSound)
    }

    /// Every column of a good second attempt, and one that spoils it.
    @Test(arguments: [
        "", "number = 1", "number = 3", "number = 0", "at = NULL", "tick = 65536",
        "time_trusted = 2", "direction = 'sideways'", "source = 'telepathy'", "scheme = 'ns9'",
        "outcome = 'maybe'", "outcome = 'refused'", "reason = 'forged'", "facts = 'x'",
        "generation = 256", "flags = 128", "flags = -1", "repeats = 7", "repeats = 2",
        "ticket = NULL", "scheme = NULL", "issued_at = NULL", "ticket_event = NULL",
        "fingerprint = 'text'", "fingerprint = NULL", "act = 'dance'", "act = NULL",
        "act = 'undo'", "outcome = 'done'", "target = 7", "target = 2", "shift = 9",
        "people = NULL", "cause = 'boredom'",
    ])
    func refusesAnImpossibleAttempt(_ change: String) async throws {
        let (_, queue) = try await journal()
        var values: [String: String] = [:]
        let columns = AttemptColumns.list.split(separator: ", ").map(String.init)
        for column in columns { values[column] = column }
        values["number"] = "number + 1"
        let parts = change.split(separator: " = ").map(String.init)
        if parts.count == 2 { values[parts[0]] = parts[1] }
        let selected = columns.compactMap { values[$0] }.joined(separator: ", ")
        let sql = "INSERT INTO attempt (\(AttemptColumns.list)) SELECT \(selected) FROM attempt"
        if change.isEmpty {
            try await queue.write { try $0.execute(sql: sql) }
        } else {
            await #expect(throws: DatabaseError.self) {
                try await queue.write { try $0.execute(sql: sql) }
            }
        }
    }

    @Test func everyWordOfTheProtocolIsInTheSchema() async throws {
        let (_, queue) = try await journal()
        func words(_ sql: String) throws -> Set<String> {
            try queue.inDatabase { try String.fetchSet($0, sql: sql) }
        }
        let reasons = "SELECT name FROM reason WHERE outcome = "
        #expect(try words("SELECT name FROM source") == Set(TokenSource.allCases.map(\.rawValue)))
        #expect(try words("SELECT name FROM scheme") == Set(Scheme.allCases.map(\.rawValue)))
        #expect(try words(reasons + "'refused'") == Set(RefusalCode.allCases.map(\.rawValue)))
        #expect(try words(reasons + "'unavailable'") == Set(Unavailable.allCases.map(\.rawValue)))
        #expect(try words("SELECT name FROM act") == Set(ActKind.allCases.map(\.rawValue)))
        #expect(try words("SELECT name FROM cause") == Set(Cause.allCases.map(\.rawValue)))
        #expect(
            try words("SELECT name FROM payment_method")
                == Set(PaymentMethod.allCases.map(\.rawValue)))
        #expect(try words("SELECT name FROM role") == Set(Role.allCases.map(\.rawValue)))
        for flag in VerdictFlag.allCases {
            let bit = AttemptColumns.bit(of: flag)
            #expect(try words("SELECT name FROM flag WHERE bit = \(bit)") == [flag.rawValue])
        }
    }

    /// What was released stays: a changed migration would leave old journals behind.
    @Test func migrationsAreFrozen() {
        let sums = JournalSchema.migrations.map { migration in
            var sum: UInt64 = 0xCBF2_9CE4_8422_2325
            for byte in migration.sql.utf8 { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01B3 }
            return "\(migration.name) \(String(sum, radix: 16))"
        }
        #expect(sums == Self.frozen)
    }

    /// Names and FNV-1a sums of the migrations that exist. Only ever add to this list.
    private static let frozen = [
        "1-words 7880b083531dc5c", "2-attempts 8eef5a1fcca20a3f", "3-presence 2c03304a722d0191",
        "4-box 366feea2a45b7671", "5-people f92847482731f408",
        "6-lost aab5a2b2a41c71c8", "7-sign-in 857b5934914c6c65",
        "8-payments ef5f0134c7e942c5", "9-turns f785a6efb49c1a8d",
        "10-lost-money 547893ff57321a5a", "11-agreeing 799379b443a10ab4",
        "12-decisions 59ae289c391f68d",
        "13-people-of-the-server c9233825fb618c6", "14-messages 4304c6cb2704e90d",
    ]

    @Test func durabilityIsWhatWePromise() async throws {
        let box = try TemporaryBox()
        let queue = try JournalFile.openForWriting(box.state, device: box.device)
        func pragma(_ name: String) throws -> String? {
            try queue.inDatabase { try String.fetchOne($0, sql: "PRAGMA " + name) }
        }
        #expect(try pragma("journal_mode") == "wal")
        #expect(try pragma("synchronous") == "2")
        #expect(try pragma("foreign_keys") == "1")
    }
}
