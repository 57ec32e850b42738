// What a central server has in its database, and what it makes of a batch and of a question, by
// docs/PROTOCOL.md. A plain value: a copy of it is a backup. It must never know of the network.

import CheckinCore
import CheckinTesting
import SyncAgent
import Validation
import Wire

struct CentralState: Sendable {
    struct Journal: Sendable {
        let life: Life
        var lost: [ClosedRange<Int64>] = []
        var entries: [Int64: JournalEntry] = [:]
        /// Numbers that were refused; they are in no feed.
        var refused: Set<Int64> = []

        var held: Int64 {
            var held = life.base
            while entries[held + 1] != nil || lost.contains(where: { $0.contains(held + 1) }) {
                held += 1
            }
            return held
        }
    }

    private enum News: Sendable {
        case attempt(JournalName, Int64)
        case ticket(TicketID)
    }

    let event: EventID
    private(set) var journals: [JournalName: Journal] = [:]
    private(set) var tickets: [TicketID: Ticket]
    private var feed: [News]
    /// One life of the feed.
    private(set) var generation = 1
    /// Numbers that came with another content than before.
    private(set) var forks = 0

    init(event: EventID, tickets: [Ticket]) {
        self.event = event
        self.tickets = Dictionary(uniqueKeysWithValues: tickets.map { ($0.id, $0) })
        feed = tickets.map { .ticket($0.id) }
    }

    var head: Int64 { Int64(feed.count) }
    var feedLife: FeedGeneration {
        FeedGeneration(uuid: (0..<16).map { $0 == 15 ? UInt8(generation & 0xFF) : 0x40 })
    }

    /// The attempts that count, of all boxes.
    var attempts: [PlacedAttempt] {
        journals.flatMap { name, journal in
            journal.entries.filter { !journal.refused.contains($0.key) }.map {
                PlacedAttempt(journal: name, attempt: $0.value.attempt)
            }
        }
    }

    var lives: [JournalName: Life] { journals.mapValues(\.life) }

    /// How often each attempt is in the feed.
    var told: [Fold.Place: Int] {
        var told: [Fold.Place: Int] = [:]
        for case .attempt(let journal, let number) in feed {
            told[Fold.Place(journal: journal, number: number), default: 0] += 1
        }
        return told
    }

    /// After a restore every cursor means nothing.
    mutating func beginFeedLife(after newest: Int) { generation = newest + 1 }

    mutating func change(_ ticket: TicketID, to status: TicketStatus, at now: Timestamp) {
        tickets[ticket]?.status = status
        tickets[ticket]?.statusSince = now
        feed.append(.ticket(ticket))
    }

    /// - Parameter forgets: a defect: what is new is said to be held, and not kept.
    mutating func take(
        _ batch: JournalBatch, forgets: Bool = false
    ) throws(SyncFault) -> BatchAnswer {
        let life = Life(base: batch.base.value, previous: batch.previous)
        var journal = journals[batch.journal] ?? Journal(life: life)
        guard journal.life.base == life.base else {
            throw .conflict(code: "journal_unknown_base")
        }
        journal.lost += batch.lost
        var forked: [AttemptNumber] = []
        var refused: [BatchAnswer.Refused] = []
        var new: [Int64] = []
        for entry in batch.entries {
            let number = entry.attempt.number
            if let known = journal.entries[number.value] {
                if known != entry { forked.append(number) }
                continue
            }
            journal.entries[number.value] = entry
            if let event = entry.attempt.event, event != self.event {
                journal.refused.insert(number.value)
                refused.append(.init(number: number, reason: "event_not_served"))
            } else {
                new.append(number.value)
            }
        }
        let answer = BatchAnswer(
            held: AttemptNumber(journal.held), stored: new.count + refused.count,
            known: batch.entries.count - new.count - refused.count, refused: refused,
            forked: forked)
        forks += forked.count
        guard !forgets || new.isEmpty else { return answer }
        journals[batch.journal] = journal
        feed += new.map { .attempt(batch.journal, $0) }
        return answer
    }

    func isNews(for question: FeedQuestion) -> Bool {
        question.after.position < head || isOfAnotherLife(question.after)
    }

    private func isOfAnotherLife(_ cursor: FeedCursor) -> Bool {
        cursor.position > head || (cursor.generation != feedLife && cursor != FeedCursor())
    }

    func answer(_ question: FeedQuestion, to device: DeviceID, at now: Timestamp) -> FeedAnswer {
        let after = question.after
        guard !isOfAnotherLife(after) else { return .reset(feedLife, head: head) }
        let rows = feed.dropFirst(Int(after.position)).prefix(question.limit)
        let position = after.position + Int64(rows.count)
        let asker = JournalName(device: device, incarnation: question.incarnation)
        let changes = zip(Int(after.position)..., rows).compactMap { index, news in
            change(news, at: index, for: asker)
        }
        return .page(
            FeedPage(
                event: event, generation: feedLife, position: position, head: head,
                asOf: position == head ? now : nil, changes: changes))
    }

    /// nil: the box's own, or what a later entry speaks of.
    private func change(_ news: News, at index: Int, for asker: JournalName) -> FeedChange? {
        switch news {
        case .attempt(let journal, let number):
            guard journal != asker, let entry = journals[journal]?.entries[number] else {
                return nil
            }
            return .attempt(
                ForeignAttempt(
                    journal: journal, attempt: entry.attempt,
                    reservation: entry.payment?.reservation))
        case .ticket(let id):
            let isOld = feed.dropFirst(index + 1).contains { later in
                if case .ticket(id) = later { true } else { false }
            }
            guard !isOld, let ticket = tickets[id] else { return nil }
            return .ticket(id, row: TicketText.row(of: ticket))
        }
    }
}

/// A ticket as the feed has it.
enum TicketText {
    static func row(of ticket: Ticket) -> [UInt8] {
        Array(
            """
            {"ticket_id": "\(ticket.id)", "event_id": "\(ticket.event)", \
            "tier_id": "\(ticket.tier.id)", "number": "\(ticket.number)", \
            "status": "\(ticket.status.rawValue)", "generation": \(ticket.generation)}
            """.utf8)
    }

    /// For a ledger in memory, which has no reader of rows.
    static func ticket(of row: [UInt8]) -> Ticket? {
        let parts = String(decoding: row, as: UTF8.self).split(separator: "\"")
        func value(_ name: Substring) -> String? {
            guard let index = parts.firstIndex(of: name), index + 2 < parts.endIndex else {
                return nil
            }
            return String(parts[index + 2])
        }
        guard let id = value("ticket_id").flatMap(TicketID.init),
            let status = value("status").flatMap(TicketStatus.init)
        else { return nil }
        return Fixtures.ticket(id, status: status)
    }
}
