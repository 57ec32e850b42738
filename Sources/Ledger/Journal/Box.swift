// The one row that says whose journal this is and which snapshot is in use.

package import CheckinCore
import GRDB

package struct Box: Hashable, Sendable {
    package let device: DeviceID
    package let incarnation: Incarnation
    /// The number of the active snapshot file.
    package let snapshot: Int?
    package let heldByCentral: AttemptNumber

    static func read(_ db: Database) throws -> Box {
        let statement = try db.cachedStatement(
            sql: "SELECT device, incarnation, snapshot, held_by_central FROM box")
        let box = try statement.first { row in
            Box(
                device: try row.identifier(0), incarnation: try row.identifier(1),
                snapshot: try row.optionalNumber(2),
                heldByCentral: AttemptNumber(try row.integer(3)))
        }
        guard let box else { throw ImpossibleValue() }
        return box
    }

    /// The number of the active snapshot: nothing else of the row is read.
    static func snapshot(_ db: Database) throws -> Int? {
        let statement = try db.cachedStatement(sql: "SELECT snapshot FROM box")
        return try statement.first { try $0.optionalNumber(0) } ?? nil
    }
}
