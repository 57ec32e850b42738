// What a reservation's code is answered at an entry. Nobody goes in by the code alone: the best
// answer is what staff have to do. What is wrong with the evening, the door or the reservation goes
// before the money, so that nobody pays only to be sent away.

internal import CheckinCore

/// The rules of a ticket that hold for whole reservations too.
private let roomRules: [@Sendable (Matter) -> Finding] = [
    windowIsOpen, doorIsAllowed, eventHasRoom, areaHasRoom,
]

func answerReservation(
    _ presentation: Presentation, history: History, policy: Policy, at now: Timestamp
) -> Verdict {
    if let until = ReservationThrottle.lockedUntil(history.wrongReservations, at: now) {
        return Verdict(.refused(.reservationLocked(until: until)))
    }
    guard let standing = history.reservation else {
        return Verdict(.refused(unknownReservation(presentation)))
    }
    var flags: Set<VerdictFlag> = []
    for line in standing.reservation.lines {
        let matter = matter(of: line, standing.reservation, history, policy, at: now)
        for rule in [eventIsOn, listIsFresh] {
            if let refusal = refusal(rule(matter), &flags) {
                return Verdict(.refused(refusal), flags: flags)
            }
        }
    }
    if let refusal = objection(standing, policy, at: now, &flags) {
        return Verdict(.refused(refusal), flags: flags)
    }
    for line in standing.reservation.lines {
        let matter = matter(of: line, standing.reservation, history, policy, at: now)
        for rule in roomRules {
            if let refusal = refusal(rule(matter), &flags) {
                return Verdict(.refused(refusal), flags: flags)
            }
        }
    }
    return Verdict(.refused(request(standing)), flags: flags)
}

/// A code that names nothing here; of another event of this box only that is told.
func unknownReservation(_ presentation: Presentation) -> Refusal {
    presentation.otherEvent.map { .wrongEvent($0) } ?? .reservationNotFound
}

/// What is wrong with the reservation itself.
private func objection(
    _ standing: ReservationStanding, _ policy: Policy, at now: Timestamp,
    _ flags: inout Set<VerdictFlag>
) -> Refusal? {
    let reservation = standing.reservation
    if reservation.status == .cancelled { return .reservationCancelled }
    if standing.isPaid {
        guard standing.outside > 0 else {
            return .alreadyInside(first: nil, last: nil, platformSince: nil)
        }
        return nil
    }
    if reservation.status == .used { return .reservationUsed }
    guard let expires = reservation.expiresAt, now >= expires else { return nil }
    guard policy.timeTrusted else {
        flags.insert(.windowUnchecked)
        return nil
    }
    return .reservationExpired(since: expires)
}

/// What staff do next: take the money, or say how many go in.
private func request(_ standing: ReservationStanding) -> Refusal {
    let reservation = standing.reservation
    if standing.isPaid {
        return .groupWaits(outside: standing.outside, of: reservation.count)
    }
    return .reservationDue(
        due: reservation.due, tickets: reservation.count, expires: reservation.expiresAt)
}

/// One ticket of a line, to be asked the rules of tickets with.
private func matter(
    of line: Reservation.Line, _ reservation: Reservation, _ history: History, _ policy: Policy,
    at now: Timestamp
) -> Matter {
    let ticket = Ticket(
        id: reservation.ticketID, event: reservation.event, tier: line.tier,
        number: reservation.code.text, asOf: reservation.asOf)
    return Matter(
        claims: reservation.claims(at: now), ticket: ticket, history: history, policy: policy,
        isConfirmed: true, now: now)
}

private func refusal(_ finding: Finding, _ flags: inout Set<VerdictFlag>) -> Refusal? {
    switch finding {
    case .refuse(let refusal): return refusal
    case .note(let flag): flags.insert(flag)
    case .pass, .unlisted, .again: break
    }
    return nil
}
