// Rule 9: is entry open now, for the ticket, its tier and the event. Only as good as the wall
// clock, like the age of a code.

internal import CheckinCore

@Sendable func windowIsOpen(_ matter: Matter) -> Finding {
    guard let refusal = windowRefusal(matter) else { return .pass }
    return matter.policy.timeTrusted ? .refuse(refusal) : .note(.windowUnchecked)
}

/// Entry needs all windows at once, so the last to open and the first to close decide. Closed goes
/// before not yet open: whoever waits for a window that can no longer help waits for nothing.
private func windowRefusal(_ matter: Matter) -> Refusal? {
    let windows = [matter.ticket?.window, matter.ticket?.tier.window, matter.event.window]
        .compactMap(\.self)
    if let closes = windows.compactMap(\.closes).min(), matter.now >= closes {
        return .closed(since: closes)
    }
    if let opens = windows.compactMap(\.opens).max(), matter.now < opens {
        return .notYetOpen(opens: opens)
    }
    return nil
}
