// How old the ticket list is, in the three steps a door distinguishes. An unknown age counts as too
// old: a list is never called fresh on no evidence.

package import CheckinCore

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

/// Not a number of the list above: says so, and never refuses. Where the event wants a box with an
/// old list to stop, the gate answers "unavailable" before anything is decided.
@Sendable func listIsFresh(_ matter: Matter) -> Finding {
    let age = staleness(of: matter.event, asOf: matter.history.snapshotAsOf, at: matter.now)
    return age == .stale ? .note(.snapshotStale) : .pass
}
