// Rule 8: is this the newest code of the ticket. A transfer or re-issue makes every earlier code
// worthless; a code that is ahead of the list follows the unlisted policy.

internal import CheckinCore

@Sendable func holderIsCurrent(_ matter: Matter) -> Finding {
    let since = matter.ticket?.statusSince
    if let ticket = matter.ticket, ticket.status == .transferred {
        return .refuse(.transferred(since: since))
    }
    switch holder(matter) {
    case .current: return .pass
    case .former: return .refuse(.transferred(since: since))
    case .later: return unlistedFinding(matter)
    }
}

private enum Holder {
    case current
    case former
    /// Ahead of the list.
    case later
}

private func holder(_ matter: Matter) -> Holder {
    if let generation = matter.claims.generation {
        return holder(of: generation, matter)
    }
    guard let ticket = matter.ticket, let user = ticket.user, user != matter.claims.user else {
        return .current
    }
    // An NS1 code names its holder and when it was drawn: one drawn before the row's as-of time
    // lost to the row, one drawn later may be a transfer the list has not heard of.
    return matter.claims.issuedAt > ticket.asOf ? .later : .former
}

private func holder(of generation: UInt8, _ matter: Matter) -> Holder {
    let listed = matter.ticket?.generation
    let highest = [listed, matter.history.highestGeneration].compactMap(\.self).max()
    if let highest, generation < highest { return .former }
    if let listed, generation > listed { return .later }
    return .current
}
