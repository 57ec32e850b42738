// The people whom an event's feed tells of, on their way into the register. What they may do is the
// server's to say; who is locked out here stays so, and a PIN chosen here stays until the server
// has another. It must never touch somebody who was made known at this box.

import CheckinCore
import Cryptography
import GRDB

enum ServerStaff {
    /// More than that work at no event.
    static let mostPeople = StaffRegister.maximumMembers

    /// Writes what an entry says of one number; nil: they are gone. False when it is of no use.
    static func put(
        _ body: [UInt8]?, _ key: String, of event: EventID, in generation: FeedGeneration,
        _ db: Database
    ) throws -> Bool {
        guard let id = StaffID(key), (1...StaffRegister.maximumIDDigits).contains(key.utf8.count),
            key.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return false }
        guard let body else {
            try db.execute(
                sql: "DELETE FROM staff WHERE id = ? AND event = ?",
                arguments: [id.text, event.text])
            return true
        }
        guard let said = RuleBody(body), let role = said.word("role", as: Role.self),
            let pin: String = said.value("pin"), (try? PassphraseHash(pin)) != nil
        else { return false }
        // On the right are the values as they were before.
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO staff (id, event, name, role, pin, must_change, given_disabled, \
                generation) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 WHERE EXISTS \
                (SELECT 1 FROM staff WHERE id = ?1 AND event = ?2) OR \
                (SELECT count(*) FROM staff WHERE event = ?2) < \(mostPeople) \
                ON CONFLICT (id, event) DO UPDATE SET name = excluded.name, \
                role = excluded.role, given_disabled = excluded.given_disabled, \
                generation = excluded.generation, \
                pin = CASE WHEN given_pin IS excluded.pin THEN pin ELSE excluded.pin END, \
                must_change = CASE WHEN given_pin IS excluded.pin THEN must_change \
                ELSE excluded.must_change END, \
                failures = CASE WHEN excluded.pin IN (pin, given_pin) THEN failures ELSE 0 END, \
                given_pin = CASE WHEN given_pin IS excluded.pin THEN given_pin END
                """)
        try statement.run([
            id.text, event.text, Self.shown(said.value("name") ?? "", or: id), role.rawValue, pin,
            said.value("must_change") ?? true, said.value("disabled") ?? false, generation.text,
        ])
        return db.changesCount > 0
    }

    /// Those of whom this life of the feed said nothing up to its head: a server that was restored
    /// does not know them any more, and would never say that they have gone.
    static func removeOthers(than page: FeedPage, _ db: Database) throws {
        guard page.position >= page.head else { return }
        try db.execute(
            sql: "DELETE FROM staff WHERE event = ? AND generation != ?",
            arguments: [page.event.text, page.generation.text])
    }

    /// Those of an event who are not among `numbers` have gone.
    static func keep(_ numbers: Set<String>, of event: EventID, _ db: Database) throws {
        let known = try String.fetchAll(
            db, sql: "SELECT id FROM staff WHERE event = ?", arguments: [event.text])
        for id in known where !numbers.contains(id) {
            try db.execute(
                sql: "DELETE FROM staff WHERE id = ? AND event = ?", arguments: [id, event.text])
        }
    }

    /// A name as a kiosk shows it: one line, and not longer than those given at the box.
    private static func shown(_ name: String, or id: StaffID) -> String {
        var shown = ""
        for scalar in name.unicodeScalars {
            let isControl = scalar.value < 0x20 || scalar.value == 0x7F
            let next = isControl ? " " : String(scalar)
            guard shown.utf8.count + next.utf8.count <= StaffRegister.maximumNameBytes else {
                break
            }
            shown += next
        }
        return shown.isEmpty ? id.text : shown
    }
}
