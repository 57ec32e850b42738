// What the central server says of events and tiers, kept as it says it and read when a list is
// opened: what the configuration says may change with each start, and then the rest still has to be
// known. A list that takes the place of another takes these with it.

import CheckinCore
import Foundation
import GRDB

enum ServerRules {
    static let table = """
        CREATE TABLE server_rule (
            event TEXT NOT NULL,
            -- '' for the event itself.
            tier TEXT NOT NULL,
            body BLOB NOT NULL,
            PRIMARY KEY (event, tier)
        ) STRICT, WITHOUT ROWID;
        """

    /// - Parameters:
    ///   - body: nil when the server says nothing of it any more.
    ///   - tier: nil for the event itself.
    static func put(
        _ body: [UInt8]?, of tier: TierID?, in event: EventID, _ db: Database
    ) throws {
        let key: StatementArguments = [event.text, tier?.text ?? ""]
        guard let body else {
            return try db.execute(
                sql: "DELETE FROM server_rule WHERE event = ? AND tier = ?", arguments: key)
        }
        guard body.count <= RuleBounds.bodyBytes, RuleBody(body) != nil else {
            throw RowRejection(.notAnObject)
        }
        try db.execute(
            sql: "REPLACE INTO server_rule (event, tier, body) VALUES (?, ?, ?)",
            arguments: key + [Data(body)])
    }

    static func forget(_ event: EventID, _ db: Database) throws {
        try db.execute(
            sql: "DELETE FROM server_rule WHERE event = ?", arguments: [event.text])
    }

    static func event(_ id: EventID, _ db: Database) throws -> SaidEvent? {
        try bodies(of: id, db)[""].map { SaidEvent($0, of: id) }
    }

    static func tiers(of event: EventID, _ db: Database) throws -> [TierID: SaidTier] {
        let said = try bodies(of: event, db).compactMap { id, body in
            TierID(id).map { ($0, SaidTier(body, of: $0)) }
        }
        return Dictionary(said) { first, _ in first }
    }

    private static func bodies(of event: EventID, _ db: Database) throws -> [String: RuleBody] {
        let rows = try Row.fetchCursor(
            db, sql: "SELECT tier, body FROM server_rule WHERE event = ?", arguments: [event.text])
        var bodies: [String: RuleBody] = [:]
        while let row = try rows.next() {
            let bytes: Data? = row[1]
            bodies[try row.text(0)] = bytes.flatMap { RuleBody(Array($0)) }
        }
        return bodies
    }

    static func copy(from old: Snapshot, to db: Database) throws {
        let rows = try old.look { try Row.fetchAll($0, sql: "SELECT * FROM server_rule") }
        for row in rows {
            try db.execute(
                sql: "INSERT INTO server_rule (event, tier, body) VALUES (?, ?, ?)",
                arguments: StatementArguments(Array(row.databaseValues)))
        }
    }
}
