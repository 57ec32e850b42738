// How old the ticket list is, in the three steps a door distinguishes. An unknown age counts as too
// old: a list is never called fresh on no evidence.

package enum Staleness: Hashable, Sendable {
    case fresh
    /// Old enough to show its age.
    case ageing
    /// Older than the event allows.
    case stale

    /// Three missed updates of a feed that is asked every five minutes.
    package static let ageingAfter: Duration = .minutes(15)
}

package func staleness(of event: Event, asOf: Timestamp?, at now: Timestamp) -> Staleness {
    guard let asOf else { return .stale }
    let age = now.since(asOf)
    if age > event.staleAfter { return .stale }
    return age >= Staleness.ageingAfter ? .ageing : .fresh
}
