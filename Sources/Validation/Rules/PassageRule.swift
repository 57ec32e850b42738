// Rule 11: is the guest outside, and may they come in (again). An admission that nobody saw is said
// again rather than held against the guest.

internal import CheckinCore

@Sendable func passageIsFree(_ matter: Matter) -> Finding {
    let presence = matter.history.presence
    if presence.isInside, let unseen = unseenAdmission(matter) { return .again(unseen) }
    let isMarkedUsed = matter.ticket?.status == .used
    if presence.isInside || isMarkedUsed && presence.entries == 0 {
        return .refuse(
            .alreadyInside(
                first: presence.firstEntry, last: presence.lastEntry,
                platformSince: isMarkedUsed ? matter.ticket?.statusSince : nil))
    }
    if presence.entries > 0 && !matter.event.reentryAllowed {
        return .refuse(.reentryNotAllowed(lastExit: presence.lastExit))
    }
    if let limit = matter.event.entryLimit, presence.entries >= limit {
        return .refuse(
            .entryLimit(limit: limit, first: presence.firstEntry, last: presence.lastEntry))
    }
    return .pass
}

/// Only the entry that let the guest in is said again, not one before an exit and another door.
/// The span counts both ways: a wall clock set back between the two presentations must not turn
/// an answer that nobody saw into "already inside".
private func unseenAdmission(_ matter: Matter) -> UnseenAdmission? {
    guard let unseen = matter.history.unseen, unseen.outcome.kind.isEntry,
        matter.history.presence.lastEntry == Passage(door: matter.policy.door.id, at: unseen.at)
    else { return nil }
    let gap = matter.now.since(unseen.at)
    return gap <= History.unseenSpan && gap >= .zero - History.unseenSpan ? unseen : nil
}
