// Believes what lasts: keeps a passing hand from being a fault, and one good picture from being its
// end. Pure: time is an argument.

import CheckinCore

struct Persistence {
    /// So long it must be so before it is believed, and so long otherwise before it is over.
    let raiseAfter: Duration
    let clearAfter: Duration

    private(set) var holds = false
    private var otherwiseSince: Uptime?

    init(raiseAfter: Duration, clearAfter: Duration) {
        self.raiseAfter = raiseAfter
        self.clearAfter = clearAfter
    }

    mutating func look(_ isSo: Bool, at now: Uptime) {
        guard isSo != holds else {
            otherwiseSince = nil
            return
        }
        let since = otherwiseSince ?? now
        otherwiseSince = since
        guard now.since(since) >= (holds ? clearAfter : raiseAfter) else { return }
        holds = isSo
        otherwiseSince = nil
    }
}
