// What staff do, in a ledger without a disk: the same rules, asked with facts that are counted anew
// each time.

import CheckinCore
internal import Validation

extension MemoryLedger {
    func carryOut(
        _ instruction: Instruction, at post: Post, deciding decide: (Presentation, Facts) -> Answer
    ) throws -> [Recorded] {
        let facts = orderFacts(instruction)
        if let fault = OrderRules.objection(to: instruction, at: post, facts) { throw fault }
        let target = facts.target
        switch instruction.order {
        case .override:
            guard let claims = target?.claims else { throw OrderFault.neverOverridable }
            let isOurs = claims.event == post.event
            let vouched = isOurs ? claims : staffClaims(claims.ticket, post.event, instruction)
            return [
                present(vouched, target?.fingerprint, instruction, post) { _, _ in
                    .verdict(Verdict(.admittedByOverride))
                }
            ]
        case .confirm:
            guard let claims = target?.claims else { throw OrderFault.nothingToConfirm }
            return [
                present(claims, target?.fingerprint, instruction, post, isConfirmed: true, decide)
            ]
        case .present(let id, let event):
            guard let ticket = list?.ticket(id, of: event) else { throw OrderFault.noSuchTicket }
            return [present(staffClaims(ticket, instruction), nil, instruction, post, decide)]
        case .group(_, let people):
            guard let target else { throw OrderFault.noSuchAttempt }
            return try enter(people, of: target, instruction, post, decide)
        case .headcount, .walkUp:
            return [try write(instruction, post, area: post.door.area)]
        case .pay(_, let method, let received):
            return try pay(for: target, method, received, instruction, post, decide)
        case .undo:
            if let target, target.act.kind == .payment {
                return try payBack(target, instruction, post)
            }
            return [try write(instruction, post, claims: target?.claims, tier: target?.tier)]
        case .emergency, .allClear, .clearOut, .closing, .lookup, .search, .openShift, .closeShift,
            .turn, .decide:
            return [try write(instruction, post)]
        }
    }

    private func orderFacts(_ instruction: Instruction) -> OrderFacts {
        let target = instruction.order.target
        return OrderFacts(
            target: target.flatMap(journal.attempt),
            isDone: target != nil
                && journal.attempts.contains {
                    $0.act.target == target && $0.act.kind == instruction.order.kind
                },
            targetRole: nil,
            overrides: journal.attempts.count {
                $0.act.kind == .override && $0.act.shift != nil
                    && $0.act.shift == instruction.staff?.shift
            },
            emergency: journal.emergency)
    }

    private func present(
        _ claims: Claims, _ fingerprint: CodeFingerprint?, _ instruction: Instruction,
        _ post: Post, isConfirmed: Bool = false, _ decide: (Presentation, Facts) -> Answer
    ) -> Recorded {
        let scan = Scan(
            reading: .claims(claims), fingerprint: fingerprint, source: .staff, at: instruction.at)
        let facts = facts(for: scan, at: post)
        let presentation = Presentation(
            reading: scan.reading, otherEvent: facts.otherEvent, isConfirmed: isConfirmed)
        return append(
            decide(presentation, facts), to: scan, facts, at: post, act: instruction.act)
    }

    private func enter(
        _ people: Int, of target: Attempt, _ instruction: Instruction, _ post: Post,
        _ decide: (Presentation, Facts) -> Answer
    ) throws -> [Recorded] {
        guard let claims = target.claims else { throw OrderFault.nothingToConfirm }
        let reserved = claims.scheme == .reservation ? try paidTickets(of: target) : []
        let listed = members(of: claims.ticket, in: claims.event).compactMap {
            list?.ticket($0, of: claims.event)
        }
        var recorded: [Recorded] = []
        var refused: Recorded?
        for ticket in listed + reserved where recorded.count < people {
            guard !journal.presence(of: ticket.id, in: claims.event).isInside else { continue }
            let before = journal
            let (scan, facts) = look(ticket, target.fingerprint, instruction, post)
            let answer = decide(Presentation(reading: scan.reading, isConfirmed: true), facts)
            let entry = append(answer, to: scan, facts, at: post, act: instruction.act)
            if entry.attempt.answer.kind.isEntry {
                recorded.append(entry)
            } else {
                refused = refused ?? entry
                restore(before)
            }
        }
        if recorded.isEmpty, let refused {
            append(refused.attempt)
            recorded = [refused]
        }
        guard !recorded.isEmpty else { throw OrderFault.noSuchTicket }
        return recorded
    }

    func write(
        _ instruction: Instruction, _ post: Post, claims: Claims? = nil, tier: TierID? = nil,
        area: AreaID? = nil, act: Act? = nil
    ) throws -> Recorded {
        let counted = counted(by: instruction, at: post)
        let before = counted.map { journal.occupancy(of: $0.event, tier: nil, area: $0.area) }
        append(
            Attempt(
                number: journal.nextNumber, at: instruction.at,
                clock: journal.nextClock(at: instruction.at) { known in
                    switch instruction.order {
                    case .clearOut, .closing: true
                    case .headcount, .walkUp:
                        known.act.kind == .clearOut && known.event == post.event
                    default: false
                    }
                },
                timeTrusted: post.timeTrusted, door: post.door.id,
                direction: post.door.direction,
                source: instruction.staff == nil ? .box : .staff, fingerprint: nil,
                claims: claims, tier: tier, event: post.event, area: area, answer: .done,
                act: act ?? instruction.act))
        if let counted, let before {
            let after = journal.occupancy(of: counted.event, tier: nil, area: counted.area)
            // Fewer than nobody cannot be inside.
            if after.event < before.event, min(after.event, after.area) < 0 {
                throw OrderFault.countOutOfRange
            }
        }
        guard let attempt = journal.attempts.last else { throw OrderFault.noSuchAttempt }
        return Recorded(
            attempt: attempt, ticket: nil,
            occupancy: journal.occupancy(of: post.event, tier: tier, area: post.door.area).told)
    }

    /// Where an order counts people without a ticket; nil where it is about something else.
    private func counted(
        by instruction: Instruction, at post: Post
    ) -> (event: EventID, area: AreaID?)? {
        switch instruction.order {
        case .headcount, .walkUp: return (post.event, post.door.area)
        case .undo(let number):
            guard let target = journal.attempt(number), target.claims == nil,
                let event = target.event
            else { return nil }
            return (event, target.area)
        default: return nil
        }
    }

    private func staffClaims(_ ticket: Ticket, _ instruction: Instruction) -> Claims {
        Claims(
            ticket: ticket.id, event: ticket.event, scheme: .staff, issuedAt: instruction.at,
            user: ticket.user)
    }

    private func staffClaims(
        _ ticket: TicketID, _ event: EventID, _ instruction: Instruction
    ) -> Claims {
        Claims(ticket: ticket, event: event, scheme: .staff, issuedAt: instruction.at)
    }
}
