// What an old ticket list does to a verdict: it is said beside it. It must never refuse anybody.

import CheckinCore

/// Not a number of the list above: says so, and never refuses. Where the event wants a box with an
/// old list to stop, the gate answers "unavailable" before anything is decided.
@Sendable func listIsFresh(_ matter: Matter) -> Finding {
    let age = staleness(of: matter.event, asOf: matter.history.snapshotAsOf, at: matter.now)
    return age == .stale ? .note(.snapshotStale) : .pass
}
