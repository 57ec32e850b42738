// Reservations and money in a ledger without a disk: the same rules and the same ids, counted anew
// each time.

package import CheckinCore
internal import Validation

extension MemoryLedger {
    /// What a reservation's code is about here: the reservation, or at an exit one of its tickets.
    func reserved(_ scan: Scan, at post: Post) -> (claims: Claims, ticket: Ticket?)? {
        guard case .reservation(let code) = scan.reading,
            let reservation = list?.reservation(code, of: post.event)
        else { return nil }
        guard post.door.direction == .exit else { return (reservation.claims(at: scan.at), nil) }
        let tickets = reservation.tickets
        let inside = tickets.first { journal.presence(of: $0.id, in: $0.event).isInside }
        return (inside ?? tickets.first).map { (staffClaims($0, at: scan.at), $0) }
    }

    func facts(forReservation code: ReservationCode, of scan: Scan, at post: Post) -> Facts {
        let found = reserved(scan, at: post)
        var facts = presented(
            found?.claims, found?.ticket, at: post, moment: scan.at)
        facts.wrongReservations = journal.wrongReservations(at: scan.at)
        if let reservation = list?.reservation(code, of: post.event) {
            let inside = reservation.tickets.count {
                journal.presence(of: $0.id, in: $0.event).isInside
            }
            facts.reservation = ReservationStanding(
                reservation: reservation, isPaidHere: journal.isPaid(reservation.id),
                outside: reservation.count - inside)
        }
        let other = other(than: post.event, reserving: code, at: scan.at)
        return Facts(
            event: list?.events[post.event], ticket: found?.ticket,
            otherEvent: facts.reservation == nil ? other?.summary : nil, history: facts)
    }

    package func event(
        reserving code: ReservationCode, for post: Post, at now: Timestamp
    ) -> EventID? {
        if list?.reservation(code, of: post.event) != nil { return post.event }
        return other(than: post.event, reserving: code, at: now)?.id
    }

    private func other(
        than here: EventID, reserving code: ReservationCode, at now: Timestamp
    ) -> Event? {
        let others = (list?.events.values).map(Array.init) ?? []
        return Tonight.event(
            for: nil,
            among: others.filter {
                $0.id != here && list?.reservation(code, of: $0.id) != nil
            }, at: now)
    }

    private func presented(
        _ claims: Claims?, _ ticket: Ticket?, at post: Post, moment: Timestamp
    ) -> History {
        var history = History(
            occupancy: journal.occupancy(
                of: post.event, tier: ticket?.tier.id, area: post.door.area),
            snapshotAsOf: list?.asOf, emergency: journal.emergency)
        if let claims {
            history.presence = journal.presence(of: claims.ticket, in: claims.event)
            history.recentPresentations = journal.recentPresentations(
                of: claims.ticket, in: claims.event, at: moment)
            history.unseen = journal.unseen(
                of: claims.ticket, in: claims.event, door: post.door.id, at: moment)
        }
        return history
    }

    func pay(
        for target: Attempt?, _ method: PaymentMethod, _ received: Money?,
        _ instruction: Instruction, _ post: Post, _ decide: (Presentation, Facts) -> Answer
    ) throws -> [Recorded] {
        guard let target, let claims = target.claims,
            case .reservationDue(let shown, _, _)? = target.answer.verdict?.refusal,
            let reservation = list?.reservation(claims.ticket, of: claims.event),
            reservation.status == .open, reservation.due == shown
        else { throw OrderFault.nothingToPay }
        guard !journal.isPaid(reservation.id) else { throw OrderFault.alreadyDone }
        let settled = try PaymentRules.settle(shown, by: method, received: received)
        let act = instruction.act
        let deed = Act(
            .payment, staff: act.staff, shift: act.shift, target: act.target,
            people: reservation.count, cause: act.cause)
        let paid = try write(instruction, post, claims: claims, act: deed)
        let payment = Payment(
            reservation: reservation.id, method: method, amount: settled.amount,
            receipt: journal.nextReceipt)
        take(payment, at: paid.attempt.number)
        let sale = Act(
            .sale, staff: act.staff, shift: act.shift, target: paid.attempt.number,
            cause: act.cause)
        let sales = try reservation.tickets.map { ticket in
            let (scan, facts) = look(ticket, target.fingerprint, instruction, post)
            let answer = decide(Presentation(reading: scan.reading, isConfirmed: true), facts)
            guard answer.kind.isEntry, let flags = answer.verdict?.flags else {
                throw OrderFault.rulesForbid
            }
            let verdict = Verdict(.admittedAfterPayment, flags: flags)
            return append(.verdict(verdict), to: scan, facts, at: post, act: sale)
        }
        let first = Recorded(
            attempt: paid.attempt, ticket: nil, occupancy: paid.occupancy,
            reservation: reservation, receipt: Receipt(payment: payment, change: settled.change))
        return [first] + sales
    }

    func payBack(
        _ payment: Attempt, _ instruction: Instruction, _ post: Post
    ) throws -> [Recorded] {
        let sold = journal.attempts.filter {
            $0.act.kind == .sale && $0.act.target == payment.number
        }
        let undone = journal.undone
        let entries = journal.attempts.filter { attempt in
            attempt.number > payment.number && attempt.direction == .entry && attempt.isPassage
                && !undone.contains(attempt.number)
                && sold.contains { $0.claims?.ticket == attempt.claims?.ticket }
        }
        let undo = try write(instruction, post, claims: payment.claims)
        let act = instruction.act
        for entry in entries {
            _ = try write(
                instruction, post, claims: entry.claims, tier: entry.tier,
                act: Act(
                    .undo, staff: act.staff, shift: act.shift, target: entry.number,
                    cause: act.cause))
        }
        let left = journal.occupancy(of: post.event, tier: nil, area: post.door.area)
        return [Recorded(attempt: undo.attempt, ticket: nil, occupancy: left.told)]
    }

    /// A reservation's tickets go in as a group's do, once it is paid for.
    func paidTickets(of target: Attempt) throws -> [Ticket] {
        guard let claims = target.claims,
            let reservation = list?.reservation(claims.ticket, of: claims.event),
            reservation.status != .cancelled,
            reservation.status == .paid || journal.isPaid(reservation.id)
        else { throw OrderFault.nothingToConfirm }
        return reservation.tickets
    }

    /// A ticket of a reservation, which no list has, as if it had been listed.
    func look(
        _ ticket: Ticket, _ fingerprint: CodeFingerprint?, _ instruction: Instruction, _ post: Post
    ) -> (Scan, Facts) {
        let claims = staffClaims(ticket, at: instruction.at)
        let scan = Scan(
            reading: .claims(claims), fingerprint: fingerprint, source: .staff,
            at: instruction.at)
        let facts = Facts(
            event: list?.events[post.event], ticket: ticket, otherEvent: nil,
            history: presented(claims, ticket, at: post, moment: instruction.at))
        return (scan, facts)
    }

    private func staffClaims(_ ticket: Ticket, at moment: Timestamp) -> Claims {
        Claims(
            ticket: ticket.id, event: ticket.event, scheme: .staff, issuedAt: moment,
            user: ticket.user)
    }
}
