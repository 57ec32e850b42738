// Messages as rows of the journal: what a feed told, and what this box has to tell. Texts are
// nobody's we know: they are cut to one length and lose what could disguise them.

import CheckinCore
import GRDB
import Validation

enum MessageTable {
    /// Words to one event that are kept: what is older nobody looks for at a door.
    static let mostWords = 100
    /// Words that a door page has before it.
    static let mostUnread = 5
    /// An evening: what was said yesterday is no business of today's doors.
    static let unreadSpan: Duration = .hours(12)
    /// What one round of sending takes.
    static let mostUnsent = 20

    private static let columns = "id, event, kind, text, device, staff, ends, at"

    /// Takes an entry of the feed in. False when it is of no use. One that is here already, be it
    /// our own, has been taken by the server, and is otherwise left as it is.
    ///
    /// - Parameter isWiped: the event's words were removed, and do not come back.
    static func hear(
        _ body: [UInt8]?, _ key: String, of event: EventID, isWiped: Bool, _ db: Database
    ) throws -> Bool {
        // What was said cannot be unsaid.
        guard let body else { return true }
        guard UUIDText.isUUID(key.utf8), let id = MessageID(key), let said = RuleBody(body),
            let kind = said.word("kind", as: MessageKind.self), let at = said.moment("at")
        else { return false }
        let ends = said.value("ends", as: String.self).flatMap(MessageID.init)
        guard (kind == .allClear) == (ends != nil) else { return false }
        guard !isWiped || kind != .message else { return true }
        let message = Message(
            id: id, event: event, kind: kind,
            text: isWiped ? "" : shown(said.value("text") ?? ""),
            device: said.value("device", as: String.self).flatMap(DeviceID.init),
            staff: said.value("staff", as: String.self).flatMap(StaffID.init), ends: ends, at: at)
        try insert(message, attempt: nil, sending: "done", db)
        let update = try db.cachedStatement(
            sql: "UPDATE message SET sending = 'done' WHERE id = ? AND sending != 'done'")
        try update.run([id.text])
        return true
    }

    /// One that is there already stays as it is.
    static func insert(
        _ message: Message, attempt: AttemptNumber?, sending: String, _ db: Database
    ) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO message (\(columns), attempt, sending) \
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING
                """)
        try statement.run([
            message.id.text, message.event.text, message.kind.rawValue, message.text,
            message.device?.text, message.staff?.text, message.ends?.text,
            message.at.milliseconds, attempt?.value, sending,
        ])
    }

    static func prune(_ event: EventID, _ db: Database) throws {
        let statement = try db.cachedStatement(
            sql: """
                DELETE FROM message WHERE event = ?1 AND kind = 'message' AND id NOT IN (\
                SELECT id FROM message WHERE event = ?1 AND kind = 'message' \
                ORDER BY at DESC, id LIMIT \(mostWords))
                """)
        try statement.run([event.text])
    }

    static func read(_ rows: RowCursor) throws -> [Message] {
        var messages: [Message] = []
        while let row = try rows.next() {
            messages.append(
                Message(
                    id: try row.identifier(0), event: try row.identifier(1),
                    kind: try row.word(2), text: try row.text(3),
                    device: try row.optionalIdentifier(4), staff: try row.optionalIdentifier(5),
                    ends: try row.optionalIdentifier(6), at: try row.moment(7)))
        }
        return messages
    }

    static func unread(of event: EventID, at now: Timestamp, _ db: Database) throws -> [Message] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT \(columns) FROM message WHERE event = ? AND kind = 'message' AND seen = 0 \
                AND at >= ? ORDER BY at DESC, id LIMIT \(mostUnread)
                """)
        return try read(
            Row.fetchCursor(
                statement, arguments: [event.text, (now - unreadSpan).milliseconds])
        ).reversed()
    }

    /// Emergencies and their ends as they came; then words, the newest first: old ones that nobody
    /// takes must not keep them away. A person is named only where the server knows them as who may
    /// say it; otherwise the box answers for whoever it has let.
    static func unsent(_ db: Database) throws -> [Message] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT id, event, kind, text, device, \
                CASE WHEN EXISTS (SELECT 1 FROM staff s WHERE s.id = m.staff \
                AND s.event = m.event AND s.role IN ('manager', 'ops') AND NOT s.given_disabled) \
                AND NOT EXISTS (SELECT 1 FROM staff s WHERE s.id = m.staff AND s.event = '') \
                THEN staff END, ends, at FROM message m WHERE sending != 'done' \
                ORDER BY CASE WHEN kind = 'message' THEN -at END, at, rowid LIMIT \(mostUnsent)
                """)
        return try read(Row.fetchCursor(statement))
    }

    /// Text as a page shows it: control characters but the end of a line are blanks, what turns the
    /// direction of writing is left out, and the rest is cut where it gets too long.
    static func shown(_ text: String) -> String {
        var shown = String.UnicodeScalarView()
        var bytes = 0
        for scalar in text.unicodeScalars {
            let value = scalar.value
            if (0x202A...0x202E).contains(value) || (0x2066...0x2069).contains(value) { continue }
            let isControl = value < 0x20 && value != 0x0A || (0x7F...0x9F).contains(value)
            let kept = isControl ? " " : scalar
            bytes += UTF8.width(kept)
            guard bytes <= Message.maximumTextBytes else { break }
            shown.append(kept)
        }
        return String(shown)
    }
}
