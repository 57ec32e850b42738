// Before the rules of a ticket: does the event take place. An event that is called off while its
// doors are open turns everybody away by its own name, never by the ticket's.

internal import CheckinCore

@Sendable func eventIsOn(_ matter: Matter) -> Finding {
    switch matter.event.state {
    case .scheduled: .pass
    case .cancelled: .refuse(.eventCancelled)
    case .postponed(let until): .refuse(.eventPostponed(until: until))
    }
}
