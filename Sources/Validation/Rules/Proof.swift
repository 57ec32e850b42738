// Rules 1 to 3: is it readable, is it genuine, is it for this event. They hold at exits too. What
// fails here is not known to be a ticket at all, so nothing about any ticket may be told.

internal import CheckinCore

enum Proof {
    case proved(Claims)
    case failed(Refusal)
    /// Nothing is proved, and the list says what it is.
    case reserved
}

func proof(of presentation: Presentation, for event: Event) -> Proof {
    switch presentation.reading {
    case .claims(let claims) where claims.event == event.id: .proved(claims)
    case .claims: .failed(.wrongEvent(presentation.otherEvent))
    case .reservation: .reserved
    case .otherEvent: .failed(.wrongEvent(nil))
    case .unreadable: .failed(.unreadable)
    case .forged: .failed(.forged)
    case .unknownKey: .failed(.unknownKey)
    // The gate answers "unavailable" to this one and never asks. Whoever asks all the same has no
    // key, so nothing is proved, and the answer must be one that lets nobody in.
    case .noUsableKey: .failed(.unknownKey)
    }
}
