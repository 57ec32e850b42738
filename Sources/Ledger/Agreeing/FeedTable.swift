// Up to where the feed of each event was taken in, and the attempts of a page on their way into the
// tables. It must never move a cursor past what is not yet written.

import CheckinCore
import GRDB
import Validation

enum FeedTable {
    /// What is taken in from feeds, and can be asked for again.
    static let tables: Set<String> = ["foreign_attempt", "staff", "message"]

    /// At the beginning where the list in use is another one than that which was written; the feed
    /// is the same one all the same.
    static func cursor(_ db: Database, of event: EventID) throws -> FeedCursor {
        let statement = try db.cachedStatement(
            sql: """
                SELECT generation, CASE WHEN box.snapshot IS feed.list THEN position ELSE 0 END \
                FROM feed, box WHERE event = ?
                """)
        return try statement.first([event.text]) { row in
            FeedCursor(generation: try row.identifier(0), position: try row.integer(1))
        } ?? FeedCursor()
    }

    /// Up to when the list in use is whole by what the feed said.
    static func asOf(_ db: Database, of event: EventID) throws -> Timestamp? {
        let statement = try db.cachedStatement(
            sql: "SELECT as_of FROM feed JOIN box ON box.snapshot = feed.list WHERE event = ?")
        return try statement.first([event.text]) { $0.optionalMoment(0) } ?? nil
    }

    /// Up to when the list in use is whole, by the list itself or by the feed; nil without a list.
    static func asOf(_ db: Database, of listed: ListedEvent) throws -> Timestamp? {
        guard let own = listed.asOf else { return nil }
        return max(own, try asOf(db, of: listed.event.id) ?? own)
    }

    /// - Parameter list: the ticket list that has what the page says of it.
    static func move(_ db: Database, to page: FeedPage, list: Int) throws {
        let isWhole = page.position >= page.head
        let known = try asOf(db, of: page.event)
        let asOf = isWhole ? page.asOf ?? known : known
        try db.execute(
            sql: """
                REPLACE INTO feed (event, list, generation, position, head, as_of) \
                VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                page.event.text, list, page.generation.text, page.position,
                max(page.head, page.position), asOf?.milliseconds,
            ])
    }

    /// Another list comes into use: of the snapshot's event it knows what the snapshot does, and of
    /// those in `kept` what the list before it did. Throws when the feed is known further already.
    static func swap(
        _ db: Database, to offer: SnapshotOffer, list: Int, before old: Int?, kept: [EventID]
    ) throws {
        guard try !isOlder(offer, db) else { throw LedgerFault.snapshotOlder(offer.event) }
        for event in kept {
            try db.execute(
                sql: "UPDATE feed SET list = ? WHERE event = ? AND list IS ?",
                arguments: [list, event.text, old])
        }
        try move(
            db,
            to: FeedPage(
                event: offer.event, generation: offer.generation, position: offer.position,
                head: offer.position, asOf: offer.asOf, changes: []), list: list)
    }

    /// By the place in the feed; where that says nothing, as of two lives, by the time.
    static func isOlder(_ offer: SnapshotOffer, _ db: Database) throws -> Bool {
        let live = try cursor(db, of: offer.event)
        if live.generation == offer.generation, live.position != offer.position {
            return live.position > offer.position
        }
        return try asOf(db, of: offer.event).map { $0 > offer.asOf } ?? false
    }

    /// Nothing of any feed is known any more: everything is asked for again.
    static func forget(_ db: Database) throws { try db.execute(sql: "DELETE FROM feed") }

    /// Where the box forgot how far the clocks of others are, what was kept of others says so. None
    /// of them moves our clock: our next attempts go between others where they belong.
    static func restoreClocks(_ db: Database) throws {
        let row = try Row.fetchOne(
            db,
            sql: "SELECT clock, tick FROM foreign_attempt ORDER BY clock DESC, tick DESC LIMIT 1")
        guard let row else { return }
        let clock = HybridTime(milliseconds: try row.integer(0), counter: try row.number(1))
        try Clocks(heard: nil, furthest: clock).write(db)
    }

    /// Takes in some attempts of a page, in one transaction of the caller's.
    static func take(
        _ attempts: [ForeignAttempt], at now: Timestamp, into db: Database
    ) throws {
        var retelling = Retelling(db)
        let new = try attempts.filter { try isWanted($0, db) }
        try retelling.expect(new.map(PlacedAttempt.init))
        var clocks = Clocks(head: try JournalHead.read(db))
        for foreign in new where try ForeignTable.append(foreign, to: db) {
            try retelling.take(PlacedAttempt(foreign))
        }
        for foreign in attempts { clocks.hear(foreign.attempt.clock, at: now) }
        try retelling.finish()
        try clocks.write(db)
    }

    /// Not what our own journal holds, nor what says nothing here.
    private static func isWanted(_ foreign: ForeignAttempt, _ db: Database) throws -> Bool {
        var known: UInt8?
        if let claims = foreign.attempt.claims {
            known = try PresenceRow.read(db, event: claims.event, ticket: claims.ticket)?.generation
        }
        guard ForeignTable.matters(foreign, known: known) else { return false }
        let statement = try db.cachedStatement(
            sql: """
                SELECT EXISTS (SELECT 1 FROM attempt a JOIN box b ON b.device = ? \
                WHERE a.number = ? AND a.clock = ? AND a.tick = ?)
                """)
        let clock = foreign.attempt.clock
        let isHeld = try statement.first([
            foreign.journal.device.text, foreign.attempt.number.value, clock.milliseconds,
            Int64(clock.counter),
        ]) { try $0.flag(0) }
        return isHeld != true
    }
}

/// Up to when the lists in use are whole by what the feed said: asked for at every scan, so it is
/// looked up once.
struct HeardAsOf {
    private var list: Int?
    private var known: [EventID: Timestamp?] = [:]

    mutating func forget() { known = [:] }

    /// - Parameter list: the ticket list in use.
    mutating func look(for event: EventID, list: Int?, _ db: Database) -> Timestamp? {
        if list != self.list { forget() }
        self.list = list
        if let known = known[event] { return known }
        // Without it, the list is as old as the list itself says.
        let found = (try? FeedTable.asOf(db, of: event)) ?? nil
        known[event] = .some(found)
        return found
    }
}

/// How far the clocks of others were heard to be.
private struct Clocks {
    private var heard: HybridTime?
    private var furthest: HybridTime?

    init(heard: HybridTime?, furthest: HybridTime?) {
        self.heard = heard
        self.furthest = furthest
    }

    init(head: JournalHead) { self.init(heard: head.heard, furthest: head.furthest) }

    mutating func hear(_ clock: HybridTime, at now: Timestamp) {
        furthest = max(clock, furthest ?? clock)
        if HybridClock.isBelievable(clock, at: now) { heard = max(clock, heard ?? clock) }
    }

    func write(_ db: Database) throws {
        let statement = try db.cachedStatement(
            sql: """
                UPDATE box SET heard_clock = ?, heard_tick = ?, furthest_clock = ?, \
                furthest_tick = ?
                """)
        try statement.run([
            heard?.milliseconds, heard.map { Int64($0.counter) }, furthest?.milliseconds,
            furthest.map { Int64($0.counter) },
        ])
    }
}
