// The areas of an event as rows of a snapshot, and back; and its state as a word and a moment.

import CheckinCore
import GRDB

enum AreaTable {
    /// Areas that are no longer named go: attempts name areas by id, and need no row.
    static func replace(_ areas: [Area], of event: Int64, in db: Database) throws {
        let key: StatementArguments = [event]
        try db.execute(
            sql: "DELETE FROM area_from WHERE area IN (SELECT key FROM area WHERE event = ?)",
            arguments: key)
        try db.execute(sql: "DELETE FROM area WHERE event = ?", arguments: key)
        for area in areas {
            try db.execute(
                sql: """
                    INSERT INTO area (event, id, name, capacity, capacity_is_hard, returns_to) \
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    event, area.id.text, area.name, area.capacity?.limit,
                    area.capacity?.isHard ?? false, area.returnsTo?.text,
                ])
            let row = db.lastInsertedRowID
            for id in area.movesFrom {
                try db.execute(
                    sql: "INSERT INTO area_from (area, id) VALUES (?, ?)",
                    arguments: [row, id.text])
            }
        }
    }

    static func read(_ db: Database, of event: Int64) throws -> [Area] {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT key, id, name, capacity, capacity_is_hard, returns_to FROM area \
                WHERE event = ? ORDER BY key
                """, arguments: [event])
        var areas: [Area] = []
        while let row = try rows.next() {
            let capacity: Int? = try row.optionalNumber(3)
            let isHard = try row.flag(4)
            let from = try String.fetchAll(
                db, sql: "SELECT id FROM area_from WHERE area = ?",
                arguments: [try row.integer(0)])
            areas.append(
                Area(
                    id: try row.identifier(1), name: try row.text(2),
                    capacity: capacity.map { Capacity(limit: $0, isHard: isHard) },
                    movesFrom: Set(from.compactMap(AreaID.init)),
                    returnsTo: try row.optionalIdentifier(5)))
        }
        return areas
    }
}

extension EventState {
    var word: String {
        switch self {
        case .scheduled: "scheduled"
        case .cancelled: "cancelled"
        case .postponed: "postponed"
        }
    }

    var until: Timestamp? {
        if case .postponed(let until) = self { until } else { nil }
    }

    init(word: String, until: Timestamp?) throws {
        switch word {
        case "scheduled": self = .scheduled
        case "cancelled": self = .cancelled
        case "postponed": self = .postponed(until: until)
        default: throw ImpossibleValue()
        }
    }
}
