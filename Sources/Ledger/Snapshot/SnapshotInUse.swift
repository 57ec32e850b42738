// The ticket list that one owner (the scans, the views) has open: the one that the journal names.
// A list that cannot be read is tried again, since a disk may come back; it must never answer from
// a list of which any part is known to be damaged.

import CheckinCore

struct SnapshotInUse {
    /// A failed look costs some system calls, and up to `JournalFile.busyTimeout` when the file is
    /// held: too much for every scan of a queue.
    static let retrySpan: Duration = .seconds(1)

    private let state: StateDirectory
    private let holding: Bool
    private var current: Snapshot?
    /// The number we tried, whether it could be opened or not.
    private var tried: Int?
    /// Why there is no list, when the journal names one.
    private(set) var fault: LedgerFault?
    /// When that was found out.
    private var failedAt: Timestamp?
    /// The look-up that failed in a list that could be opened.
    private var failedLookup: (ticket: TicketID?, event: EventID)?

    init(state: StateDirectory, holding: Bool) {
        self.state = state
        self.holding = holding
    }

    /// The snapshot `number`; nil when there is none, or it cannot be read. One that could not be
    /// read is tried again, by clock at most once in `retrySpan`; without a clock, at each call.
    mutating func using(_ number: Int?, at moment: Timestamp? = nil) -> Snapshot? {
        if number != tried {
            forget()
            tried = number
        }
        guard let number, current == nil, fault == nil || mayRetry(at: moment) else {
            return current
        }
        do {
            let snapshot = try Snapshot.open(number, in: state, holding: holding)
            // A list that failed once must first read what it could not read.
            if let lookup = failedLookup {
                try lookup.ticket.map { _ = try snapshot.ticket($0, of: lookup.event) }
                try snapshot.checkReservations(of: lookup.event)
            }
            current = snapshot
            fault = nil
            failedLookup = nil
        } catch {
            fail(because: error, at: moment)
        }
        return current
    }

    /// Gives a list up in which a look-up failed: no answer is better than a wrong one.
    mutating func giveUp(
        because error: any Error, lookingFor ticket: TicketID?, of event: EventID,
        at moment: Timestamp
    ) {
        failedLookup = (ticket, event)
        fail(because: error, at: moment)
    }

    /// Reads the file anew at the next use.
    mutating func forget() {
        tried = nil
        current = nil
        fault = nil
        failedLookup = nil
    }

    private mutating func fail(because error: any Error, at moment: Timestamp?) {
        current = nil
        fault = error as? LedgerFault ?? .snapshotFailed(0)
        failedAt = moment
    }

    /// Before or after: a clock that was set back must not keep a list away for hours.
    private func mayRetry(at moment: Timestamp?) -> Bool {
        guard let moment, let failedAt else { return true }
        return moment <= failedAt - Self.retrySpan || moment >= failedAt + Self.retrySpan
    }
}
