// One scan inside the journal's write transaction: read what happened before, ask, append, count.
// The heart's other half (see Gate): it decides nothing itself, and it must never touch another
// file.

import CheckinCore
import GRDB

struct Recording {
    let scan: Scan
    let post: Post
    /// The rules and the row, read from the snapshot just before.
    let listed: Listed
    let head: JournalHead

    /// What the snapshot says about one scan.
    struct Listed: Sendable {
        var event: Event?
        var asOf: Timestamp?
        var ticket: Ticket?
        var otherEvent: EventSummary?
    }

    func run(_ db: Database, deciding decide: (Facts) -> Answer) throws -> Recorded {
        var row: PresenceRow?
        if let claims = scan.claims {
            row = try PresenceRow.read(db, event: claims.event, ticket: claims.ticket)
        }
        let history = try history(db, row ?? PresenceRow())
        let answer = decide(
            Facts(
                event: listed.event, ticket: listed.ticket, otherEvent: listed.otherEvent,
                history: history))
        let attempt = nextAttempt(answer)
        try AttemptColumns.append(attempt, to: db)
        try Counters.count(attempt, in: db)
        var occupancy = history.occupancy
        if let claims = scan.claims {
            let change = try fold(attempt, claims, row ?? PresenceRow(), db)
            if claims.event == post.event { occupancy.apply(change, tier: tier) }
        }
        return Recorded(attempt: attempt, ticket: listed.ticket, occupancy: occupancy)
    }

    private var tier: TierID? { listed.ticket?.tier.id }

    private func history(_ db: Database, _ row: PresenceRow) throws -> History {
        var history = History(
            presence: row.presence,
            occupancy: try Counters.occupancy(db, event: post.event, tier: tier),
            highestGeneration: row.generation, snapshotAsOf: listed.asOf)
        if let claims = scan.claims {
            history.recentPresentations = try RecentPast.presentations(db, of: claims, at: scan.at)
            if row.presence.entries > 0 {
                history.unseen = try RecentPast.unseen(
                    db, of: claims, door: post.door.id, at: scan.at)
            }
        }
        return history
    }

    private func nextAttempt(_ answer: Answer) -> Attempt {
        let (number, clock) = head.next(at: scan.at)
        return Attempt(
            number: number, at: scan.at, clock: clock, timeTrusted: post.timeTrusted,
            door: post.door.id, direction: post.door.direction,
            source: scan.source, fingerprint: scan.fingerprint, claims: scan.claims, tier: tier,
            event: post.event, answer: answer)
    }

    /// Takes the attempt into the ticket's presence and the counts, when it changes them: by a
    /// passage, or a generation that was not seen before.
    private func fold(
        _ attempt: Attempt, _ claims: Claims, _ before: PresenceRow, _ db: Database
    ) throws -> OccupancyChange {
        var row = before
        let change = row.fold(attempt)
        if row != before {
            try row.write(db, event: claims.event, ticket: claims.ticket)
            try Counters.apply(change, to: claims.event, in: db)
        }
        return change
    }
}
