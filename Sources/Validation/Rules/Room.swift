// Rule 12: is there room for one more, in the event, the area and the tier. A capacity that only
// warns never refuses, and who comes from another area is counted in the event already.

internal import CheckinCore

@Sendable func eventHasRoom(_ matter: Matter) -> Finding {
    guard !matter.isMove else { return .pass }
    return room(in: matter.event.capacity, taken: matter.history.occupancy.event)
}

@Sendable func areaHasRoom(_ matter: Matter) -> Finding {
    guard let area = matter.event.area(matter.policy.door.area) else { return .pass }
    return room(in: area.capacity, taken: matter.history.occupancy.area, area: area.id)
}

@Sendable func tierHasRoom(_ matter: Matter) -> Finding {
    guard !matter.isMove, let tier = matter.ticket?.tier else { return .pass }
    return room(in: tier.capacity, taken: matter.history.occupancy.tier, tier: tier.id)
}

private func room(
    in capacity: Capacity?, taken: Int, tier: TierID? = nil, area: AreaID? = nil
) -> Finding {
    guard let capacity, taken >= capacity.limit else { return .pass }
    return capacity.isHard
        ? .refuse(.full(count: taken, limit: capacity.limit, tier: tier, area: area))
        : .note(.overCapacity)
}
