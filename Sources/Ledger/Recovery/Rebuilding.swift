// One recovery's work inside the new journal: attempts from the raw pages, everything else as far
// as SQLite can read it, and what follows from attempts computed anew. It must never invent: what
// is not there is named as lost.

import CheckinCore
import GRDB
import Validation

struct Rebuilding {
    let db: Database
    let copy: JournalCopy
    /// Of the new journal.
    let schema: SchemaPages
    let device: DeviceID
    /// The newest ticket list on the disk, for a box that has forgotten which one it used.
    let list: Int?

    func run() throws -> RecoveryReport.Losses {
        var losses = RecoveryReport.Losses()
        try db.inTransaction {
            let triggers = try removeTriggers()
            let salvage = try AttemptSalvage(into: db)
            var rawBox: RawRow?
            try copy.forEachRow { row in
                try salvage.take(row)
                if isBox(row) { rawBox = row }
            }
            try salvage.removeUnreadable()
            // Only now: it may lay other pages over the copy.
            let old = try copy.open(orWith: schema)
            losses.tables = try copyOtherTables(from: old)
            losses.missing = try LostNumbers.attempts.add(salvage.gaps(), to: db)
            losses.endIsUnknown = try !hasAllRows(of: old)
            let found = try restoreBox(from: old, or: rawBox, isNew: losses.attempts)
            losses.box = !found.isKnown
            if losses.box, try isEmpty() { throw LedgerFault.notAJournal }
            try restoreLives(from: old, before: found.incarnation)
            if losses.box { try FeedTable.restoreClocks(db) }
            if losses.attempts || losses.tables.contains(where: FeedTable.tables.contains) {
                // Central may have what is lost here, of others and of this box.
                try FeedTable.forget(db)
            }
            losses.emergency = try restoreEmergency(from: old)
            let money = MoneySalvage(db: db)
            losses.receipts = try money.settleReceipts(
                isIncomplete: losses.tables.contains("payment"))
            losses.money = try money.nameLost()
            try PresenceRebuild.run(db)
            for sql in triggers { try db.execute(sql: sql) }
            return .commit
        }
        return losses
    }

    /// The words of all triggers, which would keep a journal with gaps from being made.
    private func removeTriggers() throws -> [String] {
        let rows = try Row.fetchAll(
            db, sql: "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        for row in rows { try db.execute(sql: "DROP TRIGGER \(try row.text(0))") }
        return try rows.map { try $0.text(1) }
    }

    // MARK: Attempts

    /// Whether SQLite finds in the old table just as many rows as were saved: then none is missing
    /// at the end, where no gap can tell.
    private func hasAllRows(of old: DatabaseQueue?) throws -> Bool {
        guard copy.unreadable == 0, let old else { return false }
        let found = try? old.inDatabase { db in
            try Int64.fetchOne(db, sql: "SELECT count(*) FROM attempt NOT INDEXED")
        }
        return try Int64.fetchOne(db, sql: "SELECT count(*) FROM attempt") == found
    }

    private func isEmpty() throws -> Bool {
        try Bool.fetchOne(db, sql: "SELECT NOT EXISTS (SELECT 1 FROM attempt)") ?? true
    }

    // MARK: The box

    private func isBox(_ row: RawRow) -> Bool {
        row.id == 1 && row.values.count > 2
            && String.fromDatabaseValue(row.values[1]) == device.text
            && String.fromDatabaseValue(row.values[2]).flatMap(Incarnation.init) != nil
    }

    /// The box as it was, but for its incarnation when that is to be a new one. Not known when
    /// nothing is left of it.
    private func restoreBox(
        from old: DatabaseQueue?, or raw: RawRow?, isNew: Bool
    ) throws -> (isKnown: Bool, incarnation: Incarnation?) {
        let columns = try db.columns(in: "box").map(\.name)
        var values: [String: DatabaseValue] = [:]
        if let row = try? old?.inDatabase({ try Row.fetchOne($0, sql: "SELECT * FROM box") }),
            let name = (row["device"] as String?).flatMap(DeviceID.init)
        {
            guard name == device else { throw LedgerFault.journalOfAnotherDevice(name) }
            for column in columns where row.hasColumn(column) { values[column] = row[column] }
        } else if let raw {
            for (column, value) in zip(columns, raw.values) { values[column] = value }
        }
        let isKnown = !values.isEmpty
        if !isKnown, let list { values["snapshot"] = list.databaseValue }
        values["id"] = nil
        values["emergency"] = nil
        let incarnation = values["incarnation"].flatMap(String.fromDatabaseValue)
            .flatMap(Incarnation.init)
        if isNew { values["incarnation"] = nil }
        for (column, value) in values {
            try db.execute(sql: "UPDATE box SET \(column) = ?", arguments: [value])
        }
        // Central may hold attempts that are lost here; the next ones have their numbers, and are
        // to be sent.
        try db.execute(
            sql: """
                UPDATE box SET held_by_central = \
                min(held_by_central, (SELECT ifnull(max(number), 0) FROM attempt))
                """)
        return (isKnown, incarnation)
    }

    /// The lives of the journal. A new one begins after the highest number that was saved; where
    /// nothing says which lives there were, all numbers are of the present one.
    private func restoreLives(
        from old: DatabaseQueue?, before incarnation: Incarnation?
    ) throws {
        let present = try Box.read(db).incarnation
        var lives = (try? old?.inDatabase(Lives.read).all) ?? []
        if lives.isEmpty, let incarnation {
            lives = [Lives.Life(base: AttemptNumber(0), incarnation: incarnation)]
        }
        if !lives.contains(where: { $0.incarnation == present }) {
            let highest = try Int64.fetchOne(db, sql: "SELECT ifnull(max(number), 0) FROM attempt")
            let base = AttemptNumber(lives.isEmpty ? 0 : highest ?? 0)
            lives.append(Lives.Life(base: base, incarnation: present))
        }
        try Lives.write(lives, db)
    }
}
