// Rule 13: has somebody looked at the guest's age or papers, where the event asks for it. It comes
// behind every rule of the ticket: nobody is asked for their papers only to be sent away.

internal import CheckinCore

@Sendable func guestIsConfirmed(_ matter: Matter) -> Finding {
    let prompts = matter.event.prompts
    // Once inside, confirmed for the evening; so is who was let in before the event asked.
    guard !prompts.isEmpty, !matter.isConfirmed, matter.entries == 0 else { return .pass }
    return .refuse(.notConfirmed(prompts: prompts))
}
