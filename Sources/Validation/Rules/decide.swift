// The decision. One function, pure and total: the same question gets the same answer on every box,
// in every replay. It must never read a clock, a disk or a network, and never throw.

package import CheckinCore

/// The rules of an entry in their order: from "this is not valid now" to "this has been used", so
/// that a used and cancelled ticket is cancelled. The first that refuses is the reason.
private let entryRules: [@Sendable (Matter) -> Finding] = [
    eventIsOn,
    codeIsFresh,
    listIsFresh,
    ticketIsListed,
    statusIsGood,
    holderIsCurrent,
    windowIsOpen,
    doorIsAllowed,
    passageIsFree,
    eventHasRoom,
    areaHasRoom,
    tierHasRoom,
    guestIsConfirmed,
]

/// What to say to this presentation, given everything this box knows.
///
/// `ticket` is the row of the claimed ticket, or nil when it is not in the list; `history` what the
/// journal says of that ticket and of this event; `now` the box's wall time, and
/// `policy.timeTrusted` says how far it counts.
package func decide(
    _ presentation: Presentation, ticket: Ticket?, history: History, policy: Policy,
    at now: Timestamp
) -> Verdict {
    // Before anything is looked at: nobody goes in, with whatever ticket, and everybody goes out.
    if history.emergency != nil, policy.door.direction == .entry {
        return Verdict(.refused(.emergency))
    }
    let verdict: Verdict
    switch proof(of: presentation, for: policy.event) {
    case .failed(let refusal):
        verdict = Verdict(.refused(refusal))
    case .reserved where history.reservation == nil && policy.door.direction == .exit:
        verdict = Verdict(.refused(unknownReservation(presentation)))
    case .proved where policy.door.direction == .exit:
        verdict = leave(history.presence)
    // Whoever guesses a code goes out by it, and nothing else.
    case .reserved where policy.door.direction == .exit:
        verdict = leave(history.presence)
    case .reserved:
        verdict = answerReservation(presentation, history: history, policy: policy, at: now)
    case .proved(let claims):
        verdict = enter(
            Matter(
                claims: claims, ticket: ticket, history: history, policy: policy,
                isConfirmed: presentation.isConfirmed, now: now))
    }
    return policy.door.direction == .exit
        ? verdict : withHaste(verdict, recently: history.recentPresentations)
}

/// Nobody with a genuine ticket is kept in, whatever else is wrong with it.
private func leave(_ presence: Presence) -> Verdict {
    Verdict(.exited, flags: presence.isInside ? [] : [.notInside])
}

private func enter(_ matter: Matter) -> Verdict {
    var flags: Set<VerdictFlag> = []
    var isUnlisted = false
    for rule in entryRules {
        switch rule(matter) {
        case .pass: break
        case .note(let flag): flags.insert(flag)
        case .unlisted: isUnlisted = true
        case .again(let unseen):
            return Verdict(unseen.outcome, flags: flags, repeats: unseen.number)
        case .refuse(let refusal): return Verdict(.refused(refusal), flags: flags)
        }
    }
    if isUnlisted { return Verdict(.admittedUnlisted, flags: flags) }
    return Verdict(matter.entries > 0 ? .readmitted : .admitted, flags: flags)
}
