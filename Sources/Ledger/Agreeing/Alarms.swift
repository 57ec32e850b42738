// Emergencies and their ends, of this box and of others. Each becomes an attempt of this box, so
// that what holds here always follows from the journal; as long as one has no end, nobody goes in.
// They may come twice, in any order, and cross each other. It must never need the network.

import CheckinCore
import GRDB
import Validation

struct Alarms {
    /// What one transaction takes: nobody declares more at once who means it.
    private static let atOnce = 20

    let db: Database

    /// The latch of the box: the newest emergency that nobody has ended.
    func latch() throws {
        try db.execute(
            sql: """
                UPDATE box SET emergency = (SELECT max(number) FROM attempt e \
                WHERE act = 'emergency' AND NOT EXISTS \
                (SELECT 1 FROM attempt c WHERE c.target = e.number AND c.act = 'all_clear'))
                """)
    }

    /// What was declared or ended here is for everybody. An end of what nobody can have heard of is
    /// not told either: it would stop every door for a moment, hours later.
    func tell(_ attempt: Attempt) throws {
        guard let event = attempt.event else { return }
        var ends: MessageID?
        if let target = attempt.act.target {
            guard let (emergency, isUntold) = try emergency(of: target) else { return }
            ends = emergency
            if isUntold {
                return try db.execute(
                    sql: "UPDATE message SET sending = 'done' WHERE id = ?",
                    arguments: [emergency.text])
            }
        }
        let journal = try Lives.read(db).journal(of: attempt.number)
        let message = Message(
            id: Message.id(of: attempt.number, in: journal), event: event,
            kind: ends == nil ? .emergency : .allClear, device: journal.device,
            staff: attempt.act.staff, ends: ends, at: attempt.at)
        try MessageTable.insert(message, attempt: attempt.number, sending: "due", db)
    }

    private func emergency(of attempt: AttemptNumber) throws -> (id: MessageID, isUntold: Bool)? {
        let statement = try db.cachedStatement(
            sql: """
                SELECT id, sending = 'due' FROM message \
                WHERE attempt = ? AND kind = 'emergency'
                """)
        return try statement.first([attempt.value]) { (try $0.identifier(0), try $0.flag(1)) }
    }

    // MARK: - Of others

    private struct Unsettled {
        let message: MessageID
        let event: EventID
        /// What an all-clear ends.
        let target: AttemptNumber?
    }

    /// An emergency that was over when it was first heard of says nothing any more.
    private static let emergencies = """
        SELECT m.id, m.event, NULL FROM message m \
        WHERE m.kind = 'emergency' AND m.kind != 'message' \
        AND m.attempt IS NULL AND NOT EXISTS (SELECT 1 FROM message c \
        WHERE c.ends = m.id AND c.event = m.event) ORDER BY m.at, m.id LIMIT \(atOnce)
        """
    /// An end that comes before its beginning waits for it.
    private static let ends = """
        SELECT c.id, c.event, m.attempt FROM message c JOIN message m ON m.id = c.ends \
        WHERE c.kind = 'all_clear' AND c.kind != 'message' AND c.attempt IS NULL \
        AND m.kind = 'emergency' AND m.event = c.event AND m.attempt IS NOT NULL \
        AND NOT EXISTS (SELECT 1 FROM attempt a \
        WHERE a.target = m.attempt AND a.act = 'all_clear') ORDER BY c.at, c.id LIMIT \(atOnce)
        """

    static func areUnsettled(_ db: Database) throws -> Bool {
        try !unsettled(emergencies, db).isEmpty || !unsettled(ends, db).isEmpty
    }

    private static func unsettled(_ sql: String, _ db: Database) throws -> [Unsettled] {
        let rows = try Row.fetchCursor(db.cachedStatement(sql: sql))
        var found: [Unsettled] = []
        while let row = try rows.next() {
            found.append(
                Unsettled(
                    message: try row.identifier(0), event: try row.identifier(1),
                    target: row.optionalInteger(2).map(AttemptNumber.init)))
        }
        return found
    }

    /// Makes attempts of what was heard, at this door.
    func settle(at post: Post, now: Timestamp) throws {
        for one in try Self.unsettled(Self.emergencies, db) {
            try append(one, Act(.emergency), at: post, now)
        }
        // Two boxes may end the same one.
        var ended: Set<AttemptNumber> = []
        for one in try Self.unsettled(Self.ends, db) {
            guard let target = one.target, ended.insert(target).inserted else { continue }
            try append(one, Act(.allClear, target: target), at: post, now)
        }
        try latch()
    }

    private func append(
        _ one: Unsettled, _ act: Act, at post: Post, _ now: Timestamp
    ) throws {
        let (number, clock) = try JournalHead.read(db).next(at: now)
        let attempt = Attempt(
            number: number, at: now, clock: clock, timeTrusted: post.timeTrusted,
            door: post.door.id, direction: post.door.direction, source: .box, fingerprint: nil,
            claims: nil, tier: nil, event: one.event, answer: .done, act: act)
        try AttemptColumns.append(attempt, to: db)
        try db.execute(
            sql: "UPDATE message SET attempt = ? WHERE id = ?",
            arguments: [number.value, one.message.text])
    }
}
