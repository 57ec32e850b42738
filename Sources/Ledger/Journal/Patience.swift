// Whether the next write may wait for a journal that another program holds. Writes come one after
// the other, so guests who all wait would wait for each other: it must never let a second one wait
// in vain right after the first.

import CheckinCore

struct Patience {
    /// As long as one write waits (`JournalFile.busyTimeout`): after it somebody may wait again.
    static let span: Duration = .seconds(1)

    private var isLost = false
    /// By the clock of the scan that waited in vain; nil for a write that has no clock.
    private var lostAt: Timestamp?

    /// Before or after: a clock that was set back must not end all patience.
    func mayWait(at moment: Timestamp?) -> Bool {
        guard isLost else { return true }
        guard let moment, let lostAt else { return false }
        return moment <= lostAt - Self.span || moment >= lostAt + Self.span
    }

    /// A write got through.
    mutating func restore() { self = Patience() }

    /// A write found the journal held.
    mutating func lose(waited: Bool, at moment: Timestamp?) {
        isLost = true
        if waited || lostAt == nil { lostAt = moment }
    }
}
