// Rule 4: is the code neither too old nor made in the future. Only as good as the wall clock: where
// that is not trusted, the rule tells staff and lets the guest pass.

internal import CheckinCore

@Sendable func codeIsFresh(_ matter: Matter) -> Finding {
    guard let refusal = ageRefusal(matter) else { return .pass }
    return matter.policy.timeTrusted ? .refuse(refusal) : .note(.codeAgeUnchecked)
}

private func ageRefusal(_ matter: Matter) -> Refusal? {
    let age = matter.now.since(matter.claims.issuedAt)
    let ahead = matter.claims.issuedAt.since(matter.now)
    if ahead > matter.policy.clockTolerance { return .notYetIssued(ahead: ahead) }
    // Only NS1 codes are drawn anew on each view of the ticket; the others are printed once.
    if matter.claims.scheme == .ns1, let limit = matter.event.codeMaxAge, age > limit {
        return .codeExpired(age: age)
    }
    return nil
}
