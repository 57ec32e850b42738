// The rows of the people who work at this box, and how often a PIN was wrong. Every method is one
// statement or two inside somebody else's transaction. It must never see a PIN, only its hash.

import CheckinCore
import GRDB

enum StaffTable {
    private static let columns = """
        id, name, role, must_change, disabled OR given_disabled, failures, event, \
        given_pin IS NOT NULL
        """

    /// Whose number it is: somebody of this box goes before, then whoever the server has at
    /// `event`; nil: at any event.
    static func member(_ id: StaffID, at event: EventID?, _ db: Database) throws -> StaffMember? {
        let statement = try db.cachedStatement(
            sql: """
                SELECT \(columns) FROM staff \
                WHERE id = ?1 AND (event = '' OR ?2 IS NULL OR event = ?2) \
                ORDER BY event LIMIT 1
                """)
        return try statement.first([id.text, event?.text], read)
    }

    static func all(_ db: Database) throws -> [StaffMember] {
        let rows = try Row.fetchCursor(
            db, sql: "SELECT \(columns) FROM staff ORDER BY length(id), id, event")
        var members: [StaffMember] = []
        while let row = try rows.next() { members.append(try read(row)) }
        return members
    }

    /// The hash of somebody's PIN, as text.
    static func hash(_ member: StaffMember, _ db: Database) throws -> String? {
        let statement = try db.cachedStatement(
            sql: "SELECT pin FROM staff WHERE id = ? AND event = ?")
        return try statement.first([member.id.text, member.place]) { try $0.text(0) }
    }

    static func insert(
        _ id: StaffID, name: String, role: Role, hash: String, _ db: Database
    ) throws {
        try db.execute(
            sql: "INSERT INTO staff (id, name, role, pin, must_change) VALUES (?, ?, ?, ?, 1)",
            arguments: [id.text, name, role.rawValue, hash])
    }

    /// Another PIN, which forgives whatever went wrong with the old one. The server's is kept
    /// beside it: as long as the server has no other, this one stands.
    static func setHash(
        _ hash: String, mustChange: Bool, of member: StaffMember, _ db: Database
    ) throws {
        try db.execute(
            sql: """
                UPDATE staff SET pin = ?, must_change = ?, failures = 0, failed_at = NULL, \
                given_pin = CASE WHEN event != '' THEN ifnull(given_pin, pin) END \
                WHERE id = ? AND event = ?
                """, arguments: [hash, mustChange, member.id.text, member.place])
    }

    /// Whoever has the number, wherever they come from.
    static func setDisabled(_ isDisabled: Bool, _ id: StaffID, _ db: Database) throws {
        try db.execute(
            sql: "UPDATE staff SET disabled = ? WHERE id = ?", arguments: [isDisabled, id.text])
    }

    static func setRole(_ role: Role, _ id: StaffID, _ db: Database) throws {
        try db.execute(
            sql: "UPDATE staff SET role = ? WHERE id = ? AND event = ''",
            arguments: [role.rawValue, id.text])
    }

    private static func read(_ row: Row) throws -> StaffMember {
        let event = try row.text(6)
        return StaffMember(
            id: try row.identifier(0), name: try row.text(1), role: try row.word(2),
            mustChange: try row.flag(3), isDisabled: try row.flag(4), failures: try row.number(5),
            event: event.isEmpty ? nil : EventID(event), hasOwnPIN: try row.flag(7))
    }
}

extension StaffMember {
    /// How its row is told from others of the same number.
    fileprivate var place: String { event?.text ?? "" }
}

// MARK: - Wrong PINs

extension StaffTable {
    /// Wrong PINs in a row at this box, whoever they were meant for.
    static func failuresOfBox(_ db: Database) throws -> Int {
        let statement = try db.cachedStatement(sql: "SELECT failures FROM sign_in")
        return try statement.first { try $0.number(0) } ?? 0
    }

    /// Says how many there are now. Where nobody has that id the box's row is written all the same,
    /// so that the disk takes as long.
    static func setFailures(
        _ own: Int, of id: StaffID, ofBox box: Int, at moment: Timestamp, _ db: Database
    ) throws {
        try db.cachedStatement(
            sql: "UPDATE sign_in SET failures = ?, failed_at = ?"
        ).run([box, moment.milliseconds])
        try db.cachedStatement(
            sql: "UPDATE staff SET failures = ?, failed_at = ? WHERE id = ?"
        ).run([own, moment.milliseconds, id.text])
    }

    static func forgiveFailures(of id: StaffID, _ db: Database) throws {
        try db.execute(sql: "UPDATE sign_in SET failures = 0, failed_at = NULL")
        try db.execute(
            sql: "UPDATE staff SET failures = 0, failed_at = NULL WHERE id = ?",
            arguments: [id.text])
    }

    /// The newest attempt that began or ended a shift, when it began one.
    static func unfinishedShift(
        _ db: Database
    ) throws -> (number: AttemptNumber, staff: StaffID)? {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT number, staff, act FROM attempt WHERE number = (\
                SELECT max(number) FROM attempt WHERE act IN ('shift_open', 'shift_close'))
                """)
        guard let row else { return nil }
        let kind: ActKind = try row.word(2)
        guard kind == .shiftOpen, let staff: StaffID = try row.optionalIdentifier(1) else {
            return nil
        }
        return (AttemptNumber(try row.integer(0)), staff)
    }
}
