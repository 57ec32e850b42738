// Rule 6: is the ticket in the list; and the unlisted policy, which rule 8 shares: what to do with
// a code that is genuine and ahead of the list. It must never be more generous than the event says.

internal import CheckinCore

@Sendable func ticketIsListed(_ matter: Matter) -> Finding {
    if matter.ticket != nil { return .pass }
    guard let group = matter.history.group else { return unlistedFinding(matter) }
    if group.outside > 0 {
        return .refuse(.groupWaits(outside: group.outside, of: group.of))
    }
    return .refuse(.alreadyInside(first: nil, last: nil, platformSince: nil))
}

/// How long a sale may be under way before the platform's list has it: a code issued this long
/// before the list's as-of time may still be missing from it.
private let listingDelay: Duration = .minutes(10)

/// The answer to a genuine code that the list does not know, or knows in an earlier state.
func unlistedFinding(_ matter: Matter) -> Finding {
    let isAdmitted =
        switch unlistedPolicy(for: matter.claims.scheme, at: matter.event) {
        case .refuse: false
        case .admitIfIssuedAfterSnapshot: issuedAfterSnapshot(matter)
        case .admit: true
        }
    if isAdmitted && matter.policy.door.admitsUnlisted { return .unlisted }
    let age = matter.history.snapshotAsOf.map { max(.zero, matter.now.since($0)) }
    return .refuse(.notFound(snapshotAge: age))
}

/// The secret of a symmetric scheme lies on every box: whoever steals one box could make tickets
/// that no list knows, so the default believes them only as far as the list goes.
private func unlistedPolicy(for scheme: Scheme, at event: Event) -> UnlistedPolicy {
    event.unlisted ?? (scheme.isSymmetric ? .refuse : .admitIfIssuedAfterSnapshot)
}

private func issuedAfterSnapshot(_ matter: Matter) -> Bool {
    guard let asOf = matter.history.snapshotAsOf else { return false }
    return matter.claims.issuedAt + listingDelay > asOf
}
