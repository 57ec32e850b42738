// Messages on their way out, and emergencies that were heard of on their way to the latch.

package import CheckinCore
import GRDB

extension SQLiteLedger {
    /// Makes attempts of emergencies that were heard of, and of their ends, at this door; what
    /// cannot be written now is there again at the next call.
    package func settleAlarms(at post: Post, now: Timestamp) async throws {
        // Nothing is written where there is nothing to do, as nearly always.
        guard try await views.hasUnsettledAlarms() else { return }
        try write(connections.journal, at: nil) { db in
            try Alarms(db: db).settle(at: post, now: now)
        }
    }
}

extension LedgerViews {
    func hasUnsettledAlarms() throws -> Bool { try read { db, _ in try Alarms.areUnsettled(db) } }

    func unsentMessages() throws -> [Message] { try read { db, _ in try MessageTable.unsent(db) } }

    func unread(of event: EventID, at now: Timestamp) throws -> [Message] {
        try read { db, _ in try MessageTable.unread(of: event, at: now, db) }
    }
}

extension SQLiteLedger: OutgoingMessages {
    package nonisolated func unsentMessages(of events: [EventID]) async throws -> [Message] {
        try await views.unsentMessages().filter { events.contains($0.event) }
    }

    package func noteTried(_ id: MessageID) throws { try note(id, "tried", unless: "done") }

    package func noteSent(_ id: MessageID) throws { try note(id, "done", unless: "") }

    private func note(_ id: MessageID, _ word: String, unless other: String) throws {
        try write(connections.journal, at: nil) { db in
            try db.execute(
                sql: "UPDATE message SET sending = ? WHERE id = ? AND sending NOT IN (?, ?)",
                arguments: [word, id.text, word, other])
        }
    }
}

extension SQLiteLedger: MessageBoard {
    package nonisolated func unread(
        of event: EventID, at now: Timestamp
    ) async throws -> [Message] {
        try await views.unread(of: event, at: now)
    }

    package func markRead(_ id: MessageID) throws {
        try write(connections.journal, at: nil) { db in
            try db.execute(
                sql: "UPDATE message SET seen = 1 WHERE id = ? AND seen = 0", arguments: [id.text])
        }
    }

    package func say(
        _ text: String, to event: EventID, by staff: StaffID?, at now: Timestamp
    ) throws {
        var generator = SystemRandomNumberGenerator()
        let random = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        try write(connections.journal, at: nil) { db in
            let message = Message(
                id: MessageID(uuid: random), event: event, kind: .message,
                text: MessageTable.shown(text), device: try Lives.read(db).device, staff: staff,
                at: now)
            try MessageTable.insert(message, attempt: nil, sending: "due", db)
            try MessageTable.prune(event, db)
        }
    }
}
