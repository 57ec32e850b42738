// Events and tiers as rows of a snapshot, and back. Few and small: they are read once, when a
// snapshot is opened.

package import CheckinCore
import GRDB

/// An event with its tiers, as the configuration has it.
package struct ImportedEvent: Hashable, Sendable {
    package let event: Event
    package let tiers: [Tier]
    /// The members that it says anything of; the others have what holds without a word.
    package let said: Set<EventMember>
    package let saidOfTiers: [TierID: Set<TierMember>]

    /// Everything counts as said where nothing else is.
    package init(
        event: Event, tiers: [Tier], said: Set<EventMember> = Set(EventMember.allCases),
        saidOfTiers: [TierID: Set<TierMember>] = [:]
    ) {
        self.event = event
        self.tiers = tiers
        self.said = said
        self.saidOfTiers = saidOfTiers
    }

    func said(of tier: TierID) -> Set<TierMember> {
        saidOfTiers[tier] ?? Set(TierMember.allCases)
    }
}

enum EventTable {
    /// Writes the event's rules over what is there; its list, and tiers that are no longer named,
    /// stay. Returns the event's key and the keys of the named tiers.
    static func upsert(
        _ imported: ImportedEvent, in db: Database
    ) throws -> (event: Int64, tiers: [TierID: Int64]) {
        let event = imported.event
        let arguments: StatementArguments = [
            event.id.text, event.title, event.startsAt.milliseconds,
            event.window.opens?.milliseconds, event.window.closes?.milliseconds,
            event.capacity?.limit, event.capacity?.isHard ?? false, event.codeMaxAge?.milliseconds,
            event.reentryAllowed, event.entryLimit, event.unlisted?.rawValue, event.stale.rawValue,
            event.staleAfter.milliseconds, event.state.word, event.state.until?.milliseconds,
            event.alerts.map(String.init).joined(separator: " "),
            event.prompts.map(\.rawValue).joined(separator: " "), event.clearsAt?.milliseconds,
            imported.said.words,
        ]
        let key = try fetchKey(
            db,
            """
            INSERT INTO event (id, title, starts_at, opens_at, closes_at, capacity, \
            capacity_is_hard, code_max_age, reentry_allowed, entry_limit, unlisted, stale, \
            stale_after, state, postponed_until, alerts, prompts, clears_at, said) \
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
            ON CONFLICT (id) DO UPDATE SET title = excluded.title, \
            starts_at = excluded.starts_at, opens_at = excluded.opens_at, \
            closes_at = excluded.closes_at, capacity = excluded.capacity, \
            capacity_is_hard = excluded.capacity_is_hard, code_max_age = excluded.code_max_age, \
            reentry_allowed = excluded.reentry_allowed, entry_limit = excluded.entry_limit, \
            unlisted = excluded.unlisted, stale = excluded.stale, \
            stale_after = excluded.stale_after, state = excluded.state, \
            postponed_until = excluded.postponed_until, alerts = excluded.alerts, \
            prompts = excluded.prompts, clears_at = excluded.clears_at, said = excluded.said \
            RETURNING key
            """, arguments)
        try AreaTable.replace(event.areas, of: key, in: db)
        var tiers: [TierID: Int64] = [:]
        for tier in imported.tiers {
            let said = SaidTier(tier: tier, said: imported.said(of: tier.id))
            tiers[tier.id] = try upsert(said, of: key, in: db)
        }
        return (key, tiers)
    }

    static func upsert(_ own: SaidTier, of event: Int64, in db: Database) throws -> Int64 {
        let tier = own.tier
        let key = try fetchKey(
            db,
            """
            INSERT INTO tier (event, id, name, color, capacity, capacity_is_hard, opens_at, \
            closes_at, said) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) \
            ON CONFLICT (event, id) DO UPDATE SET name = excluded.name, color = excluded.color, \
            capacity = excluded.capacity, capacity_is_hard = excluded.capacity_is_hard, \
            opens_at = excluded.opens_at, closes_at = excluded.closes_at, said = excluded.said \
            RETURNING key
            """,
            [
                event, tier.id.text, tier.name, tier.color, tier.capacity?.limit,
                tier.capacity?.isHard ?? false, tier.window.opens?.milliseconds,
                tier.window.closes?.milliseconds, own.said.words,
            ])
        try db.execute(sql: "DELETE FROM tier_door WHERE tier = ?", arguments: [key])
        for door in tier.doors {
            try db.execute(
                sql: "INSERT INTO tier_door (tier, door) VALUES (?, ?)",
                arguments: [key, door.text])
        }
        return key
    }

    private static func fetchKey(
        _ db: Database, _ sql: String, _ arguments: StatementArguments
    ) throws -> Int64 {
        guard let key = try Int64.fetchOne(db, sql: sql, arguments: arguments) else {
            throw ImpossibleValue()
        }
        return key
    }

    /// Writes down when the list of an event was wiped.
    static func mark(_ key: Int64, wipedAt moment: Timestamp?, in db: Database) throws {
        try db.execute(
            sql: "UPDATE event SET wiped_at = ? WHERE key = ?",
            arguments: [moment?.milliseconds, key])
    }

    /// Removes events that have no list and are not in `kept`.
    static func removeUnlisted(except kept: [EventID], in db: Database) throws {
        let unlisted = try readEvents(db).filter { $0.asOf == nil && !kept.contains($0.event.id) }
        for event in unlisted {
            let key: StatementArguments = [event.key]
            try ReservationTable.remove(of: event.key, in: db)
            // Of a list that was not whole yet.
            for table in ["ticket", "late_holder", "other_spelling"] {
                try db.execute(sql: "DELETE FROM \(table) WHERE event = ?", arguments: key)
            }
            try AreaTable.replace([], of: event.key, in: db)
            try db.execute(
                sql: "DELETE FROM tier_door WHERE tier IN (SELECT key FROM tier WHERE event = ?)",
                arguments: key)
            try db.execute(sql: "DELETE FROM tier WHERE event = ?", arguments: key)
            try db.execute(sql: "DELETE FROM event WHERE key = ?", arguments: key)
        }
    }

    static func readEvents(_ db: Database) throws -> [ListedEvent] {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT key, id, title, starts_at, opens_at, closes_at, capacity, \
                capacity_is_hard, code_max_age, reentry_allowed, entry_limit, unlisted, stale, \
                stale_after, as_of, state, postponed_until, alerts, prompts, clears_at, wiped_at, \
                (SELECT r.as_of FROM reservation_list r WHERE r.event = event.key), \
                EXISTS (SELECT 1 FROM ticket t WHERE t.event = event.key) \
                OR EXISTS (SELECT 1 FROM reservation r WHERE r.event = event.key), said \
                FROM event ORDER BY id
                """)
        var events: [ListedEvent] = []
        while let row = try rows.next() {
            let capacity: Int? = try row.optionalNumber(6)
            let isHard = try row.flag(7)
            let unlisted: UnlistedPolicy? = row.optionalText(11) == nil ? nil : try row.word(11)
            let key = try row.integer(0)
            let event = Event(
                id: try row.identifier(1), title: try row.text(2), startsAt: try row.moment(3),
                window: EntryWindow(opens: row.optionalMoment(4), closes: row.optionalMoment(5)),
                capacity: capacity.map { Capacity(limit: $0, isHard: isHard) },
                codeMaxAge: row.optionalInteger(8).map { .milliseconds($0) },
                reentryAllowed: try row.flag(9), entryLimit: try row.optionalNumber(10),
                unlisted: unlisted, stale: try row.word(12),
                staleAfter: .milliseconds(try row.integer(13)),
                state: try EventState(word: try row.text(15), until: row.optionalMoment(16)),
                alerts: try row.text(17).split(separator: " ").compactMap { Int($0) },
                prompts: try row.text(18).split(separator: " ").compactMap {
                    Prompt(rawValue: String($0))
                }, clearsAt: row.optionalMoment(19), areas: try AreaTable.read(db, of: key))
            let own = SaidEvent(event: event, said: Set(words: try row.text(23)))
            events.append(
                ListedEvent(
                    key: key, own: own, event: own.filled(by: try ServerRules.event(event.id, db)),
                    tiers: try readTiers(db, of: key, event.id), asOf: row.optionalMoment(14),
                    wipedAt: row.optionalMoment(20),
                    reservationsAsOf: row.optionalMoment(21), hasRows: try row.flag(22)))
        }
        return events
    }

    private static func readTiers(
        _ db: Database, of event: Int64, _ id: EventID
    ) throws -> [ListedTier] {
        let byServer = try ServerRules.tiers(of: id, db)
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT key, id, name, color, capacity, capacity_is_hard, opens_at, closes_at, \
                sold, said FROM tier WHERE event = ? ORDER BY key
                """, arguments: [event])
        var tiers: [ListedTier] = []
        while let row = try rows.next() {
            let capacity: Int? = try row.optionalNumber(4)
            let isHard = try row.flag(5)
            let key = try row.integer(0)
            let doors = try String.fetchAll(
                db, sql: "SELECT door FROM tier_door WHERE tier = ?", arguments: [key])
            let tier = Tier(
                id: try row.identifier(1), name: try row.text(2), color: row.optionalText(3),
                capacity: capacity.map { Capacity(limit: $0, isHard: isHard) },
                window: EntryWindow(opens: row.optionalMoment(6), closes: row.optionalMoment(7)),
                doors: Set(doors.compactMap(DoorID.init)))
            let own = SaidTier(tier: tier, said: Set(words: try row.text(9)))
            tiers.append(
                ListedTier(
                    key: key, own: own, tier: own.filled(by: byServer[tier.id]),
                    sold: try row.number(8)))
        }
        return tiers
    }
}

struct ListedTier: Sendable {
    let key: Int64
    /// As the configuration has it.
    let own: SaidTier
    /// With what the central server says beside it: what holds.
    let tier: Tier
    let sold: Int
}

struct ListedEvent: Sendable {
    let key: Int64
    /// As the configuration has it.
    let own: SaidEvent
    /// With what the central server says beside it: what holds.
    let event: Event
    let tiers: [ListedTier]
    /// nil while no ticket list of it was imported.
    let asOf: Timestamp?
    /// When its list was wiped; nil when it was not, or another was imported since.
    let wipedAt: Timestamp?
    /// Up to when its reservations go; nil while none were imported.
    var reservationsAsOf: Timestamp?
    /// A ticket or a reservation is there, perhaps of a list that is not whole yet.
    var hasRows = false

    /// As the configuration has it, for another file.
    var imported: ImportedEvent {
        let said = tiers.map { ($0.own.tier.id, $0.own.said) }
        return ImportedEvent(
            event: own.event, tiers: tiers.map(\.own.tier), said: own.said,
            saidOfTiers: Dictionary(said) { first, _ in first })
    }

    /// Its lists have guests in them.
    var hasGuests: Bool { asOf != nil || reservationsAsOf != nil || hasRows }
}
