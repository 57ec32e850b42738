// Our own attempts, placed beside those of others.

import CheckinCore
import GRDB
import Validation

enum OwnAttempts {
    /// Those that a condition of SQL picks.
    static func read(
        _ db: Database, _ condition: String, _ arguments: StatementArguments
    ) throws -> [PlacedAttempt] {
        let statement = try db.cachedStatement(
            sql: "SELECT \(AttemptColumns.list) FROM attempt \(condition)")
        let rows = try Row.fetchCursor(statement, arguments: arguments)
        var found: [PlacedAttempt] = []
        var lives: Lives?
        while let row = try rows.next() {
            let known = try lives ?? Lives.read(db)
            lives = known
            found.append(known.placing(try AttemptColumns.read(row)))
        }
        return found
    }
}
