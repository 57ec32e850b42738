// One order of staff inside the journal's write transaction: find what it is about, ask the rules,
// append what follows. As with a scan, it decides nothing itself; and it never changes an attempt
// that is there: what is taken back is taken back by another one.

import CheckinCore
import GRDB
import Validation

struct Performing {
    let instruction: Instruction
    let post: Post
    /// What the ticket list says about a scan.
    let look: (Scan) -> Recording.Listed
    let decide: (Presentation, Facts) -> Answer
    let head: JournalHead

    func run(_ db: Database) throws -> [Recorded] {
        let facts = try OrderLookup(instruction: instruction, head: head).run(db)
        if let fault = OrderRules.objection(to: instruction, at: post, facts) { throw fault }
        let recorded = try carryOut(facts.target, db)
        if let remark = instruction.remark, let number = recorded.first?.attempt.number {
            try db.execute(
                sql: "INSERT INTO remark (number, text) VALUES (?, ?)",
                arguments: [number.value, remark])
        }
        return recorded
    }

    private func carryOut(_ target: Attempt?, _ db: Database) throws -> [Recorded] {
        switch instruction.order {
        case .override: return [try overriding(target, db)]
        case .confirm: return [try confirming(target, db)]
        case .present(let ticket, let event): return [try presenting(ticket, of: event, db)]
        case .group(_, let people):
            guard let target else { throw OrderFault.noSuchAttempt }
            return try Grouping(performing: self, target: target, people: people).run(db)
        case .pay(_, let method, let received):
            guard let target else { throw OrderFault.noSuchAttempt }
            return try Paying(
                performing: self, target: target, method: method, received: received
            ).run(db)
        case .undo where target?.act.kind == .payment:
            guard let target else { throw OrderFault.noSuchAttempt }
            return try Repaying(performing: self, payment: target).run(db)
        case .undo: return [try undoing(target, db)]
        case .headcount, .walkUp: return [try counting(db)]
        case .clearOut, .closing: return [try clearingOut(db)]
        case .emergency, .allClear: return [try latching(db)]
        case .lookup, .search, .openShift, .closeShift, .turn, .decide:
            return [recorded(try append(attempt(), db), try occupancy(db))]
        }
    }

    /// An attempt that answers no guest, about `claims` where it is about a ticket.
    func attempt(
        _ claims: Claims? = nil, tier: TierID? = nil, act: Act? = nil,
        after head: JournalHead? = nil, known: HybridTime? = nil
    ) -> Attempt {
        let (number, clock) = (head ?? self.head).next(at: instruction.at, after: known)
        return Attempt(
            number: number, at: instruction.at, clock: clock, timeTrusted: post.timeTrusted,
            door: post.door.id, direction: post.door.direction,
            source: instruction.staff == nil ? .box : .staff, fingerprint: nil, claims: claims,
            tier: tier, event: post.event, area: countedArea, answer: .done,
            act: act ?? instruction.act)
    }

    /// Where people without a ticket are counted: in the area they go into or come out of.
    private var countedArea: AreaID? {
        switch instruction.order {
        case .headcount, .walkUp: post.door.area
        default: nil
        }
    }

    func append(_ attempt: Attempt, _ db: Database) throws -> Attempt {
        try AttemptColumns.append(attempt, to: db)
        return attempt
    }

    func recorded(_ attempt: Attempt, _ occupancy: Occupancy = Occupancy()) -> Recorded {
        Recorded(attempt: attempt, ticket: nil, occupancy: occupancy.told)
    }

    func occupancy(_ db: Database, tier: TierID? = nil) throws -> Occupancy {
        try Counters.occupancy(db, event: post.event, tier: tier, area: post.door.area)
    }
}

// MARK: - Presentations on staff's word

extension Performing {
    /// Let in against the rules: the same ticket, on the word of whoever overrides.
    private func overriding(_ target: Attempt?, _ db: Database) throws -> Recorded {
        guard let target, let claims = target.claims else { throw OrderFault.neverOverridable }
        let scan = scan(vouched(claims), target.fingerprint)
        return try recording(scan).run(db) { _ in .verdict(Verdict(.admittedByOverride)) }
    }

    private func confirming(_ target: Attempt?, _ db: Database) throws -> Recorded {
        guard let target, let claims = target.claims else { throw OrderFault.nothingToConfirm }
        let scan = scan(claims, target.fingerprint)
        return try recording(scan).run(db) { facts in
            decide(Presentation(reading: scan.reading, isConfirmed: true), facts)
        }
    }

    private func presenting(
        _ ticket: TicketID, of event: EventID, _ db: Database
    ) throws -> Recorded {
        let named = Claims(
            ticket: ticket, event: event, scheme: .staff, issuedAt: instruction.at)
        guard let row = look(scan(named)).ticket else { throw OrderFault.noSuchTicket }
        let scan = scan(row.claims(at: instruction.at))
        return try recording(scan).run(db) { facts in
            decide(
                Presentation(reading: scan.reading, otherEvent: facts.otherEvent), facts)
        }
    }

    func scan(_ claims: Claims, _ fingerprint: CodeFingerprint? = nil) -> Scan {
        Scan(
            reading: .claims(claims), fingerprint: fingerprint, source: .staff,
            at: instruction.at)
    }

    func recording(_ scan: Scan, after head: JournalHead? = nil) -> Recording {
        Recording(
            scan: scan, post: post, listed: look(scan), head: head ?? self.head,
            act: instruction.act)
    }

    /// A ticket of a reservation, which no list has, as if it had been listed.
    func recording(
        _ ticket: Ticket, of listed: Recording.Listed, _ fingerprint: CodeFingerprint?,
        after head: JournalHead, act: Act? = nil
    ) -> Recording {
        let one = Recording.Listed(event: listed.event, asOf: listed.asOf, ticket: ticket)
        return Recording(
            scan: scan(ticket.claims(at: instruction.at), fingerprint), post: post, listed: one,
            head: head, act: act ?? instruction.act)
    }

    /// A ticket of another event that is let in here counts here.
    private func vouched(_ claims: Claims) -> Claims {
        guard claims.event != post.event else { return claims }
        return Claims(
            ticket: claims.ticket, event: post.event, scheme: .staff, issuedAt: instruction.at)
    }
}

extension Ticket {
    /// What staff claim who found this row and vouch for who stands there.
    func claims(at moment: Timestamp) -> Claims {
        Claims(ticket: id, event: event, scheme: .staff, issuedAt: moment, user: user)
    }
}
