// Rule 11: is the guest outside, and may they come in (again). An admission that nobody saw is said
// again rather than held against the guest.

internal import CheckinCore

@Sendable func passageIsFree(_ matter: Matter) -> Finding {
    let presence = matter.history.presence
    if presence.isInside, let unseen = unseenAdmission(matter) { return .again(unseen) }
    // Who comes from the next room comes in neither anew nor again.
    if matter.isMove { return .note(.movedArea) }
    if presence.isInside || wentInElsewhere(matter) {
        return .refuse(
            .alreadyInside(
                first: presence.firstEntry, last: presence.lastEntry,
                platformSince: matter.isMarkedUsed ? matter.ticket?.statusSince : nil))
    }
    if matter.entries > 0 && !matter.event.reentryAllowed {
        return .refuse(.reentryNotAllowed(lastExit: presence.lastExit))
    }
    if let limit = matter.event.entryLimit, matter.entries >= limit {
        return .refuse(
            .entryLimit(limit: limit, first: presence.firstEntry, last: presence.lastEntry))
    }
    return .pass
}

/// The platform's mark means "inside" only where no passage was recorded: whoever was seen going
/// out here is outside, wherever they had come in.
private func wentInElsewhere(_ matter: Matter) -> Bool {
    let presence = matter.history.presence
    return matter.isMarkedUsed && presence.entries == 0 && presence.lastExit == nil
}

/// Only the entry that let the guest in is said again, not one before an exit and another door.
/// The span counts both ways, so that a wall clock corrected by less than it, in either direction,
/// is not held against the guest. A clock set back further is: by it nobody can tell how long ago
/// the entry was, and then an answer that nobody saw ends in "already inside", which staff can see
/// into. The other mistake would let a copy in.
private func unseenAdmission(_ matter: Matter) -> UnseenAdmission? {
    guard let unseen = matter.history.unseen, unseen.outcome.kind.isEntry,
        matter.history.presence.lastEntry == Passage(door: matter.policy.door.id, at: unseen.at)
    else { return nil }
    let gap = matter.now.since(unseen.at)
    return gap <= History.unseenSpan && gap >= .zero - History.unseenSpan ? unseen : nil
}
