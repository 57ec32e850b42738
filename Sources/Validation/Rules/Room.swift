// Rule 12: is there room for one more, in the event and in the tier. A capacity that only warns
// never refuses.

internal import CheckinCore

@Sendable func eventHasRoom(_ matter: Matter) -> Finding {
    room(in: matter.event.capacity, taken: matter.history.occupancy.event, tier: nil)
}

@Sendable func tierHasRoom(_ matter: Matter) -> Finding {
    guard let tier = matter.ticket?.tier else { return .pass }
    return room(in: tier.capacity, taken: matter.history.occupancy.tier, tier: tier.id)
}

private func room(in capacity: Capacity?, taken: Int, tier: TierID?) -> Finding {
    guard let capacity, taken >= capacity.limit else { return .pass }
    return capacity.isHard
        ? .refuse(.full(count: taken, limit: capacity.limit, tier: tier)) : .note(.overCapacity)
}
