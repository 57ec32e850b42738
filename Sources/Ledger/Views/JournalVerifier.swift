// Proves that a journal agrees with itself: numbers without gaps, and presence and counters that
// are what the attempts say. It reads, and never mends: what differs is for a person to look at.

package import CheckinCore
import GRDB
import Validation

/// One thing that is not as the attempts say.
package enum JournalDifference: Hashable, Sendable {
    /// SQLite found damage; its words.
    case damage(String)
    /// A row that refers to one that is not there, by table.
    case orphan(table: String)
    /// Attempts are missing before this number.
    case gap(before: AttemptNumber)
    /// An attempt that cannot be read.
    case unreadable(AttemptNumber)
    /// The clock of this attempt is not later than that of the one before it.
    case clockStoodStill(AttemptNumber)
    case presence(event: EventID, ticket: TicketID)
    /// `place`: "event ", or a tier or an area with its id.
    case occupancy(event: EventID, place: String, stored: Int, counted: Int)
    case admitted(event: EventID, place: String, stored: Int, counted: Int)
    /// The latch of the box is not what the attempts say.
    case emergency
    case arrivals(event: EventID, minute: Timestamp, stored: Int, counted: Int)
    case refusals(event: EventID, code: String, stored: Int, counted: Int)
    case payment(AttemptNumber, PaymentProblem)
    /// Receipts are missing, or not in the order of the attempts, before this number.
    case receipt(Int64)

    package var message: String {
        switch self {
        case .damage(let words): "the file is damaged: \(words)"
        case .orphan(let table): "a row of '\(table)' refers to one that is not there"
        case .gap(let number): "attempts are missing before number \(number)"
        case .unreadable(let number): "attempt \(number) cannot be read"
        case .clockStoodStill(let number): "attempt \(number) is not later than the one before it"
        case .presence(let event, let ticket):
            "ticket \(ticket) of event \(event) does not stand where its attempts left it"
        case .occupancy(let event, let place, let stored, let counted):
            "inside \(Self.place(event, place)): stored \(stored), counted \(counted)"
        case .admitted(let event, let place, let stored, let counted):
            "admitted to \(Self.place(event, place)): stored \(stored), counted \(counted)"
        case .emergency: "the emergency that holds is not the one in the attempts"
        case .arrivals(let event, let minute, let stored, let counted):
            "entries to event \(event) at \(minute.rfc3339): stored \(stored), "
                + "counted \(counted)"
        case .refusals(let event, let code, let stored, let counted):
            "refusals '\(code)' of event \(event): stored \(stored), counted \(counted)"
        case .payment(let number, let problem): "attempt \(number) \(problem.rawValue)"
        case .receipt(let number): "receipt \(number) does not follow the one before it"
        }
    }

    private static func place(_ event: EventID, _ place: String) -> String {
        place == "event " ? "event \(event)" : "event \(event), \(place)"
    }
}

package struct Verification: Hashable, Sendable {
    /// As many differences as anybody reads; `total` counts them all.
    package static let maximumListed = 100

    package let box: Box
    package let attempts: Int
    package fileprivate(set) var differences: [JournalDifference] = []
    package fileprivate(set) var total = 0

    package var isSound: Bool { total == 0 }

    mutating func add(_ difference: JournalDifference) {
        total += 1
        if differences.count < Self.maximumListed { differences.append(difference) }
    }
}

package enum JournalVerifier {
    /// Reads the whole journal in one consistent look; works beside a running daemon. Blocks for
    /// seconds with millions of attempts: on a thread of its own, please.
    package static func verify(_ state: StateDirectory) throws -> Verification {
        let queue = try JournalFile.openForReading(state)
        return try LedgerFault.wrapping(.journal) {
            try queue.read { db in
                let attempts = try Int.fetchOne(db, sql: "SELECT count(*) FROM attempt") ?? 0
                var verification = Verification(box: try Box.read(db), attempts: attempts)
                try checkFile(db, &verification)
                let standIns = try StandIns(db)
                let undone = try undone(db, standIns)
                var recount = Recount(undone: undone)
                try checkAttempts(db, standIns, &recount, &verification)
                try checkEmergency(db, &verification)
                try PaymentCheck.run(db, &verification)
                var comparison = try PresenceComparison(
                    db, undone: Set(undone.keys), standIns: standIns)
                try comparison.run(&recount, &verification)
                try recount.compare(db, &verification)
                return verification
            }
        }
    }

    /// Few: staff take back what they did, not what guests do.
    static func undone(
        _ db: Database, _ standIns: StandIns
    ) throws -> [AttemptNumber: Attempt] {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT \(AttemptColumns.list) FROM attempt \
                WHERE number IN (SELECT target FROM attempt WHERE act = 'undo')
                """)
        var undone: [AttemptNumber: Attempt] = [:]
        while let row = try rows.next() {
            guard let attempt = try? AttemptColumns.read(row) else { continue }
            undone[attempt.number] = standIns.counting(attempt)
        }
        return undone
    }

    private static func checkEmergency(
        _ db: Database, _ verification: inout Verification
    ) throws {
        let counted = try Int64.fetchOne(
            db,
            sql: """
                SELECT max(number) FROM attempt e WHERE act = 'emergency' AND NOT EXISTS \
                (SELECT 1 FROM attempt c WHERE c.target = e.number AND c.act = 'all_clear')
                """)
        if try JournalHead.read(db).emergency?.value != counted { verification.add(.emergency) }
    }

    private static func checkFile(_ db: Database, _ verification: inout Verification) throws {
        let words = try String.fetchCursor(
            db, sql: "PRAGMA integrity_check(\(Verification.maximumListed))")
        while let line = try words.next() {
            if line != "ok" { verification.add(.damage(line)) }
        }
        let orphans = try Row.fetchCursor(db, sql: "PRAGMA foreign_key_check")
        let hasLost = try !LostNumbers.attempts.read(db).isEmpty
        while let row = try orphans.next() {
            // What an attempt refers to may be lost: the recovery said so.
            if hasLost, row.optionalText(2) == "attempt" { continue }
            verification.add(.orphan(table: try row.text(0)))
        }
    }

    /// In the order of numbers: gaps, clocks, and what is counted per attempt.
    private static func checkAttempts(
        _ db: Database, _ standIns: StandIns, _ recount: inout Recount,
        _ verification: inout Verification
    ) throws {
        let rows = try Row.fetchCursor(
            db, sql: "SELECT \(AttemptColumns.list) FROM attempt ORDER BY number")
        let lost = try LostNumbers.attempts.read(db)
        var last = AttemptNumber(0)
        var clock: HybridTime?
        while let row = try rows.next() {
            let number = AttemptNumber(try row.integer(0))
            if !lost.explain(last.value, to: number.value) {
                verification.add(.gap(before: number))
            }
            last = number
            guard let attempt = try? AttemptColumns.read(row) else {
                verification.add(.unreadable(number))
                continue
            }
            if let clock, attempt.clock <= clock { verification.add(.clockStoodStill(number)) }
            clock = attempt.clock
            recount.count(standIns.counting(attempt))
        }
    }
}
