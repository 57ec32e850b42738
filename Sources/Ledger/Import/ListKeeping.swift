// An import replaces the lists of the events that its file names. The other configured events keep
// the list they had, and every event its reservations, or its tickets when the file is one of
// reservations: they are copied from the snapshot in use.

import CheckinCore
import GRDB

struct ListKeeping {
    let writer: SnapshotWriter
    /// Whose tickets are kept.
    let events: [EventID]
    /// Whose reservations are kept.
    let reservations: [EventID]

    struct Outcome {
        /// Events that kept their list of tickets, and those that kept reservations.
        var kept: [EventID] = []
        var keptReservations: [EventID] = []
        /// Events that lost theirs because the old file cannot be read.
        var lost: [EventID] = []
        var lostReservations: [EventID] = []
    }

    func run() throws -> Outcome {
        guard let active = writer.active else { return Outcome() }
        // An event whose list was not in use has none to keep, so a file that is away loses nothing
        // that could still be used.
        guard let old = try? Snapshot.open(active, in: writer.state) else {
            return Outcome(lost: events, lostReservations: reservations)
        }
        var outcome = Outcome()
        for event in events {
            guard let listed = old.event(event) else { continue }
            guard let asOf = listed.asOf else {
                try writer.write { db in try keepMark(listed, in: db) }
                continue
            }
            do {
                try writer.write { db in try copy(listed, asOf: asOf, from: old, to: db) }
                outcome.kept.append(event)
            } catch LedgerFault.snapshotCorrupt {
                outcome.lost.append(event)
            }
        }
        for event in reservations {
            guard let listed = old.event(event), let asOf = listed.reservationsAsOf else {
                continue
            }
            do {
                try writer.write { db in
                    try copyReservations(of: listed, asOf: asOf, from: old, to: db)
                }
                outcome.keptReservations.append(event)
            } catch LedgerFault.snapshotCorrupt {
                outcome.lostReservations.append(event)
            }
        }
        return outcome
    }

    /// That a list was wiped is known as long as there is no other.
    private func keepMark(_ listed: ListedEvent, in db: Database) throws {
        try db.execute(
            sql: "UPDATE event SET wiped_at = ? WHERE id = ?",
            arguments: [listed.wipedAt?.milliseconds, listed.event.id.text])
    }

    private func copy(
        _ listed: ListedEvent, asOf: Timestamp, from old: Snapshot, to db: Database
    ) throws {
        let key = try newKey(of: listed, db)
        let tiers = try tierKeys(listed, event: key, db)
        let next = try Int64.fetchOne(db, sql: "SELECT ifnull(max(line), 0) + 1 FROM ticket") ?? 1
        var line = next
        let insert = try db.makeStatement(sql: SnapshotSchema.insertTicket)
        try old.forEachTicketRow(of: listed.key) { oldTier, rest in
            guard let tier = tiers[oldTier] else { throw ImpossibleValue() }
            let values = [line.databaseValue, key.databaseValue, rest[0], tier.databaseValue]
            try insert.run(StatementArguments(values + rest.dropFirst()))
            line += 1
        }
        try db.execute(
            sql: "UPDATE event SET as_of = ? WHERE key = ?",
            arguments: [asOf.milliseconds, key])
    }

    private func copyReservations(
        of listed: ListedEvent, asOf: Timestamp, from old: Snapshot, to db: Database
    ) throws {
        let key = try newKey(of: listed, db)
        let tiers = try tierKeys(listed, event: key, db)
        var line =
            try Int64.fetchOne(db, sql: "SELECT ifnull(max(key), 0) + 1 FROM reservation") ?? 1
        let insert = try db.makeStatement(sql: ReservationTable.insert)
        let insertLine = try db.makeStatement(sql: ReservationTable.insertLine)
        try old.forEachReservation(of: listed.key) { values, parts in
            try insert.run(
                StatementArguments([line.databaseValue, key.databaseValue] + values.dropFirst()))
            for (position, part) in parts.enumerated() {
                guard let tier = tiers[part.tier] else { throw ImpossibleValue() }
                try insertLine.run([line, position, tier, part.quantity])
            }
            line += 1
        }
        try ReservationTable.mark(key, asOf: asOf, in: db)
    }

    private func newKey(of listed: ListedEvent, _ db: Database) throws -> Int64 {
        guard
            let key = try Int64.fetchOne(
                db, sql: "SELECT key FROM event WHERE id = ?", arguments: [listed.event.id.text])
        else { throw ImpossibleValue() }
        return key
    }

    /// The new key of each old one. A tier that the configuration dropped and tickets still have
    /// is carried along.
    private func tierKeys(
        _ listed: ListedEvent, event: Int64, _ db: Database
    ) throws -> [Int64: Int64] {
        var keys: [Int64: Int64] = [:]
        for old in listed.tiers {
            let known = try Int64.fetchOne(
                db, sql: "SELECT key FROM tier WHERE event = ? AND id = ?",
                arguments: [event, old.tier.id.text])
            keys[old.key] = try known ?? EventTable.upsert(old.own, of: event, in: db)
        }
        return keys
    }
}
