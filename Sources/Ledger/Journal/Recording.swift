// One presentation inside the journal's write transaction: read what happened before, ask, append,
// count. The heart's other half (see Gate): it decides nothing itself, and it must never touch
// another file.

import CheckinCore
import GRDB
import Validation

struct Recording {
    let scan: Scan
    let post: Post
    /// The rules and the row, read from the snapshot just before.
    let listed: Listed
    let head: JournalHead
    let act: Act

    /// What the snapshot says about one scan.
    struct Listed: Sendable {
        var event: Event?
        var asOf: Timestamp?
        var ticket: Ticket?
        var otherEvent: EventSummary?
        /// The tickets of the group whose code this is; empty when it is none.
        var group: [TicketID] = []
        /// The reservation whose code this is, or that claims name.
        var reservation: Reservation?
    }

    /// What was read inside the transaction.
    struct Reading {
        let facts: Facts
        let row: PresenceRow
        /// What the attempt is about: what the scan claims, or a reservation that it named.
        var claims: Claims?
        var ticket: Ticket?
    }

    func run(_ db: Database, deciding decide: (Facts) -> Answer) throws -> Recorded {
        let reading = try read(db)
        return try commit(decide(reading.facts), reading, db)
    }

    func read(_ db: Database) throws -> Reading {
        let (claims, ticket) = try subject(db)
        var row = PresenceRow()
        if let claims {
            row =
                try PresenceRow.read(db, event: claims.event, ticket: claims.ticket)
                ?? PresenceRow()
        }
        let facts = Facts(
            event: listed.event, ticket: ticket, otherEvent: listed.otherEvent,
            history: try history(db, row, claims, ticket))
        return Reading(facts: facts, row: row, claims: claims, ticket: ticket)
    }

    /// What the scan is about. The code of a group or of a reservation at an exit is one of its
    /// tickets: the first that is inside.
    private func subject(_ db: Database) throws -> (Claims?, Ticket?) {
        if post.door.direction == .exit, let claims = scan.claims,
            let leaving = try listed.group.first(where: {
                try isInside($0, of: claims.event, db)
            })
        {
            return (claims.leaving(as: leaving, at: scan.at), nil)
        }
        guard case .reservation = scan.reading, let reservation = listed.reservation else {
            return (scan.claims, listed.ticket)
        }
        guard post.door.direction == .exit else { return (reservation.claims(at: scan.at), nil) }
        let tickets = reservation.tickets
        let inside = try tickets.first { try isInside($0.id, of: $0.event, db) }
        let leaving = inside ?? tickets.first
        return (leaving?.claims(at: scan.at), leaving)
    }

    func commit(_ answer: Answer, _ reading: Reading, _ db: Database) throws -> Recorded {
        let tier = reading.ticket?.tier.id
        let attempt = try nextAttempt(answer, reading.claims, tier, db)
        try AttemptColumns.append(attempt, to: db)
        try Counters.count(attempt, in: db)
        var occupancy = reading.facts.history.occupancy
        if let claims = reading.claims {
            let change = try fold(attempt, claims, reading.row, db)
            if claims.event == post.event {
                occupancy.apply(change, tier: tier, area: post.door.area)
            }
        }
        // Whoever tries codes learns nothing from one that is right.
        let isLocked = answer.verdict?.refusal?.code == .reservationLocked
        return Recorded(
            attempt: attempt, ticket: reading.ticket, occupancy: occupancy.told,
            reservation: isLocked ? nil : listed.reservation)
    }

    private func history(
        _ db: Database, _ row: PresenceRow, _ claims: Claims?, _ ticket: Ticket?
    ) throws -> History {
        var history = History(
            presence: row.presence,
            occupancy: try Counters.occupancy(
                db, event: post.event, tier: ticket?.tier.id, area: post.door.area),
            highestGeneration: row.generation, snapshotAsOf: listed.asOf,
            emergency: head.emergency, venue: scan.venue)
        if case .reservation = scan.reading {
            history.wrongReservations = try RecentPast.wrongReservations(db, at: scan.at)
            history.reservation = try listed.reservation.map { try standing(of: $0, db) }
        }
        if let claims {
            history.recentPresentations = try RecentPast.presentations(db, of: claims, at: scan.at)
            if row.presence.entries > 0 {
                history.unseen = try RecentPast.unseen(
                    db, of: claims, door: post.door.id, at: scan.at)
            }
            if !listed.group.isEmpty {
                history.group = try groupStanding(db, of: claims.event)
            }
        }
        return history
    }

    private func standing(
        of reservation: Reservation, _ db: Database
    ) throws -> ReservationStanding {
        let inside = try reservation.tickets.count { try isInside($0.id, of: $0.event, db) }
        return ReservationStanding(
            reservation: reservation, isPaidHere: try PaymentTable.isPaid(reservation.id, db),
            outside: reservation.count - inside)
    }

    private func groupStanding(_ db: Database, of event: EventID) throws -> GroupStanding {
        let inside = try listed.group.count { try isInside($0, of: event, db) }
        return GroupStanding(of: listed.group.count, outside: listed.group.count - inside)
    }

    private func isInside(_ ticket: TicketID, of event: EventID, _ db: Database) throws -> Bool {
        try PresenceRow.read(db, event: event, ticket: ticket)?.presence.isInside == true
    }

    /// Who passes here passes after whatever is known of the ticket, by whichever clock: else a way
    /// out that a fast clock wrote down would let the ticket in again and again.
    private func nextAttempt(
        _ answer: Answer, _ claims: Claims?, _ tier: TierID?, _ db: Database
    ) throws -> Attempt {
        let attempt = attempt(answer, claims, tier, after: nil)
        guard let claims, attempt.isPassage, head.isOvertaken(attempt) else { return attempt }
        let known = try ForeignTable.latestClock(of: claims.ticket, in: claims.event, db)
        return self.attempt(answer, claims, tier, after: known)
    }

    private func attempt(
        _ answer: Answer, _ claims: Claims?, _ tier: TierID?, after known: HybridTime?
    ) -> Attempt {
        let (number, clock) = head.next(at: scan.at, after: known)
        return Attempt(
            number: number, at: scan.at, clock: clock, timeTrusted: post.timeTrusted,
            door: post.door.id, direction: post.door.direction,
            source: scan.source, fingerprint: scan.fingerprint, claims: claims, tier: tier,
            event: post.event, area: post.door.leads(in: listed.event), answer: answer, act: act)
    }

    /// Takes the attempt into the ticket's presence and the counts, when it changes them: by a
    /// passage, or a generation that was not seen before.
    private func fold(
        _ attempt: Attempt, _ claims: Claims, _ before: PresenceRow, _ db: Database
    ) throws -> OccupancyChange {
        var row = before
        var change = row.fold(attempt)
        if head.isOvertaken(attempt) {
            row = try Refold.row(db, event: claims.event, ticket: claims.ticket)
            change = OccupancyChange(from: before, to: row)
        }
        if row != before {
            try row.write(db, event: claims.event, ticket: claims.ticket)
            try Counters.apply(change, to: claims.event, in: db)
        }
        return change
    }
}
