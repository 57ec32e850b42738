// People and messages of a page on their way into the journal, and messages on their way out. An
// emergency is a row of a few hundred bytes: it must never wait for anything else of its page.

package import CheckinCore
import GRDB
import Logging

extension SQLiteLedger {
    /// How many people or messages one transaction takes: a scan may have to wait for them.
    private static let heardAtOnce = 50

    /// Takes in what a page says of messages and people. Of an event whose guests were forgotten,
    /// people and words are not heard of again.
    func takeHeard(_ page: FeedPage) async throws {
        let isWiped = try isWiped(page.event)
        let heard = page.changes.compactMap(\.heard)
        // Messages first, and all of them together: an end may stand beside its emergency.
        let messages = heard.filter { $0.kind == "message" }
        let people = isWiped ? [] : heard.filter { $0.kind == "staff" }
        var unusable = 0
        if !messages.isEmpty {
            unusable += try write(connections.journal, at: nil) { db in
                try messages.count {
                    try !MessageTable.hear(
                        $0.body, $0.key, of: page.event, isWiped: isWiped, db)
                }
            }
            await Task.yield()
        }
        for start in stride(from: 0, to: people.count, by: Self.heardAtOnce) {
            let some = people[start...].prefix(Self.heardAtOnce)
            unusable += try write(connections.journal, at: nil) { db in
                try some.count {
                    try !ServerStaff.put(
                        $0.body, $0.key, of: page.event, in: page.generation, db)
                }
            }
            await Task.yield()
        }
        guard unusable > 0 else { return }
        logger.warning(
            "people or messages of the feed cannot be used",
            metadata: ["event": "\(page.event)", "entries": "\(unusable)"])
    }

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

extension FeedChange {
    fileprivate var heard: (kind: String, key: String, body: [UInt8]?)? {
        guard case .other(let kind, let key, let body) = self,
            kind == "message" || kind == "staff"
        else { return nil }
        return (kind, key, body)
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
