// Rule 10: may this tier use this door. A ticket without a row has no known tier, and was let
// through by the unlisted policy only at doors that allow it.

internal import CheckinCore

@Sendable func doorIsAllowed(_ matter: Matter) -> Finding {
    guard let doors = matter.ticket?.tier.doors, !doors.isEmpty,
        !doors.contains(matter.policy.door.id)
    else { return .pass }
    return .refuse(.wrongDoor(allowed: doors.sorted()))
}
