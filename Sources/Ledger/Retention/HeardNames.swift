// The names of people whom a central server told of, and the words of messages, on their way out:
// they go with the guests of their event. Of an emergency and its end the rest stays, or an
// all-clear could not be understood any more.

import CheckinCore
import GRDB

enum HeardNames {
    typealias Selection = @Sendable (EventID) -> Bool

    private static let events = """
        SELECT event FROM staff WHERE event != '' UNION SELECT event FROM message WHERE text != ''
        """

    /// The events of which something goes.
    static func events(_ db: Database, _ goes: Selection) throws -> [EventID] {
        try String.fetchAll(db, sql: events).compactMap(EventID.init).filter(goes)
    }

    /// Returns the events of which something went.
    @discardableResult
    static func remove(_ goes: Selection, from journal: DatabaseQueue) throws -> [EventID] {
        try journal.inDatabase { db in
            try Remaking.prepare(db)
            var gone: [EventID] = []
            try db.inTransaction(.immediate) {
                gone = try events(db, goes)
                guard !gone.isEmpty else { return .commit }
                let names = Set(gone.map(\.text))
                try Remaking.run("staff", in: db) { row in
                    names.contains(try text("event", row)) ? nil : Array(row.databaseValues)
                }
                try Remaking.run("message", in: db) { row in
                    guard names.contains(try text("event", row)) else {
                        return Array(row.databaseValues)
                    }
                    guard try text("kind", row) != MessageKind.message.rawValue else { return nil }
                    return row.map { $0.0 == "text" ? "".databaseValue : $0.1 }
                }
                return .commit
            }
            return gone
        }
    }

    private static func text(_ column: String, _ row: Row) throws -> String {
        guard let index = row.columnNames.firstIndex(of: column) else { throw ImpossibleValue() }
        return try row.text(row.columnNames.distance(from: row.columnNames.startIndex, to: index))
    }
}
